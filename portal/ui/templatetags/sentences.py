"""Django's own `i18n` tags, with sentences that are put right once they are filled (`portal.euphony`).

Loaded as `{% load i18n %}` in every template: the settings give this library that name."""

from typing import Any

from django.template import Library
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.safestring import SafeString, mark_safe

from portal.euphony import well_said

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class SentenceNode(Node):
    """What `{% blocktranslate %}` gives, well said. Its values are escaped already."""

    def __init__(self, filled: Any) -> None:
        self.filled = filled

    def render(self, context: Context) -> SafeString:
        text = self.filled.render(context)
        if self.filled.asvar:
            context[self.filled.asvar] = mark_safe(well_said(context[self.filled.asvar]))
        return mark_safe(well_said(text))


@register.tag("blocktranslate")
@register.tag("blocktrans")
def sentence(parser: Parser, token: Token) -> SentenceNode:
    return SentenceNode(i18n.do_block_translate(parser, token))
