"""The demonstration has cards in Moscow: an agreement of its own invention, entered as an operator would, which says what it is."""

from datetime import date

from django.conf import settings

from patents.card.selectors import carrier_of
from patents.rules.carrier import Carrier
from portal import clock
from portal.events.actor import Actor
from portal.legal import services as legal

REGION = "77"


def make_demo() -> None:
    """Running it again changes nothing. Raises outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("demo agreements belong to the demo only")
    today = clock.today()
    if carrier_of(REGION, on=today).value == Carrier.CARD:
        return
    legal.add_value(
        key="patents.card_agreement",
        scope=REGION,
        since=date(today.year, 1, 1),
        until=None,
        value="ДЕМО-1",
        citation="Выдумано для демонстрации, это не соглашение государства",
        confidence="C",
        note="demonstration",
        actor=Actor("demo"),
    )


__all__ = ["make_demo"]
