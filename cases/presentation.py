"""Answers in words: what a person gave, with the questions as labels and choices spelled out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseDocument
from cases.procedures import Page, Procedure
from portal.legal.explained import Explained, Step
from portal.ui.components import SummaryRow, rows
from portal.ui.fields import CivilDateField
from portal.ui.formats import civil_date
from portal.ui.templatetags.portal import step_value
from profiles.citizenships import name_of
from profiles.document_kinds import kind_of
from profiles.selectors import PersonFacts

TAG_KINDS = {
    "draft": "neutral",
    "submitted": "active",
    "in_review": "active",
    "info_requested": "attention",
    "proposed": "active",
    "granted": "right",
    "refused": "wrong",
    "withdrawn": "neutral",
}


@dataclass(frozen=True)
class ShownAnswer:
    page: Page
    label: Any
    value: str
    name: str


def shown_answers(procedure: Procedure, answers: dict[str, dict[str, Any]]) -> list[ShownAnswer]:
    """In the order of the pages, in the active language. Answers to questions that are no longer asked are left out."""
    shown = []
    for page in procedure.pages:
        if page.code in answers:
            form = page.form()
            given = answers[page.code]
            shown += [
                ShownAnswer(page, field.label, _words(field, given[name]), name)
                for name, field in form.fields.items()
                if given.get(name) not in (None, "", [])
            ]
    return shown


def stored(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Cleaned form data as JSON keeps it: civil dates in ISO form."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in cleaned.items()}


def stored_explanation(case: Case) -> Explained[Any]:
    """The reasoning of the deadline as it was stored at submission."""
    return explained_as_stored(case.decide_by, case.decide_by_steps or {})


def explained_as_stored(value: Any, languages: dict[str, list[dict[str, Any]]]) -> Explained[Any]:
    """Steps that were stored in each language, in the reader's, else in Russian. A day is one again: JSON keeps it as a word, and a word
    would be printed beside the text that says it already."""
    steps = languages.get(get_language() or "ru") or languages.get("ru") or []
    return Explained(value, tuple(Step(step["text"], _value(step["value"]), step["citation"]) for step in steps))


def in_sentences(step: Step) -> str:
    """A step of an explanation on paper, as whole sentences: what it says, with what it arrived at, and the act that it rests on."""
    text, value, source = str(step.text).rstrip(), step_value(step.aside), str(step.citation)
    if value:
        text = f"{_without_stop(text)}: {value}"
    return " ".join(_stopped(part) for part in (text, source and gettext("Basis: %(act)s") % {"act": source}) if part)


def _without_stop(text: str) -> str:
    """The stop of «2026 г.» belongs to the year."""
    return text if text.endswith("г.") else text.removesuffix(".")


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _value(stored_value: Any) -> Any:
    try:
        return date.fromisoformat(stored_value)
    except (TypeError, ValueError):
        return stored_value


def initial(form: type[forms.Form], answers: dict[str, Any] | None) -> dict[str, Any]:
    """Stored answers as a form shows them again."""
    fields = form.base_fields
    return {
        name: date.fromisoformat(value) if value and isinstance(fields.get(name), CivilDateField) else value
        for name, value in (answers or {}).items()
    }


def _words(field: forms.Field, value: Any) -> str:
    if own := getattr(field, "in_words", None):  # what the person chose among depends on the person: the field knows the words
        return str(own(str(value)))
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    if isinstance(field, CivilDateField):
        return civil_date(date.fromisoformat(value))
    return str(value)


def answer_rows(
    procedure: Procedure, answers: dict[str, dict[str, Any]], *, change: Callable[[Page], str] | None = None
) -> list[SummaryRow]:
    """The answers as a summary list; `change` gives the address of the page that asks."""
    return [SummaryRow(item.label, item.value, change(item.page) if change else "") for item in shown_answers(procedure, answers)]


def document_rows(attachments: Iterable[CaseDocument], *, change: Callable[[str], str] | None = None) -> list[SummaryRow]:
    """Attached documents by kind, with the sender's name of the file."""
    return [
        SummaryRow(kind_of(item.kind).name, item.document.shown_name, change(item.kind) if change else "")
        for item in sorted(attachments, key=lambda attachment: str(kind_of(attachment.kind).name))
    ]


def person_rows(facts: PersonFacts, *, passport_url: str = "", entry_url: str = "", address_url: str = "") -> list[SummaryRow]:
    """Who the applicant is, from the profile."""
    return rows(
        (_("Name"), facts.full_name, passport_url),
        (_("Name in Russian letters"), facts.full_name_ru),
        (_("Date of birth"), civil_date(facts.birth_date)),
        (_("Citizenship"), name_of(facts.citizenship) if facts.citizenship else ""),
        (_("Number of the document"), facts.document_number),
        (_("Valid until"), civil_date(facts.document_expires_on)),
        (_("Date of entry"), civil_date(facts.entered_on), entry_url),
        (_("Migration card"), f"{facts.card_series} {facts.card_number}".strip()),
        (_("Registered at"), facts.address, address_url),
    )
