"""The door for notices of payments: nothing passes without a signature, nothing counts twice, nothing is dropped."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from standardwebhooks import Webhook

from patents.models import Allocation, Charge, NoticeMessage, Patent, Payment, RefusedTwin
from patents.rules.identity import Transfer
from patents.services import open_charge, receive_transfer
from patents.services.payments import Outcome
from patents.tasks import sweep_questions
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.legal.calendar import add_months
from tests.cases import acts
from tests.factories import make_patent
from tests.patents.test_payments import FEE, month, pay

pytestmark = pytest.mark.django_db
OLD, NEW = "whsec_b2xkLXNlY3JldC1vZi10aGUtdGVzdHM=", "whsec_bmV3LXNlY3JldC1vZi10aGUtdGVzdHM="
DOOR = "/api/v1/payment-notices/"
DAY = date(2026, 3, 15)


@pytest.fixture(autouse=True)
def _door(settings: Any) -> None:
    settings.PAYMENT_NOTICE_SECRETS = [NEW, OLD]


def issued() -> Patent:
    return pay(make_patent(granted_on=DAY), FEE, month("first"))


def charge(patent: Patent, period: int = 2, on: date = DAY) -> Charge:
    return open_charge(patent_id=patent.pk, purpose="tax_advance", period=period, actor=SYSTEM, on=on)


def notice(**fields: Any) -> dict[str, Any]:
    return {"paymentId": "10422034200701072603202600000001", "amount": 1_000_000, "paymentDate": "2026-03-20", **fields}


def send(body: Any, *, secret: str = NEW, at: datetime | None = None, message: str = "", **headers: str) -> Any:
    """By default a message of its own for each body, and the same again for the same body."""
    raw = body if isinstance(body, str) else json.dumps(body)
    message = message or f"msg_{sha256(raw.encode()).hexdigest()}"
    moment = at or datetime.now(tz=UTC)
    signed = {
        "webhook-id": message,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(message, moment, raw),
    }
    return Client().post(DOOR, raw, content_type="application/json", headers={**signed, **headers})


# ---- who may speak


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_either_secret_opens_the_door_while_one_replaces_the_other(secret):
    assert send(notice(), secret=secret).status_code == 200
    assert Payment.objects.count() == 1


FORGED = [
    {"webhook-signature": "v1,AAAA"},
    {"webhook-signature": "v1"},
    {"webhook-signature": "v1,é"},
    {"webhook-signature": ""},
    {"webhook-timestamp": "nan"},
    {"webhook-timestamp": "9" * 40},
    {"webhook-id": "another"},
]


@pytest.mark.parametrize("headers", FORGED)
def test_a_wrong_signature_counts_nothing(headers):
    with acts.nothing_changes():
        assert send(notice(), **headers).status_code == 401


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_notice_of_another_hour_counts_nothing(minutes):
    with acts.nothing_changes():
        assert send(notice(), at=datetime.now(tz=UTC) + timedelta(minutes=minutes)).status_code == 401


def test_a_changed_body_counts_nothing():
    raw, moment = json.dumps(notice()), datetime.now(tz=UTC)
    signature = Webhook(NEW).sign("msg_1", moment, raw)
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(moment.timestamp())), "webhook-signature": signature}
    with acts.nothing_changes():
        assert Client().post(DOOR, raw.replace("1000000", "2000000"), "application/json", headers=headers).status_code == 401


def test_without_a_secret_there_is_no_door(settings):
    settings.PAYMENT_NOTICE_SECRETS = []
    assert send(notice()).status_code == 503
    assert not Payment.objects.exists()


# ---- what may be said

STRANGE = [
    notice(paymentId="x" * 71),
    notice(amount=0), notice(amount=-1), notice(amount="1000000"), notice(amount=1.5), notice(amount=True), notice(amount=10**12),
    notice(paymentDate="2014-12-31"), notice(paymentDate="9999-12-31"), notice(paymentDate="2026-02-31"), notice(paymentDate="20.03.2026"),
    notice(paymentDate="2026-03-20T10:00:00"), notice(paymentId=""), notice(paymentId="a b"), notice(paymentId="٣"),
        notice(payerInn="77"), notice(payerName="x" * 161), notice(payerName=["x"]), {}, "[]", "{", '{"amount": 1, "amount": 2}', "\x00",
    '{"amount": ' + "9" * 5000 + "}", "[" * 60_000,
]  # fmt: skip


@pytest.mark.parametrize("body", STRANGE)
def test_what_is_no_notice_counts_nothing(body):
    with acts.nothing_changes():
        assert send(body).status_code == 400


def test_a_notice_of_three_megabytes_is_refused():
    with acts.nothing_changes():
        assert send(json.dumps(notice(purpose="x" * 3_000_000))).status_code == 413


def test_the_banks_moment_is_a_day_in_moscow():
    send(notice(paymentDate="2026-03-20T23:30:00+00:00"))
    assert Payment.objects.get().paid_on == date(2026, 3, 21)


def test_a_name_is_not_readable_in_the_database():
    send(notice(payerName="ИВАНОВ ИВАН", purpose="за патент"))
    stored = Payment.objects.raw("SELECT id, payer_name AS stored FROM patents_payment")[0].stored
    assert "ИВАНОВ" not in stored
    assert Payment.objects.get().payer_name == "ИВАНОВ ИВАН"


# ---- counting


def test_money_under_a_uin_counts_and_says_that_the_charge_is_paid():
    patent = issued()
    asked = charge(patent)
    assert send(notice(supplierBillID=asked.uin)).json() == {"received": True}
    patent.refresh_from_db()
    asked.refresh_from_db()
    assert (patent.paid_through, asked.covered_on) == (date(2026, 5, 14), date(2026, 3, 20))
    paid = Event.objects.get(name="patents.ChargePaid")
    assert (paid.payload["charge_id"], paid.payload["case_id"]) == (asked.pk, None)


def test_the_same_notice_signed_anew_answers_the_same_and_counts_nothing():
    body = notice(supplierBillID=charge(issued()).uin)
    first, counted = send(body), list(Allocation.objects.values())
    later = send(body, at=datetime.now(tz=UTC) + timedelta(seconds=1))
    other = send(body, message="msg_2")
    assert list(Allocation.objects.values()) == counted
    assert (Payment.objects.filter(source="notice").count(), RefusedTwin.objects.count()) == (1, 0)
    assert (first.status_code, first.content) == (later.status_code, later.content) == (other.status_code, other.content)


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_captured_request_is_refused_also_after_the_sender_repeated_it(seconds):
    body, moment = notice(supplierBillID=charge(issued()).uin), datetime.now(tz=UTC)
    for second in range(seconds + 1):
        assert send(body, at=moment + timedelta(seconds=second)).status_code == 200
    with acts.nothing_changes():
        answer = send(body, at=moment)
        assert (answer.status_code, answer.json()["code"]) == (409, "message_replayed")


@pytest.mark.django_db(transaction=True)
def test_ten_captured_requests_at_once_count_one_and_nine_are_refused():
    body, moment = notice(supplierBillID=charge(issued()).uin), datetime.now(tz=UTC)
    answers = acts.at_once(10, lambda number: send(body, at=moment).status_code)
    assert sorted(answers) == [200] + [409] * 9
    assert Payment.objects.filter(source="notice").count() == 1


def test_a_message_with_another_body_is_refused_and_counts_nothing():
    send(notice(), message="msg_1")
    with acts.nothing_changes():
        answer = send(notice(paymentId="P2"), message="msg_1")
        assert (answer.status_code, answer.json()["code"]) == (409, "message_reused")
    assert send(notice(paymentId="P2"), message="msg_2").status_code == 200
    assert Payment.objects.count() == 2


def test_a_message_that_was_no_notice_may_be_put_right_under_its_identifier():
    assert send(notice(amount=0), message="msg_1").status_code == 400
    assert send(notice(), message="msg_1").status_code == 200


@pytest.mark.parametrize(("past", "status"), [(timedelta(0), 409), (timedelta(microseconds=1), 200)])
def test_an_identifier_is_remembered_for_ten_minutes_whether_or_not_it_was_swept(monkeypatch, past, status):
    send(notice(), message="msg_1")
    ends = NoticeMessage.objects.get().keep_until
    assert timedelta(minutes=9) < ends - clock.now() <= timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: ends + past)
    assert send(notice(paymentId="P2"), message="msg_1").status_code == status
    assert NoticeMessage.objects.count() == 1


@pytest.mark.parametrize(("past", "left"), [(timedelta(0), 1), (timedelta(microseconds=1), 0)])
def test_the_hourly_sweep_forgets_messages_after_their_ten_minutes(monkeypatch, past, left):
    send(notice())
    ends = NoticeMessage.objects.get().keep_until
    monkeypatch.setattr(clock, "now", lambda: ends + past)
    sweep_questions()
    assert NoticeMessage.objects.count() == left


@pytest.mark.django_db(transaction=True)
def test_one_identifier_with_two_bodies_at_the_same_moment_counts_one():
    bodies = [notice(paymentId=f"P{n}") for n in range(2)]
    answers = acts.at_once(2, lambda n: send(bodies[n], message="msg_1").status_code)
    assert sorted(answers) == [200, 409]
    assert Payment.objects.count() == 1


def test_the_same_payment_with_another_sum_is_refused_and_shown():
    patent = issued()
    body = notice(supplierBillID=charge(patent).uin)
    for second, sum_told in enumerate((1_000_000, 2_000_000, 2_000_000)):
        assert send({**body, "amount": sum_told}, at=datetime.now(tz=UTC) + timedelta(seconds=second)).status_code == 200
    assert (Payment.objects.get(source="notice").amount, RefusedTwin.objects.get().amount) == (10000, 20000)
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 5, 14)


def test_a_notice_and_a_bank_file_tell_of_one_payment():
    told = {"payerBik": "044525225", "payerAccount": "40817810000000000001", "documentNumber": "000123"}
    patent = issued()
    uin = charge(patent).uin
    send(notice(supplierBillID=uin, **told))
    again = Transfer(
        source="registry", amount=Decimal(10000), paid_on=date(2026, 3, 20), bic="044525225", payer_account="40817810000000000001",
        document_number="123", uin=uin,
    )  # fmt: skip
    assert receive_transfer(transfer=again, actor=SYSTEM) is Outcome.KNOWN
    assert Payment.objects.filter(source="notice").count() == 1
    assert not Payment.objects.filter(source="registry").exists()


def test_money_for_a_charge_that_was_withdrawn_still_finds_its_patent():
    patent = make_patent(granted_on=date(2025, 12, 20))
    old = charge(patent, period=1, on=date(2025, 12, 20))
    new = charge(patent, period=1, on=date(2026, 1, 10))
    old.refresh_from_db()
    assert (old.amount, new.amount, old.withdrawn_at is not None) == (8900, 10000, True)
    send(notice(supplierBillID=old.uin, amount=890_000, paymentDate="2025-12-25"))
    kept = Allocation.objects.get()
    assert (kept.patent, kept.charge) == (patent, new)
    new.refresh_from_db()
    assert new.covered_on == date(2025, 12, 25)  # the price of the bank's date


@pytest.mark.parametrize("uin", ["", "0", "18810112345678901238", "18810112345678901239"])
def test_money_under_no_known_uin_waits_for_an_officer(uin):
    assert send(notice(supplierBillID=uin)).status_code == 200
    assert not Allocation.objects.exists()
    assert Event.objects.filter(name="patents.PaymentUnmatched").count() == 1


def test_who_paid_before_is_recognised_when_sum_and_date_fit():
    patent = issued()
    inn = "500100732259"
    send(notice(supplierBillID=charge(patent).uin, payerInn=inn))
    send(notice(paymentId="SECOND", payerInn=inn, paymentDate="2026-05-10"), message="2")
    send(notice(paymentId="THIRD", payerInn=inn, paymentDate="2026-05-10", amount=1_234_500), message="3")
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 6, 14)
    assert list(Payment.objects.filter(allocations=None).values_list("external_id", flat=True)) == ["uip:THIRD"]


def test_a_part_is_kept_until_the_rest_comes():
    patent = issued()
    asked = charge(patent)
    send(notice(supplierBillID=asked.uin, amount=400_000))
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 4, 14)
    send(notice(paymentId="REST", supplierBillID=asked.uin, amount=600_000, paymentDate="2026-04-14"), message="2")
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 5, 14)
    assert Event.objects.filter(name="patents.ChargePaid").count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_equal_notices_at_once_count_one():
    patent = issued()
    body = notice(supplierBillID=charge(patent).uin)
    answers = acts.at_once(10, lambda number: send(body, message=f"msg_{number}").status_code)
    assert answers == [200] * 10
    patent.refresh_from_db()
    assert (Payment.objects.filter(source="notice").count(), patent.paid_through) == (1, date(2026, 5, 14))


@pytest.mark.django_db(transaction=True)
def test_two_payments_at_the_same_moment_both_count():
    patent = issued()
    bodies = [notice(paymentId=f"P{n}", supplierBillID=charge(patent, period=2 + n).uin) for n in range(2)]
    acts.at_once(2, lambda n: send(bodies[n], message=f"msg_{n}").status_code)
    patent.refresh_from_db()
    assert patent.paid_through == add_months(DAY, 3) - timedelta(days=1)


def test_dying_at_any_step_keeps_all_or_nothing():
    patent = issued()
    asked = charge(patent)
    body = notice(supplierBillID=asked.uin)
    assert clock.today() >= DAY
    assert acts.fails_at_every_step(lambda: _raised(send(body))) > 5
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 5, 14)


def _raised(response: Any) -> None:
    assert response.status_code == 200
