"""The same payment told by two doors whose identities cannot be compared counts once: an officer is asked, and nothing is dropped."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from patents import invariants as keep
from patents import queue, told_twice
from patents.errors import CompareFirst, NotMatched
from patents.models import Allocation, Comparison, Patent, Payment, RegistryLine
from patents.notices import NoticeShape, _transfer
from patents.rules.identity import Payer, Transfer
from patents.rules.uin import has_wrong_check_digit, told_instead, uin_of
from patents.services import (
    enter_payment,
    move_payment_back,
    open_charge,
    open_next_months,
    receive_transfer,
    say_another,
    say_same,
    take_apart,
)
from patents.services.payments import Outcome
from patents.services.registry import count_lines, start_import, upload_registry
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.jobs.models import Job
from tests.cases import acts
from tests.employment.races import meet
from tests.factories import make_office, make_user, sign_in
from tests.patents.test_moves import issued, matched, officer
from tests.patents.test_refused_lines import TODAY, imported, refused
from tests.patents.test_registry import OF_1C, lines

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)
PAYER = {"payer_inn": "500100732259", "payer_name": "КАРИМОВ АЛИШЕР"}
NO_INN = {"payer_inn": "", "payer_name": "КАРИМОВ АЛИШЕР"}
BY_FINGERPRINT = {"bic": "044525225", "document_number": "17", "payer_account": "4" * 20}
WITHOUT_IDENTITY = ";20.03.2026;10000,00;;500100732259;КАРИМОВ АЛИШЕР;За патент"  # refused: neither UIP nor BIC


def told(uip: str = "", **fields: Any) -> tuple[Payment, Outcome]:
    base = {"source": "notice", "amount": Decimal(10000), "paid_on": DAY, "payment_id": uip, **PAYER}
    transfer = Transfer(**{**base, **fields})  # type: ignore[arg-type]
    outcome = receive_transfer(transfer=transfer, actor=SYSTEM)
    return Payment.objects.latest("pk"), outcome


def by_hand(**fields: Any) -> Payment:
    """Entered by an officer from a line that nothing identifies."""
    values = {"paid_on": "20.03.2026", "amount": "10000,00", **PAYER, **fields}
    return enter_payment(line_id=refused(WITHOUT_IDENTITY).pk, values=values, actor=officer(), on=TODAY)[0]


def english(**fields: Any) -> Client:
    return sign_in(make_user("officer", **fields), client=Client(headers={"accept-language": "en"}))


def charged(patent: Patent) -> str:
    return open_charge(patent_id=patent.pk, purpose="tax_advance", period=2, actor=SYSTEM, on=date(2026, 3, 15)).uin


def test_money_entered_by_hand_and_told_later_with_identity_counts_once():
    patent = issued()
    uin = charged(patent)
    first = by_hand(uin=uin)
    assert Allocation.objects.get(payment=first).patent == patent
    second, outcome = told("UIP9", uin=uin)
    assert (outcome, told_twice.to_compare(second)) == (Outcome.UNMATCHED, [first])
    assert not Allocation.objects.filter(payment=second).exists()
    with pytest.raises(CompareFirst):
        matched(second, patent)
    say_same(payment_id=second.pk, known_id=first.pk, actor=officer())
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 5, 14)
    assert second not in queue.waiting()
    assert keep.payments_lost() == 0
    with pytest.raises(NotMatched):
        matched(second, patent)


def test_what_is_told_again_by_its_own_identity_asks_nobody_twice():
    by_hand()
    second, _outcome = told("UIP9")
    say_same(payment_id=second.pk, known_id=Payment.objects.earliest("pk").pk, actor=officer())
    assert told("UIP9")[1] == Outcome.KNOWN
    assert Payment.objects.count() == 2


def test_another_payment_counts_like_any_other_and_nobody_is_asked_again():
    patent, first = issued(), by_hand()
    second, _outcome = told("UIP9")
    say_another(payment_id=second.pk, actor=officer())
    matched(second, patent)
    assert told_twice.to_compare(first) == []  # the officer had both before her eyes
    assert matched(first, patent).paid_through == date(2026, 6, 14)


@pytest.mark.parametrize(
    ("one", "other", "is_asked"),
    [
        ({"uip": "A"}, {"uip": "B"}, False),
        ({"uip": "A"}, BY_FINGERPRINT, True),
        (BY_FINGERPRINT, {"uip": "A"}, True),
        ({"uip": "A", **BY_FINGERPRINT}, {**BY_FINGERPRINT, "document_number": "18"}, False),
        ({"uip": "A", **BY_FINGERPRINT}, {"uip": "B"}, False),
        ({"uip": "A"}, {**BY_FINGERPRINT, "paid_on": date(2026, 3, 21)}, False),
        ({"uip": "A"}, {**BY_FINGERPRINT, "amount": Decimal(9999)}, False),
        ({"uip": "A"}, {**BY_FINGERPRINT, "payer_inn": "7707083893"}, False),
        ({"uip": "A", "payer_inn": ""}, BY_FINGERPRINT, True),
        ({"uip": "A", "payer_inn": "", "payer_name": "ИВАНОВ ПЁТР"}, BY_FINGERPRINT, False),
        ({"uip": "A", "payer_inn": "", "payer_name": "KARIMOV ALISHER"}, BY_FINGERPRINT, True),  # the same name in other letters
    ],
)
def test_only_identities_that_cannot_be_compared_raise_the_question(one: dict[str, Any], other: dict[str, Any], is_asked: bool):
    first, _outcome = told(**one)
    second, _outcome = told(**other)
    assert told_twice.to_compare(second) == ([first] if is_asked else [])


def test_a_twin_behind_a_thousand_payments_of_the_same_sum_and_day_is_found():
    """The price of a month is one sum for a whole region: on one day thousands pay it, and a name can only be compared when it is read."""
    others = {"amount": Decimal(10000), "paid_on": DAY, "received_at": clock.now(), "source": "registry"}
    names = [*["ИВАНОВ ПЁТР"] * 1000, "КАРИМОВ АЛИШЕР"]
    Payment.objects.bulk_create(
        Payment(external_id=f"fp:{n}", fingerprint=str(n), payer_name=name, **others) for n, name in enumerate(names)
    )
    payment, outcome = told("A", **NO_INN)
    assert outcome is Outcome.UNMATCHED
    assert [one.external_id for one in told_twice.alike(payment)] == ["fp:1000"]


def test_the_payer_is_another_only_where_that_is_plain():
    assert Payer("", "").may_be(Payer("500100732259", "КАРИМОВ"))
    assert not Payer("500100732259", "КАРИМОВ").may_be(Payer("500100732260", "КАРИМОВ"))


def test_two_payments_are_never_said_to_be_each_other():
    first, second = by_hand(), told("UIP9")[0]
    say_same(payment_id=second.pk, known_id=first.pk, actor=officer())
    with pytest.raises(NotMatched):
        say_same(payment_id=first.pk, known_id=second.pk, actor=officer())
    assert list(queue.waiting()) == [first]


def test_an_officer_names_only_a_payment_that_is_alike():
    by_hand()
    second, stranger = told("UIP9")[0], told("UIP8", amount=Decimal(5))[0]
    with pytest.raises(NotMatched):
        say_same(payment_id=second.pk, known_id=stranger.pk, actor=officer())
    assert not Comparison.objects.exists()


def test_a_mistake_is_taken_back_and_the_money_waits_again():
    patent, first = issued(), by_hand()
    second, _outcome = told("UIP9")
    say_same(payment_id=second.pk, known_id=first.pk, actor=officer())
    take_apart(payment_id=second.pk, actor=officer())
    assert second in queue.waiting()
    assert matched(second, patent).paid_through == date(2026, 5, 14)
    with pytest.raises(NotMatched):
        take_apart(payment_id=second.pk, actor=officer())
    assert Event.objects.filter(name="patents.PaymentCompared").count() == 2


def test_a_payment_that_was_told_again_is_moved_back_alone():
    patent, first = issued(), by_hand()
    matched(first, patent)
    second, _outcome = told("UIP9")
    say_same(payment_id=second.pk, known_id=first.pk, actor=officer())
    move_payment_back(payment_id=first.pk, reason="Another person.", actor=officer())
    assert list(queue.waiting()) == [first]
    assert matched(first, patent).paid_through == date(2026, 5, 14)


def test_an_officer_who_compared_while_entering_is_not_asked_again():
    patent = issued()
    told("UIP9")
    line = refused(WITHOUT_IDENTITY)
    values = {"paid_on": "20.03.2026", "amount": "10000,00", "uin": charged(patent), **PAYER}
    payment, outcome = enter_payment(line_id=line.pk, values=values, actor=officer(), on=TODAY, is_compared=True)
    assert (outcome, told_twice.to_compare(payment)) == (Outcome.COUNTED, [])
    assert Comparison.objects.get().same_as is None


def test_the_database_keeps_comparisons():
    first, second = by_hand(), told("UIP9")[0]
    say_same(payment_id=second.pk, known_id=first.pk, actor=officer())
    kept = Comparison.objects.get()
    fields = {"made_by": kept.made_by, "made_at": kept.made_at}
    for wrong in ({"payment": second}, {"payment": first, "same_as": first}, {"payment": first, "released_at": kept.made_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comparison.objects.create(**fields, **wrong)
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        kept.delete()


def two_doors(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """What becomes of one payment that two doors tell at the same moment, each with the number of its charge."""
    uin, doors = charged(issued()), (first, second)
    return sorted(acts.at_once(2, lambda number: told(uin=uin, **doors[number])[1].value))


DOORS = [
    ({"uip": "A"}, BY_FINGERPRINT),
    ({"uip": "A", **NO_INN}, {**BY_FINGERPRINT, **NO_INN}),
    ({"uip": "A"}, {**BY_FINGERPRINT, **NO_INN}),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("first", "second"), DOORS)
def test_two_doors_that_tell_one_payment_at_the_same_moment_do_not_count_it_twice(monkeypatch, first, second):
    meet(monkeypatch, told_twice, "alike")
    assert two_doors(first, second) == [Outcome.COUNTED, Outcome.UNMATCHED]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("first", "second"), DOORS)
def test_control_without_the_lock_both_are_counted(monkeypatch, first, second):
    meet(monkeypatch, told_twice, "alike")
    monkeypatch.setattr(told_twice, "_lock", lambda name, alone=True: None)
    assert two_doors(first, second) == [Outcome.COUNTED, Outcome.COUNTED]


@pytest.mark.django_db(transaction=True)
def test_payers_with_two_inn_do_not_wait_for_each_other(monkeypatch):
    meet(monkeypatch, told_twice, "alike")
    seen, look = [], told_twice.alike

    def counted(payment: Payment) -> list[Payment]:
        seen.append(Payment.objects.exclude(source="demo").count())
        return look(payment)

    monkeypatch.setattr(told_twice, "alike", counted)
    two_doors({"uip": "A"}, {"uip": "B", "payer_inn": "7707083893", "payer_name": "ООО"})
    assert seen == [1, 1]  # each sees its own alone: neither transaction was over


@pytest.mark.django_db(transaction=True)
def test_two_files_that_tell_the_same_payments_in_another_order_wait_and_count_each_once():
    """Each holds what it tells before it counts the first, so that they do not wait crosswise."""
    rows = [f"UIP{n};20.03.2026;{1000 + n // 2},00;;{'500100732259' if n % 2 else ''};К;За патент" for n in range(20)]
    jobs = [begun(*rows), begun(*reversed(rows))]

    def count(number: int) -> int:
        with transaction.atomic():
            return count_lines(jobs[number]).done

    assert acts.at_once(2, count) == [20, 20]
    assert Payment.objects.count() == 20
    assert sorted(RegistryLine.objects.values_list("outcome", flat=True)) == ["known"] * 20 + ["unmatched"] * 20


def begun(*rows: str) -> Job:
    kept = upload_registry(raw=lines(*rows), actor=officer(), on=TODAY)
    return start_import(registry_id=kept.pk, actor=officer())


# ---- two bills of one price, paid on one day


def two_bills() -> tuple[Patent, str, str]:
    patent = issued()
    first, second = open_next_months(patent_id=patent.pk, count=2, actor=SYSTEM, on=date(2026, 3, 15))
    return patent, first.uin, second.uin


def by_webhook(uin: str) -> Payment:
    shape = NoticeShape(
        data={"paymentId": "UIP7", "supplierBillID": uin, "amount": 1000000, "paymentDate": "2026-03-20", "payerInn": PAYER["payer_inn"]}
    )
    shape.is_valid(raise_exception=True)
    receive_transfer(transfer=_transfer(shape.validated_data), actor=SYSTEM)
    return Payment.objects.get(external_id="uip:UIP7")


def by_file(uin: str) -> Payment:
    """Without a UIP, as banks write 1C files."""
    imported(raw=OF_1C.replace("Код=0", f"Код={uin or 0}").encode("cp1251"))
    return Payment.objects.get(external_id__startswith="fp:")


@pytest.mark.parametrize("doors", [(by_webhook, by_file), (by_file, by_webhook)])
def test_two_bills_of_one_price_paid_on_one_day_are_two_payments(doors: Any):
    patent, first, second = two_bills()
    told_payments = [door(uin) for door, uin in zip(doors, (first, second), strict=True)]
    assert [one.allocations.get().why for one in told_payments] == ["uin", "uin"]
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 6, 14)
    assert [told_twice.alike(one) for one in told_payments] == [[], []]


@pytest.mark.parametrize("doors", [(by_webhook, by_file), (by_file, by_webhook)])
@pytest.mark.parametrize("uins", [(0, 0), (0, None), (None, 0), (0, 2), (2, 0)])
def test_one_bill_told_twice_and_a_number_that_is_on_no_bill_still_ask(doors: Any, uins: tuple[int | None, int | None]):
    _patent, first, second = two_bills()
    strange = uin_of(prefix="182", serial=999_999)
    numbers = {None: "", 0: first, 1: second, 2: strange}
    one, other = (door(numbers[which]) for door, which in zip(doors, uins, strict=True))
    assert told_twice.to_compare(other) == [one]
    assert other in queue.waiting()


def test_a_number_that_an_officer_typed_still_asks():
    _patent, first, second = two_bills()
    one = by_hand(uin=first)
    other = by_webhook(second)
    assert told_twice.to_compare(other) == [one]


# ---- the officer's page


def test_the_question_stands_in_the_queue_before_any_patent_and_is_answered_by_one_press():
    patent, first = issued(), by_hand()
    matched(first, patent)
    second, _outcome = told("UIP9")
    client = english()
    page = client.get("/admin/payments/").content.decode()
    assert "Is it a payment that is known already?" in page
    assert f"Counts for patent {patent}" in page
    assert f"/admin/payments/{second.pk}/match/" not in page
    client.post(f"/admin/payments/{second.pk}/same/", {"known": first.pk})
    assert second not in queue.waiting()
    assert "КАРИМОВ" in client.get("/admin/payments/?show=again").content.decode()
    client.post(f"/admin/payments/{second.pk}/apart/")
    assert f"/admin/payments/{second.pk}/match/" in client.get("/admin/payments/").content.decode()


def test_another_payment_is_said_by_one_press_and_then_matched():
    by_hand()
    second, _outcome = told("UIP9")
    client = english()
    client.post(f"/admin/payments/{second.pk}/another/")
    assert f"/admin/payments/{second.pk}/match/" in client.get("/admin/payments/").content.decode()
    wrong = client.post(f"/admin/payments/{second.pk}/another/", follow=True).content.decode()
    assert "matched or moved back by somebody else" in wrong


# ---- a UIN that is none


@pytest.mark.parametrize(
    ("text", "kept", "is_digit"),
    [
        ("", "", False),
        ("0", "", False),
        ("0" * 20, "", False),
        ("18810000000000000009", "18810000000000000009", True),
        ("б/н", "б/н", False),
    ],
)
def test_what_stands_in_the_place_of_a_uin_is_kept_unless_it_says_nothing(text: str, kept: str, is_digit: bool):
    assert (told_instead(text), has_wrong_check_digit(text)) == (kept, is_digit)


def wrong_digit(uin: str) -> str:
    return uin[:-1] + str((int(uin[-1]) + 1) % 10)


@pytest.mark.parametrize("door", ["file", "notice"])
def test_a_uin_with_a_wrong_check_digit_is_shown_to_the_officer_and_matches_nothing(door: str):
    patent = issued()
    wrong = wrong_digit(charged(patent))
    if door == "file":
        imported(f"UIP7;20.03.2026;10000,00;{wrong};;;За патент")
    else:
        notice = NoticeShape(data={"paymentId": "UIP7", "supplierBillID": wrong, "amount": 1000000, "paymentDate": "2026-03-20"})
        notice.is_valid(raise_exception=True)
        receive_transfer(transfer=_transfer(notice.validated_data), actor=SYSTEM)
    payment = Payment.objects.get(external_id="uip:UIP7")
    assert (payment.uin, payment.uin_told, payment.allocations.count()) == ("", wrong, 0)
    page = english().get("/admin/payments/").content.decode()
    assert f"its check digit is wrong: <bdi>{wrong}</bdi>" in page


def test_a_wrong_uin_does_not_keep_money_from_its_payer():
    patent = issued()
    first, _outcome = told("UIP1")
    matched(first, patent)  # from now on this INN has paid for the patent
    second, outcome = told("UIP2", uin_told="18810000000000000009", paid_on=date(2026, 4, 10))
    assert (outcome, Allocation.objects.get(payment=second).why) == (Outcome.COUNTED, "payer")


# ---- a number without its series


def test_a_number_alone_offers_the_patents_of_the_office_that_have_it():
    patent = issued()
    other = issued(other=True, series="50", number=patent.number)
    payment, _outcome = told("UIP1")
    client = english()
    page = client.post(f"/admin/payments/{payment.pk}/match/", {"number": patent.number, "purpose": "tax_advance"})
    words = page.content.decode()
    assert page.status_code == 200
    assert all(f'name="patent" value="{one.pk}"' in words for one in (patent, other))
    assert not payment.allocations.exists()
    client.post(f"/admin/payments/{payment.pk}/match/", {"patent": other.pk, "purpose": "tax_advance"})
    assert payment.allocations.get().patent == other


def test_a_number_alone_that_the_office_has_not_is_named_and_another_offices_patent_stays_unseen():
    patent = issued()
    payment, _outcome = told("UIP1")
    client = english(office=make_office("780-001"))
    said = client.post(f"/admin/payments/{payment.pk}/match/", {"number": patent.number, "purpose": "tax_advance"}, follow=True)
    assert f"No patent of your office has the number {patent.number}" in said.content.decode()
