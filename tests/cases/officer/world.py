"""People, offices and cases of the officers' tests."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from cases.events import CaseTaken
from cases.models import Case, CaseVersion
from cases.rules.reference import new_reference
from portal import clock
from portal.accounts.models import Office, RoleAssignment, User
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.models import Person
from profiles.selectors import snapshot
from tests.factories import make_office, make_person, make_user, sign_in

Role = RoleAssignment.Role
ANSWERS = {"region": {"region": "77"}, "work": {"profession": "bricklayer", "employer": "company"}}


def office(region: str = "77") -> Office:
    return make_office(f"{region}0-001")


def staff(role: str = Role.OFFICER, where: Office | None = None, name: str = "") -> User:
    return make_user(role, office=where or office(), **({"display_name": name} if name else {}))


def person(**fields: Any) -> Person:
    return make_person(**{"family_name": "RAKHIMOVA", "family_name_ru": "РАХИМОВА", **fields})


def case(
    where: Office | None = None,
    *,
    status: str = "submitted",
    holder: User | None = None,
    decide_by: date | None = None,
    applicant: Person | None = None,
) -> Case:
    """A sent case with its first version and its event."""
    applicant = applicant or person()
    today = clock.today()
    made = Case.objects.create(
        reference=new_reference(year=today.year),
        procedure="work-patent",
        person=applicant,
        office=where or office(),
        status=status,
        answers=ANSWERS,
        submitted_at=clock.now(),
        accepted_on=today,
        decide_by=decide_by or today + timedelta(days=14),
        assigned_to=holder,
        assigned_at=clock.now() if holder else None,
    )
    version(made)
    return made


def version(of: Case, **fields: Any) -> CaseVersion:
    sent = {"answers": of.answers, "person": snapshot(of.person), "documents": [], "sent_at": clock.now(), "sent_by": of.person.user}
    return CaseVersion.objects.create(case=of, number=of.versions.count() + 1, **{**sent, **fields})


def told(of: Case, desk: "Desk") -> None:
    """One more line of history, by this officer."""
    with transaction.atomic():
        emit(CaseTaken(case_id=of.pk, person_id=of.person_id, officer_id=desk.user.pk), actor=desk.actor)


def signed_in(member: User, *, seconds_ago: int = 0, complete: bool = True) -> Client:
    """A client whose session of `member` was opened so long ago. Pages come in English."""
    client = sign_in(member, complete=complete)
    session = client.session
    for step in session["account_authentication_methods"]:
        step["at"] = time.time() - seconds_ago
    session.save()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@dataclass(frozen=True)
class Desk:
    """An officer at work: the account, the browser, the actor of services."""

    user: User
    client: Client

    @property
    def actor(self) -> Actor:
        return Actor("officer", self.user.pk)


def desk(role: str = Role.OFFICER, where: Office | None = None, name: str = "") -> Desk:
    member = staff(role, where, name)
    return Desk(member, signed_in(member))


__all__ = ["ANSWERS", "Desk", "Role", "case", "desk", "office", "person", "signed_in", "staff", "told", "version"]
