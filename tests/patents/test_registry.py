"""Files of banks: read in any of their dialects, looked at, counted once, whatever dies on the way."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from patents.models import Allocation, Patent, Payment, RegistryImport, RegistryLine
from patents.rules.registry_file import Unreadable, read
from patents.services import open_charge
from patents.services import registry as service
from portal.events.actor import SYSTEM
from portal.jobs.services import run_due_jobs, run_piece
from tests.cases import acts
from tests.factories import make_user, sign_in
from tests.patents.test_moves import issued, officer

TODAY = date(2026, 11, 25)
HEAD = "УИП;Дата;Сумма;УИН;ИНН плательщика;Плательщик;Назначение платежа"
GOOD = "UIP1;20.03.2026;10000,00;;500100732259;КАРИМОВ АЛИШЕР;За патент"


def lines(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([head, *rows]).encode(encoding)


def problems(*rows: str) -> list[str]:
    return [line.problem for line in read(lines(*rows), today=TODAY)[1]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_every_dialect_of_csv_tells_the_same(encoding, mark):
    raw = lines(GOOD.replace(",00", ".00").replace(";", mark), head=HEAD.replace(";", mark), encoding=encoding)
    kind, (line,) = read(raw, today=TODAY)
    assert line.transfer is not None
    assert (kind, line.number, line.transfer.amount, line.transfer.paid_on) == ("csv", 2, 10000, date(2026, 3, 20))
    assert (line.transfer.payment_id, line.transfer.payer_name) == ("UIP1", "КАРИМОВ АЛИШЕР")


OF_1C = """1CClientBankExchange
ВерсияФормата=1.03
Кодировка=Windows
СекцияДокумент=Платежное поручение
Номер=17
Дата=19.03.2026
ДатаСписано=20.03.2026
Сумма=10000.00
ПлательщикСчет=40817810000000000001
ПлательщикБИК=044525225
ПлательщикИНН=500100732259
Плательщик1=КАРИМОВ АЛИШЕР
Код=0
НазначениеПлатежа=За патент
КонецДокумента
КонецФайла
"""


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8"])
def test_the_text_of_1c_is_read_with_the_day_the_bank_took_the_money(encoding):
    kind, (line,) = read(OF_1C.encode(encoding), today=TODAY)
    assert line.transfer is not None
    told = line.transfer
    assert (kind, told.paid_on, told.amount, told.uin, told.document_number) == ("1c", date(2026, 3, 20), Decimal("10000.00"), "", "17")


@pytest.mark.parametrize(
    "broken",
    [
        OF_1C[:-40],  # in the last document
        OF_1C.replace("КонецФайла\n", ""),  # between two
        OF_1C.replace("КонецДокумента\n", ""),
        OF_1C.replace("КонецДокумента\n", "", 1).replace("КонецФайла\n", OF_1C[OF_1C.index("СекцияДокумент") :]),  # one in another
    ],
)
def test_a_cut_file_of_1c_is_refused_whole_and_leaves_nothing_out_in_silence(broken):
    with pytest.raises(Unreadable) as refused:
        read(broken.encode("cp1251"), today=TODAY)
    assert refused.value.args == ("cut",)


def test_a_stray_line_and_an_unknown_key_of_1c_spoil_nothing():
    text = OF_1C.replace("Код=0", "НовоеПоле=1\nпросто текст\nКод=0")
    assert read(text.encode("cp1251"), today=TODAY)[1][0].transfer == read(OF_1C.encode("cp1251"), today=TODAY)[1][0].transfer


def test_a_file_of_1c_in_dos_letters_says_so():
    _kind, (line,) = read(OF_1C.replace("=Windows", "=DOS").encode("cp866"), today=TODAY)
    assert line.transfer is not None
    assert line.transfer.payer_name == "КАРИМОВ АЛИШЕР"


BAD = [
    ("UIP1;20.03.2026;" + "9" * 5000, "amount"), ("UIP1;20.03.2026;-5", "amount"), ("UIP1;20.03.2026;0,00", "amount"),
    ("UIP1;20.03.2026;=1+1", "amount"), ("UIP1;20.03.2026;٣", "amount"), ("UIP1;20.03.2026;", "amount"),
    ("UIP1;31.02.2026;5", "date"), ("UIP1;26.11.2026;5", "date"), ("UIP1;01.01.0001;5", "date"), ("UIP1;;5", "date"),
    ("=HYPERLINK(1);20.03.2026;5", "fields"), ("UIP1;20.03.2026;5;;77", "fields"), (";20.03.2026;5", "identity"),
    ("x" * 3_000_000, "long"), ('UIP1;20.03.2026;5;"two', "quotes"), ('"UIP1"x;20.03.2026;5', "quotes"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "problem"), BAD)
def test_a_bad_line_is_refused_alone_with_its_reason(row, problem):
    assert problems(row, GOOD) == [problem, ""]


WHOLE = [
    (b"", "columns"), (b"\x00", "encoding"), (lines(), "empty"), (b"a;b\n1;2", "columns"), (b"x" * (10 * 1024 * 1024 + 1), "size"),
    (lines(*["x"] * 50_001), "lines"), (b"1CClientBankExchange\n", "cut"),
    ("1CClientBankExchange\nКонецФайла\n".encode(), "empty"), (b"x" * 3_000_000, "columns"), (b"\x98\xff\xfe", "encoding"),
    (lines(GOOD, encoding="utf-16"), "encoding"),
    (lines(GOOD, encoding="utf-16-le"), "encoding"), (lines(GOOD, encoding="utf-32"), "encoding"),
    (lines(GOOD) + "\nUIP2;20.03.2026;6;;;ПЁТР".encode("cp1251"), "mixed"),
    (b'"date;amount\n20.03.2026;5', "columns"), (b"date|amount\n20.03.2026|5", "columns"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "problem"), WHOLE)
def test_a_bad_file_is_refused_whole_with_its_reason(raw, problem):
    with pytest.raises(Unreadable) as refused:
        read(raw, today=TODAY)
    assert refused.value.args == (problem,)


# ---- counting


def file_of(patent: Patent, count: int = 3) -> bytes:
    uin = open_charge(patent_id=patent.pk, purpose="tax_advance", period=2, actor=SYSTEM, on=date(2026, 3, 15)).uin
    return lines(*(f"U{number};20.03.2026;10000,00;{uin};;;" for number in range(count)), "bad;x;y", "LOST;20.03.2026;77,00;;;;")


def outcomes() -> dict[str, int]:
    rows = RegistryLine.objects.values_list("outcome", flat=True)
    return {outcome: list(rows).count(outcome) for outcome in set(rows)}


@pytest.mark.django_db
def test_a_file_counts_once_however_often_it_is_imported():
    patent = issued()
    raw = file_of(patent)
    for expected in ({"counted": 3, "unmatched": 1, "unreadable": 1}, {"known": 4, "unreadable": 1}):
        RegistryLine.objects.all().delete()
        kept = service.upload_registry(raw=raw, actor=officer(), on=TODAY)
        for _press in range(2):
            service.start_import(registry_id=kept.pk, actor=officer())
        run_due_jobs()
        assert outcomes() == expected
    patent.refresh_from_db()
    assert patent.paid_through == date(2026, 7, 14)


@pytest.mark.django_db
def test_a_look_at_a_file_counts_nothing():
    raw = file_of(issued())
    with acts.nothing_changes():
        service.upload_registry(raw=raw, actor=officer(), on=TODAY)


@pytest.mark.django_db
def test_work_that_dies_in_a_piece_counts_it_once(monkeypatch):
    patent = issued()
    kept = service.upload_registry(raw=file_of(patent, 5), actor=officer(), on=TODAY)
    job = service.start_import(registry_id=kept.pk, actor=officer())
    monkeypatch.setattr(service, "PIECE", 2)
    assert run_piece(job.pk)
    with monkeypatch.context() as patch:  # dies after the payments of a piece were written
        patch.setattr(RegistryLine.objects, "bulk_update", _die)
        assert not run_piece(job.pk)
    assert (Payment.objects.filter(source="registry").count(), outcomes()[""]) == (2, 4)
    while run_piece(job.pk):
        pass
    assert (outcomes(), Allocation.objects.filter(payment__source="registry").count()) == (
        {"counted": 5, "unmatched": 1, "unreadable": 1},
        5,
    )


def _die(*_args: Any, **_fields: Any) -> None:
    raise RuntimeError("killed")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["supervisor", "operator"])
def test_a_file_goes_from_upload_to_result_on_the_page(role):
    raw = file_of(issued())
    client = sign_in(make_user(role), client=Client(headers={"accept-language": "en"}))
    shown = client.post("/admin/payment-files/", {"file": SimpleUploadedFile("bank.csv", raw)})
    page = client.get(shown["Location"]).content.decode()
    assert "Readable lines: 4" in page
    assert "Line 5" in page
    client.post(f"{shown['Location']}import/")
    run_due_jobs()
    assert "Counted for a patent: 3" in client.get(shown["Location"]).content.decode()
    assert sign_in(make_user(role)).get(shown["Location"]).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("raw", [b"", b"\x00", b"x"])
def test_a_bad_file_is_told_on_the_page_and_not_kept(raw):
    client = sign_in(make_user("operator"))
    client.post("/admin/payment-files/", {"file": SimpleUploadedFile("bank.csv", raw)})
    assert not RegistryImport.objects.exists()
