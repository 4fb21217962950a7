"""Paper: the patent and the receipt hold text that can be selected, and a code that leads to the public check."""

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
import zxingcpp
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from PIL import Image
from pypdf import PdfReader

from cases.procedures import procedure
from cases.receipt import receipt_pdf
from patents.models import Patent
from patents.paper import patent_pdf
from portal.codes.checking import verify_here
from portal.ui.formats import civil_date
from tests.cases import acts
from tests.factories import make_applicant, make_case, make_patent, make_payment

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
DAY = date(2026, 3, 15)


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def codes(pdf: bytes) -> list[str]:
    images = [image.data for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images]
    return [code.text for data in images for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(data)).convert("L"))]


def patent_of_zarina(**person: str) -> Patent:
    case = make_case("granted", person=make_applicant(**person))
    days = {"issued_on": DAY, "expires_on": date(2027, 3, 14), "paid_through": date(2026, 4, 14), "profession": "bricklayer"}
    patent = make_patent("issued", case=case, **days)
    make_payment(patent, paid_on=DAY)
    return patent


@LANGUAGES
def test_the_patent_on_paper_says_who_where_what_and_until_when(language):
    patent = patent_of_zarina()
    with override(language):
        words = text(patent_pdf(patent, on=DAY))
        days = [civil_date(day) for day in (DAY, patent.paid_through, patent.expires_on)]
    profession = {"ru": "Каменщик", "en": "Bricklayer"}[language]
    citizenship = {"ru": "Таджикистан", "en": "Tajikistan"}[language]
    for part in (f"{patent.series} {patent.number}", "RAHIMOVA ZARINA", "Рахимова Зарина", profession, citizenship, *days):
        assert " ".join(part.split()) in words


def pages(pdf: bytes) -> list[Any]:
    return list(PdfReader(io.BytesIO(pdf)).pages)


@LANGUAGES
def test_an_ordinary_patent_stands_on_one_sheet(language: str):
    with override(language):
        pdf = patent_pdf(patent_of_zarina(inn="500100732259"), on=DAY)
    assert len(pages(pdf)) == 1


@pytest.mark.parametrize("words", range(0, 28, 4))
def test_the_code_is_whole_above_the_foot_of_its_sheet_however_long_the_rest_is(words: int):
    """The lowest point of the picture, in points from the foot; the sentence at the foot stands 18 mm high."""
    shares = zip(("family_name_ru", "given_names_ru", "patronymic_ru"), (words - 18, words - 9, words), strict=True)
    patent = patent_of_zarina(**{name: " ".join(["Абдурахмангаджиева"] * min(max(count, 1), 9)) for name, count in shares})
    last, places = pages(patent_pdf(patent, on=DAY))[-1], []
    last.extract_text(visitor_operand_before=lambda name, _args, matrix, _text: places.append(matrix[5]) if name == b"Do" else None)
    assert len(places) == 1
    assert places[0] >= 18 * 72 / 25.4


@pytest.mark.parametrize(("language", "said"), [("ru", "Оплачено месяцев: "), ("en", "Months paid: ")])
def test_a_step_of_the_date_is_a_sentence_with_its_value_and_its_act_in_brackets(language: str, said: str):
    with override(language):
        sheet = text(patent_pdf(patent_of_zarina(), on=DAY))
    assert re.search(re.escape(said) + r"\d+ \(", sheet)


def test_the_inn_stands_on_paper_when_the_application_told_it():
    assert "500100732259" in text(patent_pdf(patent_of_zarina(inn="500100732259"), on=DAY))
    assert "ИНН" not in text(patent_pdf(patent_of_zarina(), on=DAY))


@LANGUAGES
def test_the_code_on_the_patent_is_signed_and_names_the_paid_day_and_the_sheet_names_the_check(language):
    patent = patent_of_zarina()
    with override(language):
        pdf = patent_pdf(patent, on=DAY)
    [code] = codes(pdf)
    said = verify_here(code).content
    assert said is not None
    assert (said.number, said.name, said.paid_through) == (patent.number, "RAHIMOVA ZARINA", patent.paid_through)
    for name in ("patent_check", "credential_check"):
        assert settings.SITE_URL + reverse(name) in text(pdf).replace(" ", "")


def test_the_paper_knows_names_of_any_script_and_length():
    names = {"family_name": "Ёқубҷонова-" * 18, "family_name_ru": "א" * 100 + "阿" * 50}
    patent = patent_of_zarina(citizenship="XXB", **names)
    assert patent.number in text(patent_pdf(patent, on=DAY))


def test_the_patent_names_the_person_it_was_granted_to_whatever_the_profile_says_later():
    patent = patent_of_zarina()
    patent.person.family_name, patent.person.family_name_ru = "STRANGER", "Чужов"
    patent.person.save()
    words = text(patent_pdf(patent, on=DAY))
    assert "RAHIMOVA ZARINA" in words
    assert "STRANGER" not in words
    assert "Чужов" not in words


@LANGUAGES
def test_the_receipt_says_what_was_sent_and_when_the_answer_is_due(language):
    case = acts.sent_case()
    with override(language):
        words = text(receipt_pdf(case, procedure(case.procedure)))
        due = civil_date(case.decide_by)
    office = {"ru": case.office.name_ru, "en": case.office.name_en}[language]
    for part in (case.reference, "RAHIMOVA ZARINA", office, "DMS-1", due, "695"):
        assert " ".join(part.split()) in words


def test_the_receipt_keeps_the_words_of_the_day_when_the_profile_changes():
    case = acts.sent_case()
    case.person.family_name = "OTHER"
    case.person.save()
    words = text(receipt_pdf(case, procedure(case.procedure)))
    assert "RAHIMOVA" in words
    assert "OTHER" not in words


def test_the_patent_of_another_day_says_what_was_true_on_it():
    patent = patent_of_zarina()
    with override("en"):
        early, late = (text(patent_pdf(patent, on=day)) for day in (patent.paid_through, patent.paid_through + timedelta(days=1)))
    assert "Not paid in time" in late
    assert "Not paid in time" not in early
