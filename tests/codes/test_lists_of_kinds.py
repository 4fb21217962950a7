"""The lists of permits and interim certificates: a place for who has a code, one bit each, by the rule that pages use."""

import gzip
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.test import Client

from permits.interim.models import InterimPlace
from permits.interim.places import place_of as interim_place
from permits.models import Permit
from permits.proof.models import PermitPlace
from permits.proof.places import place_of
from permits.services import end_permit
from permits.standing import Standing, standing_on
from portal import clock
from portal.codes.kinds import kinds
from portal.codes.lists import bits, build_due
from portal.codes.models import StatusBlock, StatusList
from portal.codes.tasks import build_status_lists
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.legal import regions
from portal.signing.jws import verify_jws
from portal.signing.keys import signer
from portal.signing.services import withdraw
from tests.codes.people import document, look
from tests.factories import make_permit
from tests.patents.credential.people import at
from tests.patents.credential.test_lists import bit

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 15), date(2026, 4, 14)


def test_the_bits_of_permits_say_what_the_rule_says_on_every_day_and_region():
    days = {"issued_on": FIRST, "valid_until_stated": LAST}
    permits = [
        make_permit(**days),
        make_permit(**days, valid_until=date(2026, 6, 1)),
        make_permit(issued_on=FIRST, valid_until_stated=None),
        make_permit(**days, region="41"),
        make_permit(**days, region="39"),
        make_permit(**days, status="annulled", ended_on=date(2026, 4, 1)),
        make_permit(**days, status="ended", ended_on=date(2026, 4, 1)),
        make_permit(**days, status="replaced", ended_on=date(2026, 4, 1)),
    ]
    places = [place_of(permit) for permit in permits]
    marks = (FIRST, date(2026, 4, 1), LAST, date(2026, 6, 1))
    for day in sorted({mark + timedelta(days=shift) for mark in marks for shift in (-1, 0, 1)}):
        for hour in (0, 11, 12, 20, 21, 22, 23):
            moment = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
            revoked, in_force = bits("permit", 0, at=moment)
            for permit, place in zip(permits, places, strict=True):
                standing = standing_on(permit, moment.astimezone(regions.region(permit.region).zone).date())
                assert bit(revoked, place) == (standing is Standing.OVER), (permit.status, moment)
                replaced = standing is Standing.OVER and permit.status == "replaced"
                assert bit(in_force, place) == (standing is Standing.VALID or replaced), (permit.status, moment)


def test_a_permit_of_a_region_that_is_not_known_ends_by_moscow():
    permit = make_permit(issued_on=FIRST, valid_until_stated=LAST, region="00")
    place = place_of(permit)
    assert bit(bits("permit", 0, at=datetime(2026, 4, 14, 20, 59, tzinfo=UTC))[1], place) == 1
    assert bit(bits("permit", 0, at=datetime(2026, 4, 14, 21, tzinfo=UTC))[1], place) == 0


def test_who_has_no_code_has_no_place_and_nothing_is_built_for_her():
    permit = make_permit()
    end_permit(permit_id=permit.pk, status="ended", actor=SYSTEM, on=clock.today())
    dispatch_pending()
    assert build_due() == 0
    assert not PermitPlace.objects.exists()
    assert not StatusBlock.objects.filter(subject="permit").exists()


def test_a_place_is_given_once_kept_and_never_taken():
    for model, draw, one in ((PermitPlace, place_of, document("permit")), (InterimPlace, interim_place, document("interim_certificate"))):
        assert draw(one.row) == draw(one.row) == one.place
        for spoil in (lambda rows: rows.update(number=77), lambda rows: rows.delete()):
            with pytest.raises(InternalError), transaction.atomic():
                spoil(model.objects.all())


@pytest.mark.django_db(transaction=True)
def test_two_who_show_the_first_code_at_once_name_the_same_place():
    permit, found, together = make_permit(), [], threading.Barrier(2)

    def show() -> None:
        together.wait(timeout=20)
        found.append(place_of(Permit.objects.get(pk=permit.pk)))
        connection.close()

    workers = [threading.Thread(target=show) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [PermitPlace.objects.get().number] * 2


def test_an_end_is_in_the_list_after_its_event_and_the_task_of_the_next_beat():
    for kind in ("permit", "interim_certificate"):
        one = document(kind)
        text = one.code()
        one.end()
        assert build_due() == 0
        dispatch_pending()
        build_status_lists()
        assert look(text).result == "revoked"


def test_each_list_names_itself_and_is_signed_packed_and_cacheable(client: Client):
    document("permit")
    document("interim_certificate")
    names = {entry["kind"]: entry for entry in client.get("/.well-known/status/").json()["lists"]}
    assert {name: entry["of"] for name, entry in names.items() if entry["of"] != "patent"} == {
        "permit-revoked": "permit", "permit-in-force": "permit", "interim-revoked": "interim_certificate",
    }  # fmt: skip
    for name, entry in names.items():
        address = "/" + entry["uri"].split("/", 3)[3]
        assert address == f"/.well-known/status/{name}/0"
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        payload = verify_jws(gzip.decompress(answer.content).decode(), "status", "statuslist+jwt")
        assert (payload["sub"], payload["status_list"]["bits"], payload["seq"]) == (entry["uri"], 1, 1)
        assert (answer["Cache-Control"], answer["Access-Control-Allow-Origin"]) == ("public, max-age=60", "*")
        assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.get("/.well-known/status/permit-revoked/1").status_code == 404


def test_the_day_s_end_takes_the_bit_away_without_any_event(monkeypatch):
    one = document("permit")
    midnight = datetime.combine(one.last + timedelta(days=1), datetime.min.time(), clock.MOSCOW)
    for moment, expected in ((midnight - timedelta(minutes=1), 1), (midnight + timedelta(seconds=5), 0)):
        at(monkeypatch, moment)
        build_due()
        assert bit(bits("permit", 0, at=moment)[1], one.place) == expected
        assert StatusBlock.objects.get(subject="permit").built_at == moment


def test_lists_of_every_kind_are_signed_anew_when_their_key_is_withdrawn():
    for kind in kinds():
        document(kind.name)
    before = dict(StatusList.objects.values_list("kind", "sequence"))
    withdraw(kid=signer("status").kid, reason="copied", actor=SYSTEM)
    dispatch_pending()
    assert build_due() == len(kinds())
    assert all(row.sequence == before[row.kind] + 1 for row in StatusList.objects.all())
    assert {verify_jws(row.token, "status", "statuslist+jwt")["seq"] for row in StatusList.objects.all()} == {2}
