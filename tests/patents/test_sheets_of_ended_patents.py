"""A new sheet is handed out while its patent is in force: of one that ended its fee waits, is shown, and is asked for no more."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from patents.models import Charge, Patent, PatentReprint
from patents.officer import reads
from patents.rules.identity import Transfer
from patents.selectors import profession_as_printed
from patents.services import annul_on_request, match_payment, receive_transfer, record_payment, remind_of_reprint_fees
from patents.services.payments import Receipt
from patents.statement import Statement
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.cases import acts, walk
from tests.factories import make_case, make_user
from tests.patents import life
from tests.patents.test_annulment import legal_price
from tests.patents.test_later_life import TODAY, pay_the_fee, reprint, today
from tests.patents.test_moves import arrived, officer

__all__ = ["today"]
pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


def waiting() -> tuple[Patent, PatentReprint, Charge]:
    """A patent whose change of profession was granted and is not paid."""
    patent = life.in_force(TODAY)
    sheet = reprint(patent, "data_change", profession="cook")
    return patent, sheet, Charge.objects.get(case=sheet.case)


def fee_arrives(charge: Charge, paid_on: date = YESTERDAY) -> None:
    receive_transfer(
        transfer=Transfer(source="notice", amount=charge.amount, paid_on=paid_on, payment_id="FEE", uin=charge.uin), actor=SYSTEM
    )
    dispatch_pending()


def not_handed_out(sheet: PatentReprint) -> bool:
    sheet.refresh_from_db()
    told = Message.objects.filter(event__name="patents.PatentReprinted").exists()
    return sheet.handed_out_on is None and not told and profession_as_printed(sheet.patent) == "bricklayer"


def shown(patent: Patent) -> list[tuple[str, str]]:
    fresh = Patent.objects.get(pk=patent.pk)
    with override("en"):
        return [(line.state, str(line.words)) for line in Statement(fresh).lines if line.state == "idle_fee"]


def test_a_fee_that_comes_after_the_annulment_hands_out_nothing_and_is_shown_to_holder_and_officers(today):
    patent, sheet, charge = waiting()
    life.confirmed(life.proposed(patent), TODAY)
    charge.refresh_from_db()
    assert charge.withdrawn_at is not None
    fee_arrives(charge)
    assert not_handed_out(sheet)
    assert len(shown(patent)) == 1
    assert [row.charge_id for row in reads.late(make_user("officer", office=patent.case.office))] == [charge.pk]
    page = walk.browser(patent.person.user, "en").get(reverse("patents:patent", args=[patent.series, patent.number])).text
    assert "The patent ended before the new sheet was handed out." in page


def test_a_fee_that_was_counted_in_the_moment_before_the_annulment_hands_out_nothing(today):
    patent, sheet, charge = waiting()
    receipt = Receipt("change_fee", charge.amount, 0, TODAY, "demo", "fee")
    record_payment(patent_id=patent.pk, receipts=[receipt], actor=SYSTEM, on=TODAY)
    life.confirmed(life.proposed(patent), TODAY)
    dispatch_pending()
    assert not_handed_out(sheet)
    assert len(shown(patent)) == 1


def test_an_end_at_the_holders_request_asks_for_no_fee_any_more(today):
    patent, _sheet, charge = waiting()
    case = make_case("granted", person=patent.person, procedure="work-patent-annulment", answers={"patent": {"patent": str(patent)}})
    annul_on_request(case=case, patent_id=patent.pk, article="MVD order 695 of 5 October 2020", actor=SYSTEM, on=TODAY)
    charge.refresh_from_db()
    assert charge.withdrawn_at is not None


def test_a_fee_that_was_used_is_withdrawn_by_no_annulment_and_is_not_shown_as_left(today):
    patent, sheet, charge = waiting()
    pay_the_fee(patent)
    life.confirmed(life.proposed(patent), TODAY)
    charge.refresh_from_db()
    sheet.refresh_from_db()
    assert (charge.withdrawn_at, sheet.handed_out_on, shown(patent)) == (None, TODAY, [])
    assert not reads.late(make_user("officer", office=patent.case.office)).exists()


def test_of_a_lapsed_patent_the_fee_waits_and_the_sheet_follows_once_it_is_restored(today):
    patent, sheet, charge = waiting()
    assert patent.valid_through is not None
    today(patent.valid_through + timedelta(days=2))
    fee_arrives(charge)
    assert not_handed_out(sheet)
    assert "valid again" in shown(patent)[0][1]
    payment = arrived(amount=int(legal_price()), paid_on=patent.valid_through)
    match_payment(payment_id=payment.pk, patent_id=patent.pk, purpose="tax_advance", actor=officer())
    dispatch_pending()
    sheet.refresh_from_db()
    assert (sheet.handed_out_on, profession_as_printed(patent)) == (patent.valid_through + timedelta(days=2), "cook")
    assert shown(patent) == []
    assert acts.events(patent).count("PatentReprinted") == 1


def test_a_payment_that_makes_a_patent_longer_hands_out_no_sheet_that_is_not_paid(today):
    patent, sheet, _charge = waiting()
    payment = arrived(amount=int(legal_price()), paid_on=TODAY)
    match_payment(payment_id=payment.pk, patent_id=patent.pk, purpose="tax_advance", actor=officer())
    dispatch_pending()
    assert not_handed_out(sheet)


def test_nobody_is_reminded_of_the_fee_of_a_lapsed_patent(today):
    patent, _sheet, _charge = waiting()
    assert patent.valid_through is not None
    today(patent.valid_through + timedelta(days=1))
    assert remind_of_reprint_fees() == 0
