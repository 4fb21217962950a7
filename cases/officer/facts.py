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
    answers: list[Group]
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
            ("inn", _("INN"), _text),
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
    given = _answers(rules, latest)
    # An amendment that brings documents alone leaves the answers as they were: no need to put them into words twice.
    given_before = given if before and before.answers == latest.answers else _answers(rules, before) if before else None
    answers = _groups(given, given_before)
    profile = _groups(_profile(latest), _profile(before) if before else None)
    changed = [row for group in (*answers, *profile) for row in group.rows if row.before is not None]
    documents = _changed_documents(latest, before) if before else []
    return Sent(latest, _filled(answers), _filled(profile), [*changed, *documents])


@dataclass(frozen=True)
class _Told:
    """One fact of one version, under the heading where it is shown."""

    heading: Any
    label: Any
    value: str


_Facts = dict[tuple[str, str], _Told]


def _answers(rules: Procedure | None, version: CaseVersion) -> _Facts:
    if rules is None:
        return {(page, name): _Told(page, name, str(value)) for page, given in version.answers.items() for name, value in given.items()}
    shown = shown_answers(rules, version.answers)
    return {(item.page.code, item.name): _Told(item.page.title, item.label, item.value) for item in shown}


def _profile(version: CaseVersion) -> _Facts:
    told = {}
    for heading, fields in _PROFILE:
        told.update({("profile", name): _Told(heading, label, say(version.person.get(name))) for name, label, say in fields})
    return told


def _groups(now: _Facts, before: _Facts | None) -> list[Group]:
    """Every fact of either version under its heading, with the old words beside the new ones where they differ."""
    groups: dict[str, Group] = {}
    for key in [*now, *(key for key in before or {} if key not in now)]:
        told = now.get(key) or (before or {})[key]
        row = Row(told.label, told.value if key in now else "", _differing(now, before, key))
        groups.setdefault(str(told.heading), Group(told.heading, [])).rows.append(row)
    return list(groups.values())


def _differing(now: _Facts, before: _Facts | None, key: tuple[str, str]) -> str | None:
    if before is None:
        return None
    new, old = (facts[key].value if key in facts else "" for facts in (now, before))
    return old if old != new else None


def _filled(groups: list[Group]) -> list[Group]:
    shown = [Group(group.title, [row for row in group.rows if row.value]) for group in groups]
    return [group for group in shown if group.rows]


def _changed_documents(latest: CaseVersion, before: CaseVersion) -> list[Row]:
    new, old = ({item["kind"]: item["sha256"] for item in version.documents} for version in (latest, before))
    kinds = sorted({*new, *old})
    return [Row(words.document_name(kind), _state(kind, new, old), "") for kind in kinds if new.get(kind) != old.get(kind)]


def _state(kind: str, new: dict[str, str], old: dict[str, str]) -> str:
    if kind not in old:
        return gettext("added")
    return gettext("sent again") if kind in new else gettext("taken out")
