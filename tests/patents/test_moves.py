"""Payments that find their patent later, are moved back, or never fit: any order ends where a fresh reckoning ends."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patents import claims
from patents import invariants as keep
from patents.errors import NotMatched
from patents.models import Allocation, Patent, Payment
from patents.rules.identity import Transfer
from patents.services import match_payment, move_payment_back, receive_transfer
from patents.services.recount import recomputed_paid_through
from portal.events.actor import SYSTEM, Actor
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles.models import AccessRecord
from tests.cases import acts
from tests.factories import make_case, make_office, make_patent, make_payment, make_user, sign_in
from tests.patents.test_payments import DAY, FEE, month, pay

pytestmark = pytest.mark.django_db


def issued(**fields: Any) -> Patent:
    fee, first = FEE, month(f"first-{Patent.objects.count()}")
    if fields.pop("other", False):
        fee = type(FEE)("state_fee", Decimal(4200), 0, DAY, "demo", f"fee-{Patent.objects.count()}")
    return pay(make_patent(granted_on=DAY, **fields), fee, first)


def arrived(number: int = 1, amount: int = 10000, paid_on: date = DAY, **fields: Any) -> Payment:
    receive_transfer(
        transfer=Transfer(source="notice", amount=Decimal(amount), paid_on=paid_on, payment_id=f"N{number}", **fields), actor=SYSTEM
    )
    return Payment.objects.get(external_id=f"uip:N{number}")


def officer() -> Actor:
    return Actor("officer", make_user("officer").pk)


def matched(payment: Payment, patent: Patent, actor: Actor | None = None) -> Patent:
    return match_payment(payment_id=payment.pk, patent_id=patent.pk, purpose="tax_advance", actor=actor or officer())


def moved(payment: Payment, actor: Actor | None = None) -> Patent:
    return move_payment_back(payment_id=payment.pk, reason="Another person paid it.", actor=actor or officer())


def test_an_officer_matches_a_payment_and_the_patent_grows():
    patent, payment = issued(), arrived()
    assert matched(payment, patent).paid_through == date(2026, 5, 14)
    kept = Allocation.objects.get(payment=payment)
    assert (kept.why, kept.made_by is not None) == ("officer", True)


def test_a_payment_that_is_moved_back_takes_its_days_and_the_holder_hears_of_it():
    patent, payment = issued(), arrived()
    matched(payment, patent)
    assert moved(payment).paid_through == date(2026, 4, 14)
    assert acts.events(patent)[-2:] == ["PatentShortened", "PaymentMoved"]
    assert Allocation.objects.get(payment=payment).release_reason == "Another person paid it."


@pytest.mark.parametrize(("amount", "letters"), [(4000, ["payment no longer counts"]), (10000, ["the last paid day has changed"])])
def test_the_holder_hears_once_of_a_moved_payment_whether_or_not_it_took_days(amount: int, letters: list[str]):
    patent, payment = issued(), arrived(amount=amount)
    matched(payment, patent)
    moved(payment)
    patent.person.user.language = "en"
    patent.person.user.save()
    Message.objects.all().delete()
    dispatch_pending()
    told = Message.objects.filter(
        recipient=patent.person.user, channel="inbox", event__name__in=["patents.PaymentMoved", "patents.PatentShortened"]
    )
    assert len(told) == 1
    assert letters[0] in told[0].subject
    assert "Another person paid it." in told[0].body


def test_a_payment_counts_for_one_patent_only():
    patent, payment = issued(), arrived()
    matched(payment, patent)
    with acts.nothing_changes(), pytest.raises(NotMatched):
        matched(payment, patent)
    with pytest.raises(IntegrityError), transaction.atomic():
        Allocation.objects.create(payment=payment, patent=patent, purpose="tax_advance", why="officer", made_at=payment.received_at)


def test_what_counts_for_nothing_cannot_be_moved_back():
    payment = arrived()
    with acts.nothing_changes(), pytest.raises(NotMatched):
        moved(payment)


def test_the_database_deletes_no_payment_and_no_allocation():
    patent, payment = issued(), arrived()
    matched(payment, patent)
    for row in (payment, Allocation.objects.get(payment=payment)):
        with pytest.raises(InternalError, match=r"Cannot (update or )?delete"), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete("default")


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_count_a_payment_for_one_patent():
    patents, payment = [issued(), issued(other=True)], arrived()
    actors = [officer(), officer()]
    answers = acts.at_once(2, lambda n: matched(payment, patents[n], actors[n]))
    assert sorted(type(answer).__name__ for answer in answers) == ["NotMatched", "Patent"]


@given(
    money=st.lists(st.tuples(st.sampled_from([2000, 4000, 6000, 10000, 20000]), st.integers(0, 100)), min_size=1, max_size=7),
    seed=st.randoms(use_true_random=False),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_arrivals_and_moves_in_any_order_end_where_a_fresh_reckoning_ends(money: list[tuple[int, int]], seed: Random):
    with transaction.atomic():
        actor, ends = officer(), set()
        for turn in range(2):
            patent = issued(other=turn == 1)
            payments = [arrived(100 * turn + n, amount, DAY + timedelta(days=d)) for n, (amount, d) in enumerate(money)]
            seed.shuffle(payments)
            for payment in payments:
                patent = matched(payment, patent, actor)
                if seed.random() < 0.4:
                    moved(payment, actor)
                    patent = matched(payment, patent, actor)
                assert patent.paid_through == recomputed_paid_through(patent)
            ends.add(patent.paid_through)
        assert len(ends) == 1
        assert (keep.counted_twice(), keep.payments_lost(), keep.paid_through_differs()) == (0, 0, 0)
        transaction.set_rollback(True)


# ---- the queue


def test_the_queue_ranks_by_number_name_and_sum_and_says_why():
    patent, _stranger = issued(), issued(other=True, region="78", series="78")
    payment = arrived(purpose_text=f"За патент 77 {patent.number} Рахимова", payer_name="РАХИМОВА ЗАРИНА")
    best = claims.candidates(payment)[0]
    assert best.patent_id == patent.pk
    assert best.points == 60 + 30 + 15 + 20 + 10
    assert len(best.reasons) == 5


def test_one_click_counts_the_payment_and_the_look_is_recorded():
    patent = issued()
    payment = arrived(payer_name="РАХИМОВА ЗАРИНА")
    client = sign_in(make_user("officer", office=patent.case.office))
    page = client.get("/admin/payments/").content.decode()
    assert patent.number in page
    assert AccessRecord.objects.filter(person=patent.person, what="payment").exists()
    client.post(f"/admin/payments/{payment.pk}/match/", {"patent": patent.pk, "purpose": "tax_advance"})
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 5, 14)
    client.post(f"/admin/payments/{payment.pk}/back/", {"reason": "Wrong person"})
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 4, 14)


@pytest.mark.parametrize("form", [{}, {"patent": "x"}, {"patent": "9" * 30}, {"number": "٣٣٣"}, {"reason": "\x00"}])
def test_a_strange_form_counts_nothing(form):
    patent, payment = issued(), arrived()
    client = sign_in(make_user("officer", office=patent.case.office))
    with acts.nothing_changes():
        assert client.post(f"/admin/payments/{payment.pk}/match/", {"purpose": "tax_advance", **form}).status_code == 302


def test_an_officer_of_another_office_sees_and_matches_no_patent_of_ours():
    patent, payment = issued(), arrived(payer_name="РАХИМОВА ЗАРИНА")
    client = sign_in(make_user("officer", office=make_office("780-001")))
    assert patent.number not in client.get("/admin/payments/").content.decode()
    with acts.nothing_changes():
        client.post(f"/admin/payments/{payment.pk}/match/", {"patent": patent.pk, "purpose": "tax_advance"})


def of_two_regions() -> tuple[Patent, Patent, Any]:
    """Two patents of one number, in Moscow and in Saint Petersburg, and an officer of both offices."""
    moscow, petersburg = make_office(), make_office("780-001")
    first = issued(case=make_case("granted", office=moscow))
    second = issued(other=True, case=make_case("granted", office=petersburg), series="78", region="78", number=first.number)
    reader = make_user("officer", office=moscow)
    reader.roles.create(role="officer", office=petersburg)
    return first, second, sign_in(reader)


@pytest.mark.parametrize("typed", ["{0.series} {0.number}", "{0.series}{0.number}", "{0.series} № {0.number}", "{0.series}-{0.number}"])
@pytest.mark.parametrize("which", [0, 1])
def test_a_number_of_two_regions_counts_for_the_series_that_was_typed(which: int, typed: str):
    *patents, client = of_two_regions()
    payment = arrived()
    client.post(f"/admin/payments/{payment.pk}/match/", {"number": typed.format(patents[which]), "purpose": "tax_advance"})
    assert Allocation.objects.get(payment=payment).patent == patents[which]


@pytest.mark.parametrize("typed", ["50 {0.number}", "77 {0.number} 1"])
def test_a_number_of_a_third_region_or_with_a_digit_too_many_counts_nothing_and_says_why(typed: str):
    first, _second, client = of_two_regions()
    payment = arrived()
    with acts.nothing_changes():
        answer = client.post(
            f"/admin/payments/{payment.pk}/match/",
            {"number": typed.format(first), "purpose": "tax_advance"},
            follow=True,
            headers={"accept-language": "en"},
        ).content.decode()
    assert ("There is no such patent" in answer) == typed.startswith("50")
    assert ("Enter series and number" in answer) != typed.startswith("50")


BARE = [
    "{number}",
    "За патент {number}",
    "от 15.03.26 {number}",
    "15/03/26 № {number}",
    "от 15. 03. 26 {number}",
    "2026 {number}",
    "10 000,50 {number}",
]


@pytest.mark.parametrize("words", BARE)
def test_a_number_without_a_series_speaks_for_both_regions(words: str):
    first, second, _client = of_two_regions()
    payment = arrived(purpose_text=words.format(number=first.number), amount=777)
    assert {score.patent_id: score.points for score in claims.candidates(payment)} == {first.pk: 70, second.pk: 70}


NAMED = ["78 {number}", "78{number}", "78 № {number}", "серия 78 номер {number}", "сер.78 N {number}", "от 15.03.26 за патент 78-{number}"]


@pytest.mark.parametrize("words", NAMED)
def test_a_number_with_a_series_speaks_for_its_region_alone(words: str):
    first, second, _client = of_two_regions()
    payment = arrived(purpose_text=words.format(number=first.number), amount=777)
    assert {score.patent_id: score.points for score in claims.candidates(payment)} == {second.pk: 70}


def test_a_number_that_stands_with_two_series_speaks_for_both():
    first, second, _client = of_two_regions()
    payment = arrived(purpose_text=f"78 {first.number}, 77 {first.number}", amount=777)
    assert {score.patent_id for score in claims.candidates(payment)} == {first.pk, second.pk}


def test_late_money_and_payments_without_a_word_are_in_sight():
    patent = issued()
    matched(arrived(paid_on=date(2026, 4, 20)), patent)
    client = sign_in(make_user("officer", office=patent.case.office))
    assert patent.number in client.get("/admin/payments/?show=late").content.decode()
    make_payment()
    assert keep.payments_lost() == 1
