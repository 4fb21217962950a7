"""A permit as an answer keeps it: kind, series and number, and its words."""

from permits.models import Permit
from permits.selectors import that_stand


def name_of(permit: Permit) -> str:
    return f"{permit.kind}:{permit.series}:{permit.number}"


def named(name: str) -> Permit | None:
    """The document that stands under the number, never an entry that was withdrawn."""
    kind, _sep, rest = name.partition(":")
    series, _sep, number = rest.partition(":")
    return that_stand(Permit.objects.filter(kind=kind, series=series, number=number)).first() if number else None


def in_words(name: str) -> str:
    """For people: the kind in their language, then series and number."""
    kind, _sep, rest = name.partition(":")
    label = str(dict(Permit.Kind.choices).get(kind, kind))
    return f"{label[:1].upper()}{label[1:]} {rest.replace(':', ' ').strip()}"
