"""Letters about the contract, a reissue, a new sheet and an end at one's own request: what happened, what to do, by when, whom to ask;
and the words of the holder's page about a part of a month."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from cases.events import CaseGranted
from cases.models import Case
from cases.selectors import final_decision
from patents import services
from patents.models import Patent
from portal.accounts.models import User
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.events.services import emit
from portal.notifications.models import Message
from tests.cases import walk
from tests.factories import make_applicant, make_case, make_patent
from tests.patents import life
from tests.patents.test_later_life import ending, granted_case, reissued, reprint
from tests.patents.test_payments import DAY, FEE, month, pay
from tests.patents.test_warnings import today

__all__ = ["today"]
pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)
BOTH = pytest.mark.parametrize("language", ["ru", "en"])
OFFICE = {"ru": "Отделение: ", "en": "The office: "}


def letter(event: str, language: str, patent: Patent) -> Message:
    """The one letter that came by mail, also readable in the inbox; it names the office and leads to a page."""
    User.objects.update(language=language)
    dispatch_pending()
    by_channel = {message.channel: message for message in Message.objects.filter(event__name=event)}
    assert set(by_channel) == {"email", "inbox"}
    mail = by_channel["email"]
    assert (mail.recipient, mail.language) == (patent.person.user, language)
    mail.subject, mail.body = mail.subject.replace("\xa0", " "), mail.body.replace("\xa0", " ")
    office = patent.case.office
    assert office is not None
    assert OFFICE[language] in mail.body
    assert {"ru": office.address_ru, "en": office.address_en}[language].replace("\xa0", " ") in mail.body
    assert mail.url.startswith("/")
    return mail


def says(message: Message, subject: str, *body: str) -> None:
    assert subject in message.subject
    missing = [sentence for sentence in body if sentence not in message.body]
    assert missing == [], message.body


def granted(case: Case) -> None:
    decision = final_decision(case)
    assert decision is not None
    with transaction.atomic():
        emit(CaseGranted(case_id=case.pk, person_id=case.person_id, decision_id=decision.pk), actor=SYSTEM)


# ---- the contract


@BOTH
def test_a_reminder_of_the_contract_says_the_last_day_what_follows_and_how_to_send_it(today: Any, language: str):
    patent = life.in_force(ON, issued_on=date(2026, 5, 1))
    today(ON)  # sixteen days before 1 July
    assert services.remind_of_contracts() == 1
    found = letter("patents.ContractNoticeDue", language, patent)
    if language == "ru":
        says(
            found,
            "не позднее 1 июля 2026 г.",
            f"не получило копию трудового договора к патенту {patent}",
            "Последний день: 1 июля 2026 г., включая этот день.",
            "Без копии патент могут аннулировать.",
            "отправьте фотографию или файл договора",
            "Если договора ещё нет или вы не успеваете, спросите в отделении.",
        )
    else:
        says(
            found,
            "not later than 1 July 2026",
            f"has not received a copy of your employment contract for patent {patent}",
            "The last day is 1 July 2026, that day included.",
            "Without the copy the patent may be annulled.",
            "send a photo or a file of the contract",
            "If you have no contract yet, or cannot send it in time, ask the office.",
        )
    assert found.url == reverse("patents:patent", args=[patent.series, patent.number])


@BOTH
def test_the_receipt_of_a_contract_in_time_says_that_nothing_is_left_to_do(language: str):
    patent = life.in_force(ON, issued_on=date(2026, 5, 1))
    notice = life.sent_contract(patent, ON)
    found = letter("patents.ContractNoticeReceived", language, patent)
    if language == "ru":
        words = ("получена 15 июня 2026 г. Номер расписки:", "последним днём было 1 июля 2026 г. Больше ничего делать не нужно.")
        says(found, notice.number, notice.number, *words, "сообщите в отделение", "Сохраните это сообщение")
    else:
        words = ("was received on 15 June 2026.", "the last day was 1 July 2026. You need to do nothing more.")
        says(found, notice.number, notice.number, *words, "tell the office", "Keep this message")


@BOTH
def test_the_receipt_of_a_late_contract_says_so_and_that_a_person_decides(language: str):
    patent = life.in_force(ON, issued_on=date(2026, 4, 1))
    life.sent_contract(patent, ON)
    found = letter("patents.ContractNoticeReceived", language, patent)
    if language == "ru":
        late = ("после последнего дня (1 июня 2026 г.)", "Сам по себе патент из-за этого не прекращается: решает сотрудник.")
        says(found, "Копия договора получена", *late, "сообщите о ней в отделение")
        assert "Больше ничего делать не нужно" not in found.body
    else:
        late = ("after the last day, 1 June 2026,", "The patent does not end by itself because of that: an officer looks at it.")
        says(found, "The copy of your contract was received", *late, "tell the office now")
        assert "nothing more" not in found.body


# ---- decisions that were asked for


@BOTH
def test_the_letter_of_a_reissue_says_from_when_what_to_pay_and_not_to_stop_paying(today: Any, language: str):
    today(ON)
    patent = ending(date(2026, 7, 20))
    following = reissued(patent, ON)
    granted(following.case)
    found = letter("cases.CaseGranted", language, following)
    if language == "ru":
        says(
            found,
            following.case.reference,
            "Ваш патент переоформлен на следующий срок.",
            "на следующий день после 20 июля 2026 г., если его госпошлина и первый месяц будут зачтены",
            "продолжайте его оплачивать",
            "за несколько дней до этого дня",
            "в промежутке работать нельзя",
            "там указано, сколько платить и как",
        )
    else:
        says(
            found,
            following.case.reference,
            "Your patent was reissued for the next term.",
            "on the day after 20 July 2026, once its state fee and first month are counted",
            "go on paying it",
            "some days before that day",
            "you may not work in between",
            "it says how much to pay and how",
        )
    assert found.url == reverse("cases:case", args=[following.case.reference])


@BOTH
@pytest.mark.parametrize("kind", ["duplicate", "data_change"])
def test_the_letter_of_a_new_sheet_says_which_sheet_holds_until_the_fee_is_paid(today: Any, kind: str, language: str):
    today(ON)
    patent = life.in_force(ON)
    sheet = reprint(patent, kind, **({"profession": "cook"} if kind == "data_change" else {}))
    granted(sheet.case)
    found = letter("cases.CaseGranted", language, patent)
    if language == "ru":
        words = ("Серия, номер и сроки патента остаются прежними.", "До этого действует прежний бланк.", "Последнего дня для оплаты нет.")
        says(found, sheet.case.reference, *words, "там указано, что осталось оплатить")
    else:
        words = ("Series, number and dates of the patent stay.", "Until then the sheet you have holds.", "No last day is set for paying.")
        says(found, sheet.case.reference, *words, "it says what is left to pay")


@BOTH
def test_the_letter_of_an_end_at_ones_own_request_says_the_day_and_where_to_complain(today: Any, language: str):
    today(ON)
    patent = life.in_force(ON)
    case = granted_case(patent, "work-patent-annulment")
    services.annul_on_request(case=case, patent_id=patent.pk, article="MVD order 695 of 5 October 2020", actor=SYSTEM, on=ON)
    granted(case)
    found = letter("cases.CaseGranted", language, patent)
    if language == "ru":
        says(
            found,
            case.reference,
            "Ваша просьба удовлетворена: патент прекращён.",
            "не действует с 15 июня 2026 г., включая этот день. С этого дня работать по нему нельзя",
            "Сообщите об этом работодателю.",
            "до какого дня вы можете оставаться в России",
            "можно подать жалобу его руководителю или в суд",
        )
    else:
        says(
            found,
            case.reference,
            "Your request was granted: the patent is ended.",
            "not valid from 15 June 2026, that day included. From that day you may not work under it",
            "Tell your employer.",
            "ask the office today until when you may stay",
            "you may complain to its head or to a court",
        )
    assert not Message.objects.filter(event__name="patents.PatentAnnulled").exists()  # who asked hears it once


# ---- a part of a month


@BOTH
def test_the_page_says_how_much_has_come_towards_the_next_month_and_that_the_rest_is_due(today: Any, language: str):
    today(date(2026, 4, 1))
    patent = pay(make_patent(case=make_case("granted", person=make_applicant()), granted_on=DAY), FEE, month(), month("part", amount=4000))
    assert (patent.paid_through, patent.unspent) == (date(2026, 4, 14), Decimal(4000))
    client = walk.browser(patent.person.user, language)
    shown = client.get(reverse("patents:patent", args=[patent.series, patent.number])).text.replace("\xa0", " ")
    if language == "ru":
        assert "В счёт следующего месяца поступило 4 000 ₽. Часть суммы месяца не даёт: доплатите остальное." in shown
        assert "Часть месяца: осталось доплатить" in shown
    else:
        assert "4 000 ₽ has come towards the next month. A part gives no month: pay the rest." in shown
        assert "A part of a month: the rest is still to pay" in shown


@BOTH
def test_once_the_rest_has_come_nobody_reads_of_a_part(today: Any, language: str):
    today(date(2026, 4, 1))
    patent = make_patent(case=make_case("granted", person=make_applicant()), granted_on=DAY)
    patent = pay(patent, FEE, month(), month("part", amount=4000), month("rest", amount=6000))
    assert (patent.paid_through, patent.unspent) == (date(2026, 5, 14), Decimal(0))
    client = walk.browser(patent.person.user, language)
    shown = client.get(reverse("patents:patent", args=[patent.series, patent.number])).text
    assert {"ru": "Часть суммы месяца не даёт", "en": "A part gives no month"}[language] not in shown
