"""The status lists: built by the database, by the same rule as everything else, and never going backwards."""

import base64
import gzip
import json
import threading
import zlib
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client

from patents.credential.indices import (
    give_missing_indices,
    index_of,
    note_block,
    note_change,
    place_of_a_card,
    replace_place,
    replace_sheet,
)
from patents.credential.models import CredentialIndex
from patents.models import Patent
from patents.rules.validity import ValidityAnswer
from patents.selectors import validity
from patents.services import record_payment
from patents.services.payments import Receipt
from portal import clock
from portal.codes import lists
from portal.codes.lists import bits, build_block, build_due
from portal.codes.models import StatusBlock, StatusList
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.legal import regions
from portal.signing.jws import verify_jws
from tests.factories import make_patent
from tests.patents.credential.people import FIRST, LAST, NOON, at, issued, later

pytestmark = pytest.mark.django_db
PORTAL_MONTH = Receipt("tax_advance", 10000, 1, date(2026, 4, 10), "demo", "another month")


def bit(content: bytes, number: int) -> int:
    return content[number // 8] >> (number % 8) & 1


def published(kind: str, block: int = 0) -> dict:
    return verify_jws(StatusList.objects.get(kind=kind, block__number=block).token, "status", "statuslist+jwt")


def opened(kind: str) -> bytes:
    packed = published(kind)["status_list"]["lst"]
    return zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))


def test_the_bits_say_what_the_rule_says_on_every_day_that_matters():
    patents = [
        issued(),
        issued(months=3, paid_through=date(2026, 6, 14)),
        issued(months=12, paid_through=date(2027, 3, 14)),
        issued(months=12, paid_through=date(2027, 3, 14), annulled_on=date(2026, 5, 1)),
        issued(series="41", region="41"),
        issued(series="39", region="39"),
        make_patent("granted"),
    ]
    for patent in patents:
        index_of(patent)
    days = {date(2026, 3, 14), FIRST, date(2026, 4, 30), date(2026, 5, 1), LAST, date(2026, 6, 14), date(2027, 3, 14)}
    for day in sorted({day + timedelta(days=shift) for day in days for shift in (-1, 0, 1)}):
        for hour in (0, 11, 12, 20, 21, 22, 23):
            moment = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
            revoked, in_force = bits("patent", 0, at=moment)
            for patent in patents:
                number = index_of(patent)
                local = moment.astimezone(regions.region(patent.region).zone).date()
                expected = validity(patent, on=local).value is ValidityAnswer.VALID
                if patent.status == "annulled":  # the list does not wait for the first day without the patent
                    assert bit(revoked, number) == 1
                    expected = False
                assert bit(in_force, number) == expected, (patent, moment)


def test_a_list_is_signed_names_itself_and_grows_in_sequence(monkeypatch):
    patent = issued()
    at(monkeypatch, NOON)
    assert build_due() == 1
    assert build_due() == 0
    first = published("in-force")
    assert first["sub"].endswith("/.well-known/status/in-force/0")
    assert (first["seq"], first["iat"], first["exp"] - first["iat"]) == (1, int(NOON.timestamp()), 48 * 3600)
    assert first["status_list"]["bits"] == 1
    assert bit(opened("in-force"), index_of(patent)) == 1
    at(monkeypatch, later(hours=1))
    build_due()
    assert published("in-force")["seq"] == published("revoked")["seq"] == 2


def test_the_day_s_end_takes_the_bit_away_without_any_event(monkeypatch):
    patent = issued()
    midnight = datetime(2026, 4, 14, 21, tzinfo=UTC)
    at(monkeypatch, midnight - timedelta(minutes=1))
    build_due()
    assert bit(opened("in-force"), index_of(patent)) == 1
    at(monkeypatch, midnight + timedelta(seconds=5))
    build_due()
    assert bit(opened("in-force"), index_of(patent)) == 0


def test_a_payment_is_in_the_list_after_its_event(monkeypatch):
    patent = issued()
    at(monkeypatch, NOON)
    build_due()
    record_payment(patent_id=patent.pk, receipts=[PORTAL_MONTH], actor=SYSTEM, on=date(2026, 4, 10))
    assert build_due() == 0
    dispatch_pending()
    assert build_due() == 1


def test_the_sequence_never_goes_back():
    issued()
    build_due()
    for change in (0, -1):
        row = StatusList.objects.get(kind="revoked")
        row.sequence += change
        with pytest.raises(InternalError), transaction.atomic():
            row.save()


def test_a_place_is_neither_moved_nor_taken():
    give_missing_indices()
    issued()
    assert give_missing_indices() == 1
    assert give_missing_indices() == 0
    for change in ({"number": 7}, {"patent": issued()}, {"for_card": True}):
        with pytest.raises(InternalError), transaction.atomic():
            CredentialIndex.objects.update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        CredentialIndex.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_a_block_that_another_worker_builds_is_left_to_it_and_a_change_meanwhile_is_built_again(monkeypatch):
    patent = issued()
    give_missing_indices()
    inside, go_on = threading.Event(), threading.Event()
    real = lists.bits

    def slowly(subject, block, *, at):
        found = real(subject, block, at=at)
        inside.set()
        assert go_on.wait(timeout=20)
        return found

    monkeypatch.setattr(lists, "bits", slowly)

    def work():
        build_due()
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert inside.wait(timeout=20)
    assert build_block("patent", 0) is False
    Patent.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=FIRST)
    noted = threading.Thread(target=lambda: (note_block(0), connection.close()))
    noted.start()
    go_on.set()
    worker.join()
    noted.join()
    assert bit(opened("revoked"), index_of(patent)) == 0
    monkeypatch.setattr(lists, "bits", real)
    assert build_due() == 1
    assert bit(opened("revoked"), index_of(patent)) == 1
    assert published("revoked")["seq"] == 2


def test_everybody_may_fetch_the_lists(client: Client):
    issued()
    build_due()
    overview = json.loads(client.get("/.well-known/status/").content)
    assert [(row["kind"], row["block"], row["seq"]) for row in overview["lists"]] == [("in-force", 0, 1), ("revoked", 0, 1)]
    answer = client.get("/.well-known/status/revoked/0")
    assert answer["Content-Type"] == "application/statuslist+jwt"
    assert "max-age=60" in answer["Cache-Control"]
    assert client.get("/.well-known/status/revoked/0", headers={"if-none-match": answer["ETag"]}).status_code == 304
    for wrong in ("revoked/1", "other/0", "revoked/99999999999999999999"):
        assert client.get(f"/.well-known/status/{wrong}").status_code == 404


def test_a_card_has_a_place_of_its_own_and_blocking_it_touches_no_other_code(monkeypatch):
    at(monkeypatch, NOON)
    patent = issued()
    sheet, lost, second = index_of(patent), place_of_a_card(patent), place_of_a_card(patent)
    build_due()
    replace_place(lost)
    assert build_due() == 1
    revoked, in_force = opened("revoked"), opened("in-force")
    assert [bit(revoked, number) for number in (sheet, lost, second)] == [0, 1, 0]
    assert [bit(in_force, number) for number in (sheet, lost, second)] == [1, 1, 1]
    replace_place(lost)
    assert build_due() == 0


def test_an_annulment_reaches_the_sheet_and_every_card(monkeypatch):
    patent = issued()
    places = [index_of(patent), place_of_a_card(patent)]
    at(monkeypatch, NOON)
    build_due()
    Patent.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=FIRST)
    note_change(patent.pk)
    build_due()
    assert [bit(opened("revoked"), number) for number in places] == [1, 1]
    assert [bit(opened("in-force"), number) for number in places] == [0, 0]


def test_a_new_sheet_ends_the_place_of_the_one_before_which_never_comes_back():
    patent = issued()
    before = index_of(patent)
    after = replace_sheet(patent)
    assert after != before
    assert index_of(patent) == after
    with pytest.raises(InternalError), transaction.atomic():
        CredentialIndex.objects.filter(number=before).update(replaced_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        CredentialIndex.objects.create(patent=patent)
    assert give_missing_indices() == 0


def test_a_list_travels_packed_and_a_block_that_cannot_be_packed_has_a_size_it_never_exceeds(client: Client):
    issued()
    build_due()
    worst = lists.token(kind="in-force", block=0, content=Random(1).randbytes(lists.BLOCK_BYTES), sequence=9, at=clock.now())
    StatusList.objects.filter(kind="in-force").update(token=worst, sequence=9)
    answer = client.get("/.well-known/status/in-force/0", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == worst
    assert len(answer.content) < 175_000 < len(worst) < 235_000
    again = {"accept-encoding": "gzip", "if-none-match": answer["ETag"]}
    assert client.get("/.well-known/status/in-force/0", headers=again).status_code == 304
    assert client.get("/.well-known/status/in-force/0").content.decode() == worst


def test_patents_of_another_block_are_in_its_list():
    patent = issued()
    CredentialIndex.objects.create(number=2**20 + 5, patent=patent, for_card=True)
    StatusBlock.objects.create(subject="patent", number=1)
    assert bit(bits("patent", 1, at=NOON)[1], 5) == 1
    assert not any(bits("patent", 0, at=NOON)[1])
