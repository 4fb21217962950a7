"""People, offices and cases of the officers' tests."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.test import Client

from cases.models import Case, CaseVersion
from cases.rules.reference import new_reference
from portal import clock
from portal.accounts.models import Office, RoleAssignment, User
from portal.events.actor import Actor
from profiles.models import Person
from profiles.selectors import snapshot

_numbers = count(1)
Role = RoleAssignment.Role
ANSWERS = {"region": {"region": "77"}, "work": {"profession": "bricklayer", "employer": "company"}}


def office(region: str = "77") -> Office:
    code = f"{int(region):02d}0-001"
    found, _created = Office.objects.get_or_create(
        code=code,
        defaults={"region": region, "name_ru": f"Отдел {region}", "name_en": f"Office {region}", "address_ru": "-", "address_en": "-"},
    )
    return found


def user(name: str = "", **fields: Any) -> User:
    return User.objects.create_user(f"person{next(_numbers)}@example.org", "long-enough-password", display_name=name, **fields)


def staff(role: str = Role.OFFICER, where: Office | None = None, name: str = "") -> User:
    member = user(name or f"Officer {next(_numbers)}", is_staff=True)
    in_office = where or office() if role in RoleAssignment.OF_AN_OFFICE else None
    RoleAssignment.objects.create(user=member, role=role, office=in_office)
    return member


def person(**fields: Any) -> Person:
    known = {"family_name": "RAKHIMOVA", "given_names": "ZARINA", "family_name_ru": "РАХИМОВА", "citizenship": "TJ"}
    return Person.objects.create(user=user(), birth_date=date(1996, 3, 8), **{**known, **fields})


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


def signed_in(member: User, *, seconds_ago: int = 0, second_factor: bool = True, language: str = "en") -> Client:
    """A client whose session of `member` was opened so long ago with a password and a second factor."""
    client = Client()
    client.force_login(member)
    session = client.session
    at = time.time() - seconds_ago
    steps = [{"method": "password", "at": at, "email": member.email}]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = steps + ([{"method": "mfa", "at": at, "type": "totp"}] if second_factor else [])
    session["account_authentication_methods_user"] = str(member.pk)
    session.save()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
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


__all__ = ["ANSWERS", "Desk", "Role", "case", "desk", "office", "person", "signed_in", "staff", "user", "version"]
