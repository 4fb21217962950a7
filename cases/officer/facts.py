"""What was sent, in words: answers, profile and documents of the latest version, and what an amendment changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import CaseVersion
from cases.officer import words
from cases.presentation import shown_answers
from cases.procedures import Procedure
from portal.ui.formats import civil_date
from profiles.models import Entry, IdentityDocument, Person


@dataclass(frozen=True)
class Row:
    """One fact. `before` is what stood there in the version before, None when it is the same."""

    label: Any
    value: str
    before: str | None = None


@dataclass(frozen=True)
class Group:
    title: Any
    rows: list[Row]


@dataclass(frozen=True)
class Sent:
    """The latest version as an officer reads it, and the list of what changed since the one before."""

    version: CaseVersion
    answers: list[Row]
    profile: list[Group]
    changes: list[Row]


Say = Callable[[Any], str]


def _text(value: Any) -> str:
    return str(value or "")


def _date(value: Any) -> str:
    day = words.iso_date(value)
    return civil_date(day) if day else ""


def _of(choices: Any) -> Say:
    return lambda code: words.choice(choices, code) if code else ""


_PROFILE: tuple[tuple[Any, tuple[tuple[str, Any, Say], ...]], ...] = (
    (
        _("Person"),
        (
            ("family_name", _("Family name"), _text),
            ("given_names", _("Given names"), _text),
            ("patronymic", _("Patronymic"), _text),
            ("family_name_ru", _("Family name in Russian letters"), _text),
            ("given_names_ru", _("Given names in Russian letters"), _text),
            ("patronymic_ru", _("Patronymic in Russian letters"), _text),
            ("birth_date", _("Date of birth"), _date),
            ("birth_place", _("Place of birth"), _text),
            ("sex", _("Sex"), _of(Person.Sex)),
            ("citizenship", _("Citizenship"), lambda code: words.country(code) if code else ""),
            ("phone", _("Phone"), _text),
        ),
    ),
    (
        _("Identity document"),
        (
            ("document_kind", _("Kind"), _of(IdentityDocument.Kind)),
            ("document_number", _("Number"), _text),
            ("document_issuing_state", _("Issuing state"), lambda code: words.country(code) if code else ""),
            ("document_issued_on", _("Issued on"), _date),
            ("document_expires_on", _("Expires on"), _date),
            ("document_mrz", _("Machine-readable lines"), _text),
        ),
    ),
    (
        _("Entry and stay"),
        (
            ("entered_on", _("Entered on"), _date),
            ("purpose", _("Purpose"), _of(Entry.Purpose)),
            ("card_series", _("Migration card, series"), _text),
            ("card_number", _("Migration card, number"), _text),
            ("stay_until", _("Stay until"), _date),
            ("region", _("Region of registration"), lambda code: words.region_name(code) if code else ""),
            ("address", _("Address"), _text),
            ("registered_until", _("Registered until"), _date),
        ),
    ),
)


def sent(rules: Procedure | None, versions: list[CaseVersion]) -> Sent | None:
    """`versions` newest first. None while nothing was sent."""
    if not versions:
        return None
    latest, before = versions[0], versions[1] if len(versions) > 1 else None
    answers = _rows(_answers(rules, latest), _answers(rules, before))
    profile = [Group(title, _rows(_facts(fields, latest), _facts(fields, before))) for title, fields in _PROFILE]
    documents = _changed_documents(latest, before) if before else []
    changed = [row for row in [*answers, *(row for group in profile for row in group.rows)] if row.before is not None]
    shown = [Group(group.title, [row for row in group.rows if row.value]) for group in profile]
    return Sent(latest, [row for row in answers if row.value], [group for group in shown if group.rows], [*changed, *documents])


Told = dict[tuple[str, str], tuple[Any, str]]


def _answers(rules: Procedure | None, version: CaseVersion | None) -> Told | None:
    if version is None:
        return None
    if rules is None:
        return {(page, name): (name, str(value)) for page, given in version.answers.items() for name, value in given.items()}
    return {(item.page.code, item.name): (item.label, item.value) for item in shown_answers(rules, version.answers)}


def _facts(fields: tuple[tuple[str, Any, Say], ...], version: CaseVersion | None) -> Told | None:
    if version is None:
        return None
    return {("profile", name): (label, say(version.person.get(name))) for name, label, say in fields}


def _rows(now: Told | None, before: Told | None) -> list[Row]:
    """Every fact that stands in one of the two, with the old words beside the new ones where they differ."""
    now = now or {}
    rows = [Row(label, value, _differing(before, key, value)) for key, (label, value) in now.items()]
    gone = [key for key in before or {} if key not in now]
    return [*rows, *(Row((before or {})[key][0], "", (before or {})[key][1]) for key in gone)]


def _differing(before: Told | None, key: tuple[str, str], value: str) -> str | None:
    if before is None:
        return None
    old = before.get(key, ("", ""))[1]
    return old if old != value else None


def _changed_documents(latest: CaseVersion, before: CaseVersion) -> list[Row]:
    new, old = ({item["kind"]: item["sha256"] for item in version.documents} for version in (latest, before))
    kinds = sorted({*new, *old})
    return [Row(words.document_name(kind), _state(kind, new, old), "") for kind in kinds if new.get(kind) != old.get(kind)]


def _state(kind: str, new: dict[str, str], old: dict[str, str]) -> str:
    if kind not in old:
        return gettext("added")
    return gettext("sent again") if kind in new else gettext("taken out")
