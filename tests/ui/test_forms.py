"""Form fields come out as GOV.UK components and keep what was typed."""

import re
from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from portal.ui import rendering
from portal.ui.forms import PortalForm
from tests.ui.pages import EveryField

TYPED = {"surname": "Karimova", "born": "14.06.1998", "region": "77", "sex": "F", "papers": ["policy"], "agree": "on"}


def typed(**changes) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in {**TYPED, **changes}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def group(html: str, name: str) -> str:
    """The form group that holds the control of this name."""
    groups = re.split(r'(?=<div class="govuk-form-group)', html)
    return next(part for part in groups if f'name="{name}"' in part)


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        (
            "surname",
            [
                '<label class="govuk-label govuk-label--s" for="id_surname">',
                'class="govuk-input"',
                'class="govuk-hint" id="id_surname_helptext"',
            ],
        ),
        ("born", ['class="govuk-input govuk-input--width-10"', 'autocomplete="off"']),
        ("region", ['<select name="region" class="govuk-select"']),
        (
            "sex",
            ['<fieldset class="govuk-fieldset">', "<legend", 'class="govuk-radios__input" type="radio" name="sex" id="id_sex_0" value="F"'],
        ),
        ("papers", ["<legend", 'class="govuk-checkboxes__input" type="checkbox" name="papers"']),
        ("note", ['class="govuk-textarea"']),
        ("scan", ['type="file"', 'class="govuk-file-upload"']),
        ("agree", ['class="govuk-checkboxes__input"', 'class="govuk-label govuk-checkboxes__label" for="id_agree"']),
    ],
)
def test_each_kind_of_field_has_its_component(name, marks):
    shown = group(EveryField().as_div(), name)
    for mark in marks:
        assert mark in shown


def test_a_hidden_field_has_no_label():
    assert '<input type="hidden" name="version" id="id_version">' in str(EveryField())


def test_an_error_stands_above_its_field_and_is_read_with_it():
    shown = group(str(EveryField(typed(surname=""))), "surname")
    assert shown.index('id="id_surname_error"') < shown.index("<input")
    assert 'aria-describedby="id_surname_helptext id_surname_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert "govuk-input--error" in shown
    assert "govuk-form-group--error" in shown


def test_the_error_of_a_group_is_read_with_its_legend():
    shown = group(str(EveryField(typed(sex=[]))), "sex")
    assert '<fieldset class="govuk-fieldset" aria-describedby="id_sex_error">' in shown


def test_what_was_typed_stays_after_an_error():
    shown = str(EveryField(typed(surname="O'<b>Neil", born="31.02.2026", papers=["exam"], region="78")))
    assert 'value="O&#x27;&lt;b&gt;Neil"' in shown
    assert 'value="31.02.2026"' in shown
    assert re.search(r'value="78"\s+selected', shown)
    assert re.search(r'value="exam" checked', shown)
    assert re.search(r'value="F" checked', shown)


def test_the_summary_leads_to_the_first_control_of_each_field():
    form = EveryField(QueryDict("born=31.02.2026"))
    entries = rendering.error_entries(form)
    assert [entry.target for entry in entries] == ["#id_surname", "#id_born", "#id_region", "#id_sex_0", "#id_agree"]
    for entry in entries:
        assert f'id="{entry.target[1:]}"' in str(form)


def test_a_missing_answer_is_named_in_the_message():
    with translation.override("en"):
        texts = [entry.text for entry in rendering.error_entries(EveryField(QueryDict("")))]
    assert texts == [
        "Fill in: Surname",
        "Enter the date",
        "Choose an answer: Region",
        "Choose an answer: Sex",
        "Tick the box: All is right",
    ]


def test_a_form_that_was_not_sent_has_no_summary():
    assert rendering.error_entries(EveryField()) == []


def test_text_is_cleaned_before_its_field_looks_at_it():
    form = EveryField(typed(surname="  Kari\u200bmova \u202e Zarina  ", note="a\r\nb   c"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["surname"] == "Karimova Zarina"
    assert form.cleaned_data["note"] == "a\nb c"
    assert form.cleaned_data["born"] == date(1998, 6, 14)


@pytest.mark.parametrize("bad", ["a\x00b", "a\x07b", "a\ud800b"])
def test_characters_that_cannot_be_kept_are_an_error_of_the_field(bad):
    form = EveryField(typed(surname=bad))
    assert list(form.errors) == ["surname"]
    assert form.errors.as_data()["surname"][0].code == "characters"


def test_a_decomposed_letter_is_one_letter():
    form = EveryField(typed(surname="Kari\u0306mova"))
    assert form.is_valid()
    assert form.cleaned_data["surname"] == "Karĭmova"


def test_a_password_is_left_as_typed():
    class WithPassword(PortalForm):
        password = forms.CharField(widget=forms.PasswordInput, strip=False)

    form = WithPassword({"password": " two  spaces "})
    assert form.is_valid()
    assert form.cleaned_data["password"] == " two  spaces "


def test_typed_answers_are_shown_without_being_judged():
    form = EveryField()
    form.show_typed(typed(surname="", born="31.02.2026"))
    assert form.errors == {}
    assert 'value="31.02.2026"' in str(form)
    assert "govuk-error-message" not in str(form)
