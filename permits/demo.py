"""Invented applications for residence: one on a place of the quota that waits, one that ended in a residence permit, one in a
certificate of temporary asylum that can be extended now."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from cases.demo_acts import applied, granted, newcomer
from permits.quota.selectors import quota_of
from permits.quota.services import set_quota
from permits.services import enter_permit
from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor
from portal.legal.calendar import add_months
from profiles.models import Person
from profiles.selectors import facts

WAITS = "parvina@demo.example"
GRANTED = "sanjar@demo.example"
PROTECTED = "yusuf@demo.example"
PLACES = 120
ACT = gettext_noop("Demonstration act on the quota (invented)")


def make_demo() -> None:
    """Running it again changes nothing. Raises outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("demo applications belong to the demo only")
    _quota(clock.today().year)
    if person := newcomer(WAITS):
        applied(person, "temporary-residence", _residence("QUOTA"), days_ago=6)
    if person := newcomer(GRANTED):
        _entered_rvp(person)
        case = applied(person, "permanent-residence", _residence("AFTER_RVP"), days_ago=100)
        granted(case, days_ago=20)
    if person := newcomer(PROTECTED):
        granted(applied(person, "temporary-asylum", _story(), days_ago=330), days_ago=290)


def _story() -> dict[str, dict[str, Any]]:
    words = "Вымышленная история: в моём городе идут бои, дом разрушен, вернуться некуда."
    return {"region": {"region": "77"}, "story": {"story": words}, "interpreter": {"needed": "no", "language": ""}}


def _quota(year: int) -> None:
    operator = User.objects.filter(email="operator@demo.example").first()
    if operator and quota_of("77", year) is None:
        for when in (year - 1, year):
            set_quota(region="77", year=when, places=PLACES, citation=ACT, actor=Actor("demo", operator.pk))


def _entered_rvp(person: Person) -> None:
    """A temporary permit of before, entered from paper: issued fourteen months ago."""
    issued_on = add_months(clock.today(), -14)
    enter_permit(
        person=person,
        kind="temporary_residence",
        series="77",
        number="0012345",
        citizenship=facts(person).citizenship,
        region="77",
        issued_on=issued_on,
        valid_until_stated=add_months(issued_on, 36),
        actor=Actor("demo", person.user_id),
    )


def _residence(ground: str) -> dict[str, dict[str, Any]]:
    seen = (clock.today() - timedelta(days=130)).isoformat()
    return {
        "region": {"region": "77"},
        "ground": {"ground": ground},
        "exam": {"kind": "certificate", "issued_on": seen},
        "medical": {"issued_on": seen},
        "fingerprints": {"done": "yes", "done_on": seen},
    }


__all__ = ["make_demo"]
