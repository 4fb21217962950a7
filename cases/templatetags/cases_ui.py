from django import template

from cases.presentation import TAG_KINDS

register = template.Library()


@register.filter
def case_tag(status: str) -> str:
    """The kind of status tag for a state of a case."""
    return TAG_KINDS[status]
