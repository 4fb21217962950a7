"""A next patent that was paid before its first day: letter, page and sheet name that day, and the contract can be sent at once."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from patents import home
from patents.acts import acts as acts_of
from patents.models import Patent
from patents.paper import patent_pdf
from patents.selectors import contract_due, validity
from tests.cases import walk
from tests.patents import life
from tests.patents.test_later_patents import LATER_BEGINS, TODAY, _today, pay, proposed, reissued
from tests.patents.test_letters_of_later_life import BOTH, letter, says
from tests.patents.test_paper import text

__all__ = ["_today"]
pytestmark = pytest.mark.django_db
EARLY = date(2026, 5, 15)  # two months before the first day: the contract is due on the very first day


def page(patent: Patent, name: str = "patent") -> str:
    url = reverse(f"patents:{name}", args=[patent.series, patent.number])
    return str(walk.browser(patent.person.user, "en").get(url).text).replace("\xa0", " ")


def contract_page(patent: Patent) -> str:
    return reverse("patents:contract", args=[patent.series, patent.number])


@BOTH
def test_the_letter_says_the_first_day_and_that_until_then_the_present_patent_holds(language: str):
    patent, later = reissued(paid=True)
    found = letter("patents.PatentIssued", language, later)
    if language == "ru":
        until = f"До 15 июля 2026 г. работать по нему нельзя: до этого дня вы работаете по нынешнему патенту {patent}"
        says(found, "он начнёт действовать 15 июля 2026 г.", "Он начнёт действовать 15 июля 2026 г. С этого дня", until)
        assert "Вы можете работать в Москве по" not in found.body
    else:
        until = f"You may not work by it before 15 July 2026: until then you work by your present patent {patent}"
        says(found, "begins on 15 July 2026", "and begins on 15 July 2026. From that day", until)
        assert "You may work in Moscow through" not in found.body


def test_whose_present_patent_was_annulled_is_not_told_to_work_by_it():
    patent, later = reissued()
    life.confirmed(proposed(patent, "kept", "Основание касается только первого патента."), TODAY)
    found = letter("patents.PatentIssued", "en", pay(later))
    says(found, "begins on 15 July 2026", "You may not work by it before 15 July 2026.")
    assert "present patent" not in found.body


@BOTH
def test_a_patent_that_begins_on_the_day_of_issue_has_the_letter_and_sheet_as_before(language: str):
    _patent, later = reissued()
    later = pay(later, on=LATER_BEGINS)
    found = letter("patents.PatentIssued", language, later)
    says(found, {"ru": "Патент выдан и оплачен по 14 августа 2026 г.", "en": "is issued and paid through 14 August 2026"}[language])
    with override(language):
        assert {"ru": "Действует с", "en": "Valid from"}[language] not in text(patent_pdf(later, on=LATER_BEGINS))


@BOTH
def test_the_sheet_names_the_day_from_which_it_is_valid(language: str):
    _patent, later = reissued(paid=True)
    with override(language):
        words = text(patent_pdf(later, on=TODAY)).replace("\xa0", " ")
    day = {"ru": "Действует с 15 июля 2026 г.", "en": "Valid from 15 July 2026"}[language]
    assert words.count(day) == 2  # the row, and the reason below
    assert {"ru": "только со дня выдачи", "en": "only from the day of issue"}[language] not in words


def test_the_page_says_that_it_has_not_begun_and_from_which_day_it_is_valid():
    _patent, later = reissued(paid=True)
    shown = page(later)
    assert "This patent is issued. It begins on 15 July 2026." in shown
    assert "Until then work under the patent before it" in shown
    assert "Valid from" in shown
    listed = walk.browser(later.person.user, "en").get(reverse("patents:list")).text
    assert "not valid yet" in listed
    assert "not issued yet" not in listed


def test_one_that_was_annulled_before_its_first_day_is_annulled_and_not_said_to_begin():
    patent, later = reissued(paid=True)
    life.confirmed(proposed(patent, "ended"), TODAY)
    later.refresh_from_db()
    assert validity(later, on=TODAY).value == "annulled"
    assert validity(later, on=TODAY.replace(day=1)).value == "not_yet"
    assert "Valid from 15 July" not in page(later)


# ---- the contract


def test_the_contract_can_be_sent_from_the_issue_on_though_the_patent_has_not_begun():
    _patent, later = reissued(paid=True)
    assert [act.url for act in acts_of(later, on=TODAY)] == [contract_page(later)]
    assert contract_page(later) in page(later)
    assert 'type="file"' in page(later, "contract")
    life.sent_contract(later, TODAY)
    assert acts_of(later, on=TODAY) == []


def test_home_asks_for_the_contract_in_its_last_month_though_the_patent_has_not_begun(rf):
    _patent, later = reissued()
    later = pay(later, on=EARLY)
    due = contract_due(later)
    assert due is not None
    assert (later.begins_on, due.value) == (LATER_BEGINS, LATER_BEGINS)
    request = rf.get("/")
    request.user = later.person.user
    section = home.contract(request)
    assert section is not None
    assert (section.context["patent"], section.context["due"]) == (later, LATER_BEGINS)


def test_a_patent_that_is_not_issued_offers_nothing():
    _patent, later = reissued()
    assert acts_of(later, on=TODAY) == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_home_asks_for_the_money_of_the_next_patent_until_it_has_come(language):
    patent, later = reissued()
    home_page = walk.browser(patent.person.user, language).get("/").content.decode().replace("\xa0", " ")
    asked = {"ru": f"Следующий патент {later} разрешён. Уплатите", "en": f"Your next patent {later} is granted. Pay its fee"}[language]
    assert asked in home_page
    assert reverse("patents:patent", args=[later.series, later.number]) in home_page
    pay(later, on=TODAY)
    assert asked not in walk.browser(patent.person.user, language).get("/").content.decode().replace("\xa0", " ")
