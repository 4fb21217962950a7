"""What codes mean, in the language of the officer. A code that is no longer known is shown as it is."""

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.procedures import Procedure, procedure
from portal.accounts.models import User
from portal.errors import DomainError
from portal.legal import citizenships, regions
from profiles.document_kinds import kind_of
from profiles.models import Entry, IdentityDocument, Person
from profiles.selectors import PersonFacts


def country(code: str) -> str:
    try:
        return str(citizenships.name(code, get_language() or "ru"))
    except DomainError:
        return code


def region_name(code: str) -> str:
    return str(regions.region(code)) if regions.exists(code) else code


def procedure_of(code: str) -> Procedure | None:
    try:
        return procedure(code)
    except KeyError:
        return None


def procedure_title(code: str) -> str:
    known = procedure_of(code)
    return str(known.title) if known else code


_STATES = {
    "submitted": _("waiting"),
    "in_review": _("in review"),
    "info_requested": _("applicant asked"),
    "proposed": _("to confirm"),
    "granted": _("granted"),
    "refused": _("refused"),
    "withdrawn": _("withdrawn"),
}


def state(code: str) -> str:
    """The state of a case in the short words of officers."""
    return str(_STATES.get(code, code))


def official_name(person: Person | PersonFacts | dict[str, Any]) -> str:
    """As in the passport, family name first; a patronymic only where there is one."""
    parts = [_part(person, name) for name in ("family_name", "given_names", "patronymic")]
    return " ".join(filter(None, parts))


def official_name_ru(person: Person | PersonFacts | dict[str, Any]) -> str:
    parts = [_part(person, name) for name in ("family_name_ru", "given_names_ru", "patronymic_ru")]
    return " ".join(filter(None, parts))


def colleague(user: User | None) -> str:
    """How colleagues call each other; an address only where no name was given."""
    return (user.display_name or user.email) if user else ""


def document_name(code: str) -> str:
    return str(kind_of(code).name)


def choice(choices: type[Person.Sex] | type[Entry.Purpose] | type[IdentityDocument.Kind], code: str) -> str:
    return str(dict(choices.choices).get(code, code))


def iso_date(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None


def _part(person: Person | PersonFacts | dict[str, Any], name: str) -> str:
    value = person.get(name) if isinstance(person, dict) else getattr(person, name)
    return str(value or "")
