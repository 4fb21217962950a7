"""Host and guest on their pages."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from permits.registration import errors
from permits.registration.models import ArrivalNotice, GuestCode
from portal import clock
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.factories import make_child, make_user, sign_in
from tests.permits.hosts import confirm, file_for, guest, make_host

pytestmark = pytest.mark.django_db


def test_a_host_files_on_the_pages_and_the_guest_confirms():
    owner, person = make_user(), guest()
    host_client, guest_client = sign_in(owner), sign_in(person.user)
    typed = {
        "kind": "person",
        "name": "Иванова Анна",
        "inn": "500100732259",
        "region": "77",
        "address": "Москва, 1",
        "phone": "+79161234567",
    }
    page = host_client.post("/permits/registration/hosts/add/", typed)["Location"]
    code = guest_client.post("/permits/registration/", {"who": "me"}).context["code"]
    today = clock.today()
    arrival = {
        "submission_key": str(uuid.uuid4()), "code": code.lower(), "family_name": "Rahimova", "given_names": "Zarina",
        "birth_date": "17.05.1994",
        "citizenship": "TJ", "document_number": "40", "arrived_on": today.strftime("%d.%m.%Y"),
        "stay_until": (today + timedelta(days=20)).strftime("%d.%m.%Y"),
    }  # fmt: skip
    answer = host_client.post(f"{page}arrival/", arrival)
    notice = ArrivalNotice.objects.get()
    assert answer["Location"] == f"/permits/registration/filed/{notice.number}/"
    dispatch_pending()
    assert Message.objects.filter(recipient=person.user, url=f"/permits/registration/arrivals/{notice.number}/").exists()
    guest_client.post(f"/permits/registration/arrivals/{notice.number}/", {"answer": "me"})
    notice.refresh_from_db()
    assert notice.status == "confirmed"


def test_a_code_for_a_strangers_child_is_not_made():
    stranger = make_child()
    assert sign_in(guest().user).post("/permits/registration/", {"who": str(stranger.number)}).status_code == 404
    assert not GuestCode.objects.exists()


def test_a_notice_with_another_date_of_birth_registers_nobody_and_tells_nobody_the_right_one():
    """Whoever has the link, or a host who helps, gets no paper in another name."""
    notice = file_for(make_host(), guest(), birth_date=date(1990, 2, 3))
    with pytest.raises(errors.AnotherPerson) as refused:
        confirm(notice)
    assert "1994" not in str(refused.value)
    notice.refresh_from_db()
    assert (notice.status, notice.permit) == ("waiting", None)


def test_without_a_date_of_birth_in_the_profile_nobody_is_registered():
    person = guest()
    person.birth_date = None
    person.save()
    notice = file_for(make_host(), person)
    with pytest.raises(errors.BirthUnknown):
        confirm(notice)


@pytest.mark.parametrize(
    ("language", "names"), [("en", ("Number of the passport", "Citizenship")), ("ru", ("Номер паспорта", "Гражданство"))]
)
def test_host_and_guest_read_what_was_typed_line_by_line(language: str, names: tuple[str, ...]):
    person = guest()
    notice = file_for(make_host(), person, document_number="FA7654321")
    for user, page in ((person.user, "arrival"), (notice.host.owner, "filed")):
        assert user
        shown = (
            sign_in(user).get(reverse(f"registration:{page}", args=[notice.number]), headers={"accept-language": language}).content.decode()
        )
        assert [words in shown for words in (*names, "FA7654321")] == [True, True, True]
