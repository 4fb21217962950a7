"""A registration ends: the departure, and the cancelling by two officers."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from permits.models import Permit
from permits.registration import errors, services
from permits.registration.models import ArrivalNotice, Doubt
from permits.registration.selectors import office_arrivals
from portal import clock
from portal.events.actor import actor_of
from tests.factories import make_office, make_user, sign_in
from tests.permits.hosts import confirm, confirm_apart, file_for, guest, make_host

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "taken"), [(0, True), (1, False), (-1, False)])
def test_a_departure_lies_between_the_arrival_and_today(days: int, taken: bool):
    host = make_host()
    notice = confirm(file_for(host, guest()))
    sign_in(host.owner).post(
        f"/permits/registration/filed/{notice.number}/", {"departed_on": (clock.today() + timedelta(days=days)).strftime("%d.%m.%Y")}
    )
    notice.refresh_from_db()
    assert notice.status == ("departed" if taken else "confirmed")
    assert notice.permit
    assert notice.permit.status == ("ended" if taken else "in_force")


def test_a_fictitious_registration_is_cancelled_by_two_officers():
    office = make_office()
    first, second = make_user("officer", office=office), make_user("officer", office=office)
    notice = confirm(file_for(make_host(), guest()))
    assert list(office_arrivals(first)) == [notice]
    assert not office_arrivals(make_user("officer", office=make_office("780-001"))).exists()
    doubt = services.propose_cancelling(notice_id=notice.pk, reason="Nobody lives there.", actor=actor_of(first))
    with pytest.raises(errors.SecondPersonNeeded):
        services.cancel_registration(doubt_id=doubt.pk, actor=actor_of(first), on=clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        Doubt.objects.filter(pk=doubt.pk).update(confirmed_by=first)
    done = services.cancel_registration(doubt_id=doubt.pk, actor=actor_of(second), on=clock.today())
    assert done.permit
    assert (done.status, done.permit.status) == ("cancelled", "annulled")


def test_officers_cancel_on_their_pages_once_proved_and_the_guest_reads_who_looked(monkeypatch: Any):
    office = make_office()
    first, second = make_user("officer", office=office), make_user("officer", office=office)
    person = guest()
    notice = confirm(file_for(make_host(), person))
    page = f"/admin/arrivals/{notice.number}/"
    one, two = sign_in(first), sign_in(second)
    assert one.get("/admin/arrivals/").status_code == one.get(page).status_code == 200
    assert one.post(f"{page}doubt/", {"reason": ""}).status_code == 422
    one.post(f"{page}doubt/", {"reason": "Nobody lives there."})
    doubt = {"doubt": str(Doubt.objects.get().pk)}
    assert one.post(f"{page}cancel/", doubt).status_code == 403
    with monkeypatch.context() as later:
        later.setattr("portal.accounts.step_up.time", SimpleNamespace(time=lambda: time.time() + 16 * 60))
        led = two.post(f"{page}cancel/", doubt)
        asks = two.get(page).text
    assert led.url.startswith("/accounts/reauthenticate/")
    assert 'href="/accounts/reauthenticate/' in asks
    notice.refresh_from_db()
    assert notice.status == "confirmed"
    two.post(f"{page}cancel/", doubt)
    notice.refresh_from_db()
    assert notice.status == "cancelled"
    assert notice.number in sign_in(person.user).get("/profile/access/").text


@pytest.mark.django_db(transaction=True)
def test_a_departure_that_is_told_while_the_guest_confirms_elsewhere_stops_nobody():
    """The confirmation waits for the departure, and then finds nothing left to end."""
    person, leaving = guest(), threading.Event()
    first, second = confirm(file_for(make_host(), person)), file_for(make_host(address="Другой адрес, 3"), person)

    def depart() -> str:
        try:
            with transaction.atomic():
                today = clock.today()
                services.record_departure(notice_id=first.pk, departed_on=today, actor=actor_of(first.host.owner), on=today)
                leaving.set()
                time.sleep(1)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        departed = pool.submit(depart)
        assert leaving.wait(10)
        assert pool.submit(confirm_apart, second).result() == "done"
        assert departed.result() == "done"
    assert set(ArrivalNotice.objects.values_list("status", flat=True)) == {"departed", "confirmed"}
    assert Permit.objects.filter(status="in_force").count() == 1
