"""Money and the end of a patent at the same moment, over two connections, each race with its control."""

import contextlib
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from patents import told_twice
from patents.errors import PatentNotPayable
from patents.models import Patent, Payment
from patents.rules.identity import Transfer
from patents.services import annulment as ending
from patents.services import match_payment, move_payment_back, open_charge, receive_transfer, record_payment
from patents.services import payments as paying
from patents.services.payments import Receipt
from patents.services.recount import recomputed_paid_through
from portal.events.actor import SYSTEM, actor_of
from portal.legal.calendar import add_months
from tests.cases import acts
from tests.factories import make_user
from tests.patents import life
from tests.patents.test_moves import issued
from tests.patents.test_payments import DAY

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 25)


def month(number: int = 1) -> Receipt:
    return Receipt("tax_advance", Decimal(10000), 1, TODAY, "demo", f"race-{number}")


def together(*deeds: Callable[[], object]) -> list[str]:
    return [type(answer).__name__ for answer in acts.at_once(len(deeds), lambda number: deeds[number]())]


def met_after_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both sides wait for each other between what they read and what they write; under locks one gives up waiting and comes second."""
    met = threading.Barrier(2, timeout=2)

    def meet(inner: Callable[..., Any]) -> Callable[..., Any]:
        def met_and_then(*args: Any, **kwargs: Any) -> Any:
            answer = inner(*args, **kwargs)
            with contextlib.suppress(threading.BrokenBarrierError):
                met.wait()
            return answer

        return met_and_then

    monkeypatch.setattr(ending, "is_stale", meet(ending.is_stale))
    monkeypatch.setattr(paying, "_count_once", meet(paying._count_once))


def race(patent: Patent) -> list[str]:
    annulment, officer = life.proposed(patent), make_user("officer")
    shown = life.seen(annulment)
    return together(
        lambda: life.confirmed(annulment, TODAY, officer, content_hash=shown),
        lambda: record_payment(patent_id=patent.pk, receipts=[month()], actor=SYSTEM, on=TODAY),
    )


@pytest.mark.parametrize("turn", range(3))
def test_of_a_payment_and_a_confirmed_annulment_exactly_one_is_first_and_the_other_sees_it(monkeypatch: pytest.MonkeyPatch, turn: int):
    patent = life.in_force(TODAY)
    before = patent.paid_through
    assert before is not None
    met_after_looking(monkeypatch)
    answers = race(patent)
    patent.refresh_from_db()
    assert answers in (["Annulment", PatentNotPayable.__name__], ["ProposalChanged", "Patent"])
    if answers[0] == "Annulment":
        assert (patent.status, patent.paid_through, Payment.objects.filter(external_id="race-1").exists()) == ("annulled", before, False)
    else:
        assert (patent.status, patent.paid_through) == ("issued", add_months(before, 1))
    assert patent.paid_through == recomputed_paid_through(patent)


def test_control_without_locks_both_believe_they_were_first(monkeypatch: pytest.MonkeyPatch):
    patent = life.in_force(TODAY)
    met_after_looking(monkeypatch)
    acts.without_locks(monkeypatch)
    assert race(patent) == ["Annulment", "Patent"]


def told(uin: str, number: int) -> str:
    transfer = Transfer(source="notice", amount=Decimal(10000), paid_on=DAY, payment_id=f"BANK{number}", uin=uin)
    return receive_transfer(transfer=transfer, actor=SYSTEM).value


def two_notices(patent: Patent) -> list[object]:
    uins = [open_charge(patent_id=patent.pk, purpose="tax_advance", period=2, actor=SYSTEM, on=DAY).uin] * 2
    return acts.at_once(2, lambda number: told(uins[number], number))


def meet_before_reckoning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have written before either reckons, and neither is committed before both have reckoned, unless a lock keeps one waiting."""
    met, reckon = threading.Barrier(2, timeout=2), paying.recount

    def both_have_written(*args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            met.wait()
        reckoned = reckon(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):
            met.wait()
        return reckoned

    monkeypatch.setattr(paying, "recount", both_have_written)


def test_two_notices_of_the_bank_at_the_same_moment_both_count(monkeypatch: pytest.MonkeyPatch):
    patent = issued()
    meet_before_reckoning(monkeypatch)
    assert two_notices(patent) == ["counted", "counted"]
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 6, 14) == recomputed_paid_through(patent)


def test_control_without_locks_one_of_the_two_is_not_reckoned(monkeypatch: pytest.MonkeyPatch):
    patent = issued()
    meet_before_reckoning(monkeypatch)
    acts.without_locks(monkeypatch)
    monkeypatch.setattr(told_twice, "_lock", lambda *_names, **_how: None)
    two_notices(patent)
    patent.refresh_from_db()
    assert patent.paid_through is not None
    assert patent.paid_through < recomputed_paid_through(patent)


def test_a_match_and_a_move_back_of_one_payment_at_once_leave_it_in_one_place():
    """Whoever is second finds that somebody was there before; the payment counts once or waits."""
    patent = issued()
    told("", 7)
    payment = Payment.objects.get(external_id="uip:BANK7")
    officers = life.officers()
    deeds = [
        lambda: match_payment(payment_id=payment.pk, patent_id=patent.pk, purpose="tax_advance", actor=actor_of(officers[0])),
        lambda: move_payment_back(payment_id=payment.pk, reason="not hers", actor=actor_of(officers[1])),
    ]
    answers = together(*deeds)
    assert answers in (["Patent", "NotMatched"], ["Patent", "Patent"])
    assert payment.allocations.filter(released_at=None).count() == (1 if answers[1] == "NotMatched" else 0)
    patent.refresh_from_db()
    assert patent.paid_through == recomputed_paid_through(patent)
