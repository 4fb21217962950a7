"""Registration at the place of stay: the host files, the guest answers, and each sees no more than its side."""

import io
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import translation

from permits.models import Permit
from permits.registration import deadlines, errors, services, terms
from permits.registration.models import ArrivalNotice, Doubt, GuestCode
from permits.registration.reading import MOST_ROWS, Problem, cells_of, data_of
from permits.registration.selectors import office_arrivals
from permits.status.services import tell_contract
from portal import clock
from portal.edge.limits import Limit
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.jobs.services import run_due_jobs
from portal.notifications.models import Message, SecretMail
from profiles.models import Address, Person, Stay
from profiles.selectors import facts
from tests.factories import acting_user, make_applicant, make_case, make_child, make_office, make_patent, make_permit, make_user, sign_in
from tests.permits.hosts import confirm, file_for, guest, make_host, told

pytestmark = pytest.mark.django_db
# ---- the last day


@pytest.mark.parametrize(
    ("citizenship", "is_hotel", "arrived", "due"),
    [
        ("MD", False, date(2025, 12, 30), date(2026, 1, 20)),  # 7 working days
        ("TJ", False, date(2026, 6, 1), date(2026, 6, 16)),  # 15 days
        ("UZ", False, date(2022, 6, 3), date(2022, 6, 15)),  # the day before the treaty: 7 working days, 13 June off
        ("UZ", False, date(2022, 6, 4), date(2022, 6, 20)),  # 15 days end on Sunday 19 June
        ("AM", False, date(2026, 6, 1), date(2026, 7, 1)),  # 30 days
        ("KZ", False, date(2026, 6, 1), date(2026, 7, 1)),
        ("KG", False, date(2026, 6, 1), date(2026, 7, 1)),
        ("BY", False, date(2026, 6, 1), date(2026, 8, 31)),  # 90 days end on Sunday 30 August
        ("TJ", True, date(2026, 6, 11), date(2026, 6, 15)),  # a hotel: one working day, 12 June off
    ],
)
def test_the_last_day_for_a_notice_goes_by_citizenship_and_kind_of_host(citizenship: str, is_hotel: bool, arrived: date, due: date):
    found = deadlines.arrival_due(arrived_on=arrived, citizenship=citizenship, is_hotel=is_hotel)
    assert found.value == due
    assert found.steps


def test_the_fee_begins_on_the_first_of_september_2025_and_hotels_are_free():
    assert [deadlines.fee(is_hotel=False, on=day) for day in (date(2025, 8, 31), date(2025, 9, 1))] == [0, 500]
    assert deadlines.fee(is_hotel=True, on=date(2026, 1, 1)) == 0


@pytest.mark.parametrize(("days_late", "late"), [(0, False), (1, True)])
def test_a_late_notice_is_taken_and_says_so(days_late: int, late: bool):
    host = make_host()
    arrived = date(2026, 6, 1)
    due = deadlines.arrival_due(arrived_on=arrived, citizenship="TJ", is_hotel=False).value
    data = told(email="g@test.example", arrived_on=arrived, stay_until=date(2026, 12, 1))
    on = due + timedelta(days=days_late)
    notice = services.file_arrival(host_id=host.pk, data=data, submission_key=uuid.uuid4(), actor=actor_of(host.owner), on=on)
    assert notice.is_late is late
    assert ("though it came late" in sign_in(host.owner).get(f"/permits/registration/filed/{notice.number}/", headers=EN).text) is late


EN = {"accept-language": "en"}


# ---- filing


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


# ---- answering


def test_a_confirmed_guest_is_registered_through_the_day_the_host_named_and_the_address_is_known():
    person = guest()
    notice = confirm(file_for(make_host(), person))
    permit = Permit.objects.get()
    assert (permit.kind, permit.valid_until, notice.permit) == ("stay_registration", notice.stay_until, permit)
    known = facts(person)
    assert (known.address, known.registered_until) == (notice.address, notice.stay_until)
    assert confirm(notice).permit == permit


@pytest.mark.parametrize(("stay", "asked", "until"), [(30, 60, 30), (60, 30, 30)])
def test_a_registration_lasts_no_longer_than_the_stay(stay: int, asked: int, until: int):
    notice = confirm(file_for(make_host(), guest(stay), stay_until=clock.today() + timedelta(days=asked)))
    assert notice.permit
    assert notice.permit.valid_until == clock.today() + timedelta(days=until)


def test_a_patent_holder_is_registered_up_to_a_year_from_the_issue():
    person = guest(10)
    patent = make_patent("issued", case=make_case("granted", person=person))
    until = terms.registered_until(facts(person), asked=clock.today() + timedelta(days=900), on=clock.today())
    assert until
    assert until.value == patent.issued_on.replace(year=patent.issued_on.year + 1) - timedelta(days=1)


@pytest.mark.parametrize("card", [None, 30])
@pytest.mark.parametrize("asked", [0, 400])
def test_a_holder_of_a_residence_permit_without_a_last_day_is_registered_for_as_long_as_the_host_asked(card: int | None, asked: int):
    """At a hotel, say. The migration card of before, when there is one, holds nothing back."""
    person, until = make_applicant(), clock.today() + timedelta(days=asked)
    person.entries.update(stay_until=card and clock.today() + timedelta(days=card))
    make_permit("permanent_residence", person=person, valid_until_stated=None, valid_until=None)
    notice = file_for(make_host(kind="hotel"), person, stay_until=until)
    assert notice.guest
    assert notice.guest.user
    page = sign_in(notice.guest.user).get(f"/permits/registration/arrivals/{notice.number}/", headers=EN)
    assert "The stay has no last day" in page.text
    permit = confirm(notice).permit
    assert permit
    assert permit.valid_until == until
    assert facts(person).registered_until == until


@pytest.mark.parametrize(("lasts", "until"), [(29, 29), (30, 30), (31, 30)])
def test_a_residence_permit_with_a_last_day_holds_the_registration_back(lasts: int, until: int):
    person, today = make_applicant(), clock.today()
    make_permit("temporary_residence", person=person, valid_until_stated=today + timedelta(days=lasts))
    permit = confirm(file_for(make_host(), person, stay_until=today + timedelta(days=30))).permit
    assert permit
    assert permit.valid_until == today + timedelta(days=until)


def entered(days_ago: int | None, **fields: Any) -> Person:
    """Somebody who told a day of entry, if any, and no "stay until"."""
    person = make_applicant(**fields)
    if days_ago is None:
        person.entries.update(is_current=False)
    else:
        person.entries.update(stay_until=None, entered_on=clock.today() - timedelta(days=days_ago))
    return person


def offered(notice: ArrivalNotice) -> str:
    """The page on which the guest answers."""
    assert notice.guest
    assert notice.guest.user
    return str(sign_in(notice.guest.user).get(f"/permits/registration/arrivals/{notice.number}/", headers=EN).text)


@pytest.mark.parametrize("citizenship", ["BY", "TJ"])
@pytest.mark.parametrize(("days_ago", "asked", "until"), [(0, 88, 88), (0, 89, 89), (0, 90, 89), (89, 30, 0), (90, 30, None)])
def test_without_a_told_last_day_the_visa_free_days_since_the_entry_count(
    monkeypatch: Any, citizenship: str, days_ago: int, asked: int, until: int | None
):
    """A Belarusian fills in no migration card. The page says whose word it is."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, 9, tzinfo=clock.MOSCOW))  # all of it in one calendar year
    today = clock.today()
    notice = file_for(make_host(), entered(days_ago, citizenship=citizenship), stay_until=today + timedelta(days=asked))
    if until is None:
        with pytest.raises(errors.StayUnknown):
            confirm(notice)
        return
    assert "By the day of entry that the guest named" in offered(notice)
    permit = confirm(notice).permit
    assert permit
    assert permit.valid_until == today + timedelta(days=until)


@pytest.mark.parametrize(
    ("ends", "until", "words"),
    [(None, 60, "contract of work without a last day"), (59, 59, "contract of work through"), (60, 60, "contract of work through"),
     (61, 60, "contract of work through"), (0, 0, "contract of work through")],
)  # fmt: skip
def test_a_contract_inside_the_union_carries_a_registration(ends: int | None, until: int, words: str):
    person, today = entered(3000, citizenship="KG"), clock.today()
    through = None if ends is None else today + timedelta(days=ends)
    tell_contract(person_id=person.pk, begins_on=today, ends_on=through, actor=actor_of(acting_user(person)))
    notice = file_for(make_host(), person, stay_until=today + timedelta(days=60))
    assert words in offered(notice)
    permit = confirm(notice).permit
    assert permit
    assert permit.valid_until == today + timedelta(days=until)


def test_a_told_last_day_of_the_card_stands_before_the_visa_free_days():
    notice = file_for(make_host(), guest(20))
    assert "The guest says that the migration card allows the stay through" in offered(notice)
    permit = confirm(notice).permit
    assert permit
    assert permit.valid_until == clock.today() + timedelta(days=20)


@pytest.mark.parametrize(("citizenship", "days_ago"), [("TJ", None), ("TJ", 3000), ("IN", 10)])  # no entry; days used up; needs a visa
def test_without_a_known_stay_nothing_is_guessed(citizenship: str, days_ago: int | None):
    with pytest.raises(errors.StayUnknown):
        confirm(file_for(make_host(), entered(days_ago, citizenship=citizenship)))
    with pytest.raises(errors.StayOver):
        confirm(file_for(make_host(), guest(-1)))
    assert not Permit.objects.exists()


def test_a_citizen_of_belarus_is_asked_for_the_day_of_entry_and_no_card():
    person = entered(None, citizenship="BY")
    notice = file_for(make_host(), person)
    with pytest.raises(errors.StayUnknown) as refusal:
        confirm(notice)
    assert "need no migration card" in str(refusal.value)
    Stay.objects.create(person=person, entered_on=clock.today() - timedelta(days=3))
    assert "By the day of entry that the guest named" in offered(notice)
    assert confirm(notice).status == "confirmed"


def test_of_others_a_stay_that_was_told_without_its_card_says_nothing():
    person = entered(None)
    Stay.objects.create(person=person, entered_on=clock.today() - timedelta(days=3))
    with pytest.raises(errors.StayUnknown) as refusal:
        confirm(file_for(make_host(), person))
    assert "of the migration card" in str(refusal.value)


def test_not_me_ends_it_and_cannot_be_taken_back():
    notice = file_for(make_host(), guest())
    assert notice.guest
    services.deny_arrival(notice_id=notice.pk, actor=actor_of(notice.guest.user))
    with pytest.raises(errors.NoticeMoved):
        confirm(notice)
    assert not Permit.objects.exists()


def test_an_arrival_elsewhere_ends_the_earlier_registration():
    person = guest()
    first, second = confirm(file_for(make_host(), person)), confirm(file_for(make_host(address="Другой адрес, 3"), person))
    first.refresh_from_db()
    assert first.permit
    assert (first.status, first.permit.status, second.status) == ("moved", "ended", "confirmed")
    assert Address.objects.get(person=person, is_current=True).text == "Другой адрес, 3"


def test_the_database_keeps_one_registration_for_a_guest():
    person = guest()
    confirm(file_for(make_host(), person))
    other = file_for(make_host(address="Другой адрес, 3"), person)
    permit = Permit.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ArrivalNotice.objects.filter(pk=other.pk).update(status="confirmed", permit=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        ArrivalNotice.objects.filter(pk=other.pk).update(status="confirmed", permit=permit)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_confirmations_at_once_leave_one_registration(monkeypatch: Any, locked: bool):
    """With the lock both are done, one after the other. The control without it: the database refuses the second."""
    person = guest()
    notices = [file_for(make_host(), person), file_for(make_host(address="Другой адрес, 3"), person)]
    if not locked:
        from threading import Barrier

        from permits.registration.services import answers, locks

        meet = Barrier(2, timeout=20)
        ending = answers._end_earlier
        monkeypatch.setattr(locks, "lock_person", lambda _pk: None)
        monkeypatch.setattr(answers, "_end_earlier", lambda *args, **kwargs: (ending(*args, **kwargs), meet.wait()))
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(_confirm_apart, notices))
    assert done.count("done") == (2 if locked else 1), done
    assert ArrivalNotice.objects.filter(status="confirmed").count() == 1
    assert Permit.objects.filter(status="in_force").count() == 1


def _confirm_apart(notice: ArrivalNotice) -> str:
    try:
        confirm(notice)
    except Exception as error:  # noqa: BLE001 (the test asks which)
        return type(error).__name__
    finally:
        connections.close_all()
    return "done"


def test_a_parent_answers_for_the_child_and_nobody_else():
    held = make_child()
    held.child.entries.update(stay_until=clock.today() + timedelta(days=80))
    notice = file_for(make_host(), held.child)
    address = f"/permits/registration/arrivals/{notice.number}/"
    assert sign_in(make_child().guardian.user).post(address, {"answer": "me"}).status_code == 404
    client = sign_in(held.guardian.user)
    assert "For your child:" in client.get(address, headers=EN).text
    client.post(address, {"answer": "me"})
    notice.refresh_from_db()
    assert notice.status == "confirmed"
    assert client.get(f"{address}registration.pdf").content.startswith(b"%PDF")


def test_an_invited_guest_comes_by_a_link_that_serves_once():
    host = make_host()
    notice = file_for(host)
    letter = SecretMail.objects.get()
    link = next(part for part in letter.body.split() if "/invited/" in part)
    path = "/" + link.split("/", 3)[3]
    person = guest()
    answer = sign_in(person.user).post(path, {"who": "me"})
    assert answer["Location"] == f"/permits/registration/arrivals/{notice.number}/"
    assert sign_in(guest().user).post(path, {"who": "me"}).status_code == 404
    notice.refresh_from_db()
    assert notice.guest == person


# ---- what each side sees


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
        assert pool.submit(_confirm_apart, second).result() == "done"
        assert departed.result() == "done"
    assert set(ArrivalNotice.objects.values_list("status", flat=True)) == {"departed", "confirmed"}
    assert Permit.objects.filter(status="in_force").count() == 1


# ---- the end


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


# ---- lists of hotels

HEAD = "family_name;given_names;birth_date;citizenship;document_number;arrived_on;stay_until;email;code"


def row(**fields: str) -> str:
    today = clock.today()
    known = {
        "family_name": "ASANOV", "given_names": "AIBEK", "birth_date": "03.02.1990", "citizenship": "KGZ", "document_number": "PE1",
        "arrived_on": today.strftime("%d.%m.%Y"), "stay_until": (today + timedelta(days=5)).isoformat(),
        "email": "a@test.example", "code": "",
    }  # fmt: skip
    return ";".join({**known, **fields}.values())


def table(*rows: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO("\r\n".join([HEAD, *rows]).encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_table_is_read_in_each_encoding(encoding: str):
    ((number, cells),) = cells_of(table(row(family_name="Асанов"), encoding=encoding))
    assert (number, cells["family_name"]) == (1, "Асанов")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"family_name": ""}, Problem("missing", "family_name")),
        ({"birth_date": "31.02.1990"}, Problem("date", "birth_date")),
        ({"birth_date": "01.01.2999"}, Problem("birth_not_in_the_past", "birth_date")),
        ({"birth_date": "٠١.٠١.١٩٩٠"}, Problem("date", "birth_date")),
        ({"citizenship": "QQ"}, Problem("citizenship", "citizenship")),
        ({"email": ""}, Problem("email_or_code", "email")),
        ({"email": "a@test.example", "code": "x"}, Problem("email_or_code", "email")),
        ({"email": "no address"}, Problem("email", "email")),
        ({"given_names": "x" * 300}, Problem("characters", "given_names")),
    ],
)
def test_a_wrong_row_says_which_column(fields: dict[str, str], problem: Problem):
    ((_number, cells),) = cells_of(table(row(**fields)))
    assert data_of(cells) == problem


def test_marks_that_change_only_how_a_name_looks_are_not_kept():
    ((_number, cells),) = cells_of(table(row(family_name="ASA\u200bNOV\u202e")))
    assert data_of(cells).family_name == "ASANOV"  # type: ignore[union-attr]


def test_a_thousand_rows_are_taken_and_a_million_are_refused_in_words():
    assert len(cells_of(table(*[row()] * MOST_ROWS))) == MOST_ROWS
    with translation.override("en"), pytest.raises(errors.ListRefused, match="more than 1,000 rows"):
        cells_of(table(*[row()] * (MOST_ROWS + 1)))
    with translation.override("en"), pytest.raises(errors.ListRefused, match="larger than 1 MB"):
        cells_of(table(*["x"] * 1_000_000))


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a;b\n1;2", b'family_name;"x', HEAD.encode(), HEAD.replace(";", "|").encode()])
def test_what_is_no_list_is_refused_and_nothing_is_kept(content: bytes):
    with pytest.raises(errors.ListRefused):
        cells_of(io.BytesIO(content))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_table_in_wide_letters_is_refused_with_the_way_out(encoding: str):
    with translation.override("en"), pytest.raises(errors.ListRefused, match="Save the table as CSV in UTF-8"):
        cells_of(table(row(), encoding=encoding))


def test_a_table_put_together_from_two_encodings_names_the_line_and_files_nobody():
    content = table(row(), row(family_name="Асанов"), row()).read() + b"\r\n" + row(family_name="Ёлкин").encode("cp1251")
    with translation.override("en"), pytest.raises(errors.ListRefused, match="line 3 in UTF-8, line 5 in another"):
        cells_of(io.BytesIO(content))


def test_a_quoted_cell_may_hold_a_line_end_and_a_delimiter():
    """The row is read as one; the line end in a name is then refused at its field."""
    ((number, cells),) = cells_of(table(row(family_name='"AS;\r\nANOV"')))
    assert (number, cells["family_name"], data_of(cells)) == (1, "AS;\r\nANOV", Problem("characters", "family_name"))


def test_a_hotels_list_is_filed_row_by_row_and_again_changes_nothing():
    hotel, key = make_host(kind="hotel"), uuid.uuid4()
    person = guest()
    code, _end = services.give_code(person_id=person.pk)
    rows = [row(), row(birth_date="x"), row(email="", code=code), row(email="", code="M26-2222-2222-2"), row(family_name="=HYPERLINK(1)")]
    for _ in "ab":
        found = services.upload_list(
            host_id=hotel.pk, file=table(*rows), shown_name="g.csv", submission_key=key, actor=actor_of(hotel.owner)
        )
    run_due_jobs()
    run_due_jobs()
    found.job.refresh_from_db()
    assert (found.job.state, found.job.done, found.job.failed) == ("done", 5, 2)
    assert ArrivalNotice.objects.count() == 3
    assert [line.problem for line in found.rows.order_by("number")] == ["", "date", "", "guest_code_unknown", ""]
    assert set(found.rows.values_list("told", flat=True)) == {""}
    result = b"".join(sign_in(hotel.owner).get(f"/permits/registration/lists/{found.number}/result.csv")).decode()
    assert result.count("\r\n") == 6
    assert "=HYPERLINK" not in result
    assert sign_in(make_user()).get(f"/permits/registration/lists/{found.number}/").status_code == 404


def test_a_list_that_broke_off_goes_on_and_files_nothing_twice(monkeypatch: Any):
    from permits.registration import jobs

    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 2)
    hotel = make_host(kind="hotel")
    found = services.upload_list(
        host_id=hotel.pk, file=table(*[row()] * 5), shown_name="g.csv", submission_key=uuid.uuid4(), actor=actor_of(hotel.owner)
    )
    with transaction.atomic():
        jobs.file_rows(found.job)
        assert ArrivalNotice.objects.count() == 2
        transaction.set_rollback(True)
    assert ArrivalNotice.objects.count() == 0
    run_due_jobs()
    assert ArrivalNotice.objects.count() == 5
    assert Event.objects.filter(name="registration.ArrivalFiled").count() == 5


# ---- pages


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
