"""The guest answers: who is registered, for how long, and what is asked first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from permits.models import Permit
from permits.registration import errors, services, terms
from permits.registration.models import ArrivalNotice
from permits.status.services import tell_contract
from portal import clock
from portal.events.actor import actor_of
from portal.notifications.models import SecretMail
from profiles.models import Address, Person, Stay
from profiles.selectors import facts
from tests.factories import acting_user, make_applicant, make_case, make_child, make_patent, make_permit, sign_in
from tests.permits.hosts import confirm, confirm_apart, file_for, guest, it_is, make_host

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


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
    it_is(monkeypatch, datetime(2026, 6, 1, 9, tzinfo=clock.MOSCOW))  # all of it in one calendar year
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
        done = list(pool.map(confirm_apart, notices))
    assert done.count("done") == (2 if locked else 1), done
    assert ArrivalNotice.objects.filter(status="confirmed").count() == 1
    assert Permit.objects.filter(status="in_force").count() == 1


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
