"""Answers in words: what a person gave, with the questions as labels and choices spelled out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from cases.procedures import Page, Procedure
from portal.ui.fields import CivilDateField
from portal.ui.formats import civil_date


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


def initial(form: type[forms.Form], answers: dict[str, Any] | None) -> dict[str, Any]:
    """Stored answers as a form shows them again."""
    fields = form.base_fields  # type: ignore[attr-defined]
    return {
        name: date.fromisoformat(value) if value and isinstance(fields.get(name), CivilDateField) else value
        for name, value in (answers or {}).items()
    }


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    if isinstance(field, CivilDateField):
        return civil_date(date.fromisoformat(value))
    return str(value)
