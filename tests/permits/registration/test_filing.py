"""The host files: once, for whom the code or the invitation names, with days that are possible."""

import uuid
from datetime import date
from typing import Any

import pytest

from permits.registration import errors, services
from permits.registration.models import ArrivalNotice, GuestCode
from portal import clock
from portal.events.actor import actor_of
from portal.notifications.models import SecretMail
from tests.factories import make_user
from tests.permits.hosts import file_for, guest, make_host, told

pytestmark = pytest.mark.django_db


def test_a_code_names_the_guest_once_and_its_forerunner_no_more():
    person = guest()
    first, _end = services.give_code(person_id=person.pk)
    host = make_host()
    notice = file_for(host, person)
    assert notice.guest == person
    for used in (first, "M26-XXXX-XXXX-X", ""):
        with pytest.raises(errors.CodeUnknown):
            services.file_arrival(
                host_id=host.pk, data=told(code=used or "x"), submission_key=uuid.uuid4(), actor=actor_of(host.owner), on=clock.today()
            )
    assert ArrivalNotice.objects.count() == 1
    assert not GuestCode.objects.filter(code_hash__in=[first]).exists()


def test_the_same_form_twice_files_once():
    host, key = make_host(), uuid.uuid4()
    data = told(email="g@test.example")
    two = [
        services.file_arrival(host_id=host.pk, data=data, submission_key=key, actor=actor_of(host.owner), on=clock.today()) for _ in "ab"
    ]
    assert two[0] == two[1]
    assert SecretMail.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [({"arrived_on": date(2099, 1, 1)}, errors.ArrivalInTheFuture), ({"stay_until": date(2020, 1, 1)}, errors.StayEndsBeforeArrival)],
)
def test_impossible_days_are_refused_and_nothing_is_kept(fields: dict[str, Any], refusal: type[Exception]):
    with pytest.raises(refusal):
        file_for(make_host(), **fields)
    assert not ArrivalNotice.objects.exists()


@pytest.mark.parametrize("inn", ["7707083894", "123", "77070838931"])
def test_a_host_has_an_inn_whose_digits_fit(inn: str):
    data = services.HostData(kind="hotel", name="Отель", inn=inn, region="77", address="ул., 1", phone="+7900")
    with pytest.raises(errors.InnWrong):
        services.add_host(data=data, actor=actor_of(make_user()))


@pytest.mark.parametrize(("field", "most"), [("name", 200), ("address", 300), ("phone", 20)])
def test_a_host_whose_words_are_too_long_is_refused_in_words(field: str, most: int):
    fits = {"kind": "hotel", "name": "Отель", "inn": "7707083893", "region": "77", "address": "ул., 1", "phone": "+7900"}
    user = actor_of(make_user())
    with pytest.raises(errors.HostDataTooLong) as refused:
        services.add_host(data=services.HostData(**{**fits, field: "я" * (most + 1)}), actor=user)
    assert str(most) in str(refused.value)
    assert services.add_host(data=services.HostData(**{**fits, field: "я" * most}), actor=user).pk
