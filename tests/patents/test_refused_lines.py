"""What no program could read of a bank's file stays, in ciphertext, until an officer has read it: nothing is dropped or counted twice."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client

from patents import invariants as keep
from patents.errors import LineDecided, TwinEntered
from patents.models import Allocation, LineDecision, Payment, RegistryImport, RegistryLine
from patents.rules.registry_file import Problem, read
from patents.services import enter_payment, forget_lines, open_charge, set_line_aside
from patents.services import registry as service
from patents.services.refused_lines import waiting_lines
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.jobs.services import run_due_jobs
from tests.factories import make_user, sign_in
from tests.patents.test_moves import issued, officer
from tests.patents.test_registry import HEAD, OF_1C, lines

TODAY = date(2026, 11, 25)
BAD = "UIP9;2O.03.2026;10000,00;;500100732259;КАРИМОВ АЛИШЕР;За патент"  # a letter O for a nought
FIELDS = {"payment_id": "UIP9", "paid_on": "20.03.2026", "amount": "10000,00", "payer_name": "КАРИМОВ АЛИШЕР"}

pytestmark = pytest.mark.django_db


def imported(*rows: str, raw: bytes | None = None, by: Any = None) -> RegistryImport:
    kept = service.upload_registry(raw=raw or lines(*rows), actor=by or officer(), on=TODAY)
    service.start_import(registry_id=kept.pk, actor=by or officer())
    run_due_jobs()
    return kept


def refused(*rows: str) -> RegistryLine:
    return imported(*rows).lines.get(outcome="unreadable")


def entered(line: RegistryLine, **fields: str) -> tuple[Payment, str]:
    return enter_payment(line_id=line.pk, values={**FIELDS, **fields}, actor=officer(), on=TODAY)


def test_the_text_of_a_refused_line_stays_and_the_database_sees_only_ciphertext():
    line = refused(BAD)
    assert (line.raw, line.registry.heading, line.faults) == (BAD, HEAD, "paid_on")
    assert json.loads(line.details)["payer_name"] == "КАРИМОВ АЛИШЕР"
    with connection.cursor() as cursor:
        cursor.execute("SELECT raw || details FROM patents_registryline WHERE id = %s", [line.pk])
        assert "КАРИМОВ" not in cursor.fetchone()[0]


def test_every_wrong_field_is_named_at_once():
    (line,) = read(lines("UIP9;31.02.2026;-5;;77;;"), today=TODAY)[1]
    assert (line.problem, line.faults) == ("fields", ("payer_inn", "amount", "paid_on"))


@pytest.mark.parametrize("row", ["x" * 30_000, 'UIP1;20.03.2026;5;"two'])
def test_a_line_without_columns_is_kept_whole_too(row):
    assert refused(row).raw == row


def test_a_refused_document_of_1c_is_kept_from_its_first_line_to_its_last():
    broken = OF_1C.replace("Сумма=10000.00", "Сумма=много")
    line = imported(raw=broken.encode("cp1251")).lines.get()
    assert line.raw.splitlines() == broken.splitlines()[3:15]
    assert (line.faults, line.registry.heading) == ("amount", "")


def test_a_line_with_nothing_wrong_keeps_no_text():
    assert imported("UIP1;20.03.2026;5;;;;").lines.get().raw == ""


def test_an_officer_enters_the_payment_and_it_waits_or_counts_like_any_other():
    patent = issued()
    uin = open_charge(patent_id=patent.pk, purpose="tax_advance", period=2, actor=SYSTEM, on=date(2026, 3, 15)).uin
    payment, outcome = entered(refused(BAD), uin=uin)
    assert (outcome, payment.external_id, Allocation.objects.get(payment=payment).patent) == ("counted", "uip:UIP9", patent)
    assert LineDecision.objects.get().payment == payment
    assert keep.payments_lost() == 0


def test_a_line_of_a_file_is_decided_once_however_often_the_file_is_uploaded():
    line = refused(BAD)
    entered(line)
    again = imported(BAD).lines.get()
    for act in (
        lambda: entered(line),
        lambda: entered(again),
        lambda: set_line_aside(line_id=again.pk, reason="x", actor=officer(), on=TODAY),
    ):
        with pytest.raises(LineDecided):
            act()
    assert (Payment.objects.filter(source="registry").count(), waiting_lines().count()) == (1, 0)


def test_the_database_itself_refuses_a_second_decision():
    line = refused(BAD)
    entered(line)
    decision = LineDecision.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LineDecision.objects.create(
            sha256=decision.sha256,
            number=decision.number,
            reason="x",
            decided_by=decision.decided_by,
            decided_at=clock.now(),
            keep_until=TODAY,
        )


def test_of_a_file_uploaded_twice_each_line_waits_once():
    first, _second = refused(BAD), imported(BAD)
    assert list(waiting_lines()) == [first]


def test_a_payment_that_was_told_before_is_a_duplicate_and_counts_once():
    imported(BAD.replace("2O", "20"))
    payment, outcome = entered(refused(BAD))
    assert (outcome, Payment.objects.filter(source="registry").count(), LineDecision.objects.get().payment) == ("known", 1, payment)


def test_a_known_identity_with_another_sum_is_refused_and_the_line_goes_on_waiting():
    imported(BAD.replace("2O", "20"))
    line = refused(BAD)
    with pytest.raises(TwinEntered):
        entered(line, amount="10001,00")
    assert list(waiting_lines()) == [line]


def test_what_nothing_identifies_is_known_by_its_line():
    line = refused(";2O.03.2026;5,00;;;;")
    payment, _outcome = entered(line, payment_id="")
    assert payment.external_id == f"line:{line.registry.sha256}:2"


def test_fields_that_are_no_transfer_change_nothing():
    line = refused(BAD)
    with pytest.raises(Problem):
        entered(line, amount="много")
    assert (waiting_lines().count(), Payment.objects.filter(source="registry").count()) == (1, 0)


def test_a_file_of_refused_lines_alone_is_imported_for_its_officers():
    assert waiting_lines().filter(registry=imported(BAD)).count() == 1


def test_lines_of_a_file_that_was_only_looked_at_wait_for_nobody():
    service.upload_registry(raw=lines(BAD), actor=officer(), on=TODAY)
    assert not waiting_lines().exists()


def test_the_text_goes_three_months_after_the_decision_and_never_before_one(monkeypatch):
    decided, waiting = refused(BAD), refused(BAD.replace("UIP9", "UIP8"))
    set_line_aside(line_id=decided.pk, reason="Итог файла", actor=officer(), on=TODAY)
    last = LineDecision.objects.get().keep_until
    assert last == date(2027, 2, 25)
    monkeypatch.setattr(clock, "today", lambda: last)
    assert forget_lines() == 0
    monkeypatch.setattr(clock, "today", lambda: last + timedelta(days=2))
    assert keep.refused_lines_kept_too_long() == 1
    assert (forget_lines(), forget_lines(), keep.refused_lines_kept_too_long()) == (1, 0, 0)
    decided.refresh_from_db()
    waiting.refresh_from_db()
    assert (decided.raw, decided.details, waiting.raw != "") == ("", "", True)


# ---- pages


def page_of(role: str) -> Client:
    return sign_in(make_user(role), client=Client(headers={"accept-language": "en"}))


def test_an_operator_sees_which_fields_are_wrong_and_no_name():
    client = page_of("operator")
    shown = client.post("/admin/payment-files/", {"file": SimpleUploadedFile("bank.csv", lines(BAD))})["Location"]
    client.post(f"{shown}import/")
    page = client.get(shown).content.decode()
    assert "Day of the payment: the date is not a day from 2015 to today" in page
    assert "КАРИМОВ" not in page
    assert "Read the line" not in page
    assert client.get(f"/admin/payments/refused/{RegistryLine.objects.get().pk}/").status_code == 403


def test_all_refused_lines_of_a_file_are_shown_page_by_page():
    client = page_of("supervisor")
    shown = client.post("/admin/payment-files/", {"file": SimpleUploadedFile("b.csv", lines(*["bad;x;y"] * 150))})["Location"]
    first, second = client.get(shown).content.decode(), client.get(f"{shown}?after=101").content.decode()
    assert ("Line 101:" in first, "Line 102:" in first, "?after=101" in first) == (True, False, True)
    assert "Line 151:" in second


def test_an_officer_reads_the_line_enters_it_and_every_look_is_written_down():
    line, client = refused(BAD), page_of("officer")
    assert f"Line {line.number}" in client.get("/admin/payments/?show=refused").content.decode()
    page = client.get(f"/admin/payments/refused/{line.pk}/").content.decode()
    assert BAD in page
    assert 'value="2O.03.2026"' in page
    assert Event.objects.filter(name="patents.LineRead", subject_id=line.pk).count() == 1
    wrong = client.post(f"/admin/payments/refused/{line.pk}/", {**FIELDS, "paid_on": "2O.03.2026"})
    assert (wrong.status_code, "КАРИМОВ АЛИШЕР" in wrong.content.decode()) == (422, True)
    assert client.post(f"/admin/payments/refused/{line.pk}/", FIELDS)["Location"] == "/admin/payments/?show=unmatched"
    assert Payment.objects.get(source="registry").payer_name == "КАРИМОВ АЛИШЕР"
    assert client.get(f"/admin/payments/refused/{line.pk}/").status_code == 404


def test_a_payment_that_nothing_tells_from_a_known_one_is_entered_only_after_a_look_at_it():
    imported("UIP1;20.03.2026;5,00;;;ДРУГОЙ;")
    line, client = refused(";2O.03.2026;5,00;;;;"), page_of("officer")
    told = {"paid_on": "20.03.2026", "amount": "5,00"}
    asked = client.post(f"/admin/payments/refused/{line.pk}/", told)
    assert (asked.status_code, "ДРУГОЙ" in asked.content.decode()) == (422, True)
    assert client.post(f"/admin/payments/refused/{line.pk}/", {**told, "different": "on"}).status_code == 302
    assert Payment.objects.filter(source="registry").count() == 2


def test_a_line_is_set_aside_only_with_a_reason():
    line, client = refused(BAD), page_of("officer")
    for reason, left in (("", 1), ("Итог файла", 0)):
        client.post(f"/admin/payments/refused/{line.pk}/aside/", {"reason": reason})
        assert waiting_lines().count() == left
    assert LineDecision.objects.get().reason == "Итог файла"
