"""Each side sees no more than its own."""

import io
import uuid
from typing import Any

import pytest

from permits.registration import services
from portal import clock
from portal.edge.limits import Limit
from portal.events.actor import actor_of
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles.models import Person
from tests.factories import make_office, make_user, sign_in
from tests.permits.hosts import confirm, file_for, guest, make_host, told

pytestmark = pytest.mark.django_db


def test_the_host_learns_nothing_beyond_what_it_typed():
    person = guest(30)
    Person.objects.filter(pk=person.pk).update(family_name="SECRETNAME", phone="+79991112233")
    host = make_host()
    notice = confirm(file_for(host, person))
    dispatch_pending()
    client = sign_in(host.owner)
    seen = [
        client.get(page).text for page in (f"/permits/registration/filed/{notice.number}/", f"/permits/registration/hosts/{host.number}/")
    ]
    seen += Message.objects.filter(recipient=host.owner).values_list("body", flat=True)
    assert len(seen) > 2
    assert notice.permit
    for secret in ("SECRETNAME", "9991112233", notice.permit.number, person.user.email):
        assert not any(secret in text for text in seen), secret


def test_strangers_find_neither_side():
    person, host = guest(), make_host()
    notice = confirm(file_for(host, person))
    other = sign_in(make_host().owner)
    for page in (
        f"filed/{notice.number}/",
        f"arrivals/{notice.number}/",
        f"arrivals/{notice.number}/registration.pdf",
        f"hosts/{host.number}/",
    ):
        assert other.get(f"/permits/registration/{page}").status_code == 404, page
    assert sign_in(person.user).get(f"/permits/registration/filed/{notice.number}/").status_code == 404
    assert sign_in(host.owner).get(f"/permits/registration/arrivals/{notice.number}/").status_code == 404


def test_the_number_of_a_form_belongs_to_one_host():
    """Sent for another host of the same account it is another form, never an error."""
    owner = make_user()
    hosts = [make_host(owner), make_host(owner, address="Другой адрес, 3")]
    key, today = uuid.uuid4(), clock.today()
    client = sign_in(owner)
    table = (
        f"surname;birth_date;citizenship;passport;arrived_on;stay_until;email\r\nASANOV;03.02.1990;KG;PE1;{today};{today};g@test.example"
    )
    for host in hosts:
        for _again in range(2):
            data = told(email="g@test.example")
            services.file_arrival(host_id=host.pk, data=data, submission_key=key, actor=actor_of(owner), on=today)
            sent = {"submission_key": key, "file": io.BytesIO(table.encode())}
            assert client.post(f"/permits/registration/hosts/{host.number}/list/", sent).status_code == 302
    assert [host.notices.count() for host in hosts] == [1, 1]
    assert [host.lists.count() for host in hosts] == [1, 1]


def test_lists_are_counted_so_that_nobody_tries_codes_or_sends_letters_by_them(monkeypatch: Any):
    host = make_host()
    client = sign_in(host.owner)
    monkeypatch.setattr("permits.registration.views.host.LISTS", Limit("arrival_lists", 2, 3600))
    answers = [
        client.post(
            f"/permits/registration/hosts/{host.number}/list/", {"submission_key": uuid.uuid4(), "file": io.BytesIO(b"x")}
        ).status_code
        for _number in range(3)
    ]
    assert answers == [200, 200, 429]


def test_a_host_and_an_officer_reach_every_notice_page_by_page(monkeypatch: Any):
    office, host = make_office(), make_host()
    monkeypatch.setattr("permits.registration.views.host.GUESTS_SHOWN", 2)
    monkeypatch.setattr("permits.registration.officer.SHOWN", 2)
    numbers = {file_for(host).number for _guest in range(5)}
    for client, first in (
        (sign_in(host.owner), f"/permits/registration/hosts/{host.number}/"),
        (sign_in(make_user("officer", office=office)), "/admin/arrivals/"),
    ):
        seen: set[str] = set()
        for page in (1, 2, 3):
            text = client.get(f"{first}?page={page}").text
            here = {number for number in numbers if number in text}
            assert len(here) == (1 if page == 3 else 2)
            assert ('rel="next"' in text) is (page != 3)
            seen |= here
        assert seen == numbers
