"""Invented applications for residence: one on a place of the quota that waits, one that ended in a residence permit, one in a
certificate of temporary asylum that can be extended now. Who waits has a daughter, for whom she can apply now."""

from datetime import date, timedelta
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
from profiles import services as profiles
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
    _daughter_of(Person.objects.filter(user__email=WAITS).first())
    if person := newcomer(GRANTED):
        _entered_rvp(person)
        case = applied(person, "permanent-residence", _residence("AFTER_RVP"), days_ago=100)
        granted(case, days_ago=20)
    if person := newcomer(PROTECTED):
        granted(applied(person, "temporary-asylum", _story(), days_ago=330), days_ago=290)


def _daughter_of(parent: Person | None) -> None:
    """Her stay, and the permit that she may get, follow those of the parent."""
    if parent is None or parent.birth_date is None or parent.guardianships.exists():
        return
    assert parent.user_id is not None  # she signs in
    actor, today = Actor("demo", parent.user_id), clock.today()
    told: dict[str, Any] = {"family_name": "SHARIPOVA", "given_names": "NIGINA", "sex": "F", "citizenship": "TJ"}
    born, entered = date(today.year - 7, 2, 20), today - timedelta(days=25)
    held = profiles.add_child(guardian_id=parent.pk, data=profiles.ChildData(kinship="parent", birth_date=born, **told), actor=actor)
    data = profiles.IdentityData(kind="birth_cert", number="ITJ0045678", issuing_state="TJ", birth_date=born, **told)
    details = {"family_name_ru": "Шарипова", "given_names_ru": "Нигина", "birth_place": "Душанбе, Таджикистан"}
    card: dict[str, Any] = {"card_series": "4526", "card_number": "0000003", "stay_until": entered + timedelta(days=89)}
    profiles.record_identity_document(person_id=held.child_id, data=data, actor=actor)
    profiles.update_personal_details(person_id=held.child_id, details=details, actor=actor)
    profiles.record_entry(person_id=held.child_id, entered_on=entered, purpose="private", actor=actor, **card)
    where = facts(parent).address
    profiles.record_address(person_id=held.child_id, region="77", text=where, registered_until=None, actor=actor)


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
