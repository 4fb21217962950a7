from typing import Any

from django import template
from django.utils.translation import get_language

from patents.card.selectors import card_to_return, carrier_of, live_card
from patents.models import Patent
from patents.selectors import civil_today

register = template.Library()


@register.inclusion_tag("patents/parts/carrier.html")
def carrier(patent: Patent) -> dict[str, Any]:
    """On what this patent is handed out, why, and where its card is."""
    office, english = patent.case.office, get_language() == "en"
    return {
        "carrier": carrier_of(patent.region, on=civil_today(patent)),
        "card": live_card(patent),
        "to_return": card_to_return(patent),
        "office_name": (office.name_en if english else office.name_ru) if office else "",
        "office_address": (office.address_en if english else office.address_ru) if office else "",
    }
