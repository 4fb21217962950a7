"""A time belongs to a person: nobody unknown gets one, and one identity document counts once, in however many accounts it stands."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from importlib import import_module
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from appointments.api import BookingsApi
from appointments.draws.models import DrawRequest
from appointments.errors import AlreadyBooked, IdentityMissing, SameDocument, SharedTurn
from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.services import book_slot, cancel_booking, confirm_booking, hold_party, hold_slot
from appointments.services import booking as bookings
from appointments.services.whom import changed_since
from appointments.waiting.models import Offer, WaitingEntry
from appointments.waiting.services import accept_offer, decline_offer, offers
from portal.events.actor import SYSTEM, actor_of
from profiles.models import IdentityDocument, Person
from profiles.services import IdentityData, record_identity_document
from tests.appointments.draws.world import ask, go_to, make_draw, make_drawn, make_places
from tests.appointments.test_at_once import Program
from tests.appointments.waiting.world import booked, free, open_offer, wait
from tests.appointments.world import english, make_offered, make_slot, proven, when, with_document
from tests.cases.acts import all_at_once
from tests.factories import make_child, make_person

TURNS = ("draws.migrations.0005", "waiting.migrations.0003")
LACKING: dict[str, Callable[[Person], Any]] = {
    "the name": lambda person: Person.objects.filter(pk=person.pk).update(family_name="", given_names=""),
    "the date of birth": lambda person: Person.objects.filter(pk=person.pk).update(birth_date=None),
    "the identity document": lambda person: person.identity_documents.update(is_current=False),
}


def without(what: str, person: Person | None = None) -> Person:
    person = person or make_person()
    LACKING[what](person)
    return person


def times_of(slot: Slot) -> str:
    return f"/appointments/book/{slot.offered.service.code}/{slot.offered.reception.office.code}/?who=me"


def changed(person: Person, **fields: Any) -> None:
    """She shows another document, or the same one with its name put right."""
    known = {"family_name": person.family_name, "given_names": person.given_names, "birth_date": person.birth_date}
    paper: dict[str, Any] = {"kind": "passport", "number": person.identity_documents.get(is_current=True).number, "issuing_state": "TJ"}
    data = IdentityData(**{**known, **paper, "sex": "F", "citizenship": "TJ", **fields})
    record_identity_document(person_id=person.pk, data=data, actor=SYSTEM)


@pytest.mark.django_db
@pytest.mark.parametrize("what", LACKING)
@pytest.mark.parametrize("act", [hold_slot, book_slot])
def test_whose_profile_does_not_say_who_comes_gets_no_time_and_hears_what_is_missing(what: str, act: Any) -> None:
    slot = make_slot()
    with override("en"), pytest.raises(IdentityMissing) as refused:
        act(**when(slot), person_id=without(what).pk, actor=SYSTEM)
    assert refused.value.context == {"missing": what}
    slot.refresh_from_db()
    assert (slot.state, Booking.objects.count()) == (Slot.State.FREE, 0)


@pytest.mark.django_db
def test_of_a_family_everybody_is_known_or_nobody_has_a_time() -> None:
    offered, parent = make_offered(), make_person()
    slots = [make_slot(offered, at=time(10)), make_slot(offered, at=time(10, 20))]
    child = without("the identity document", make_child(parent).child)
    with pytest.raises(IdentityMissing):
        hold_party(**when(slots[0]), people=[(parent.pk, None), (child.pk, None)], actor=SYSTEM)
    assert not Booking.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "XMLHttpRequest"}], ids=["short way", "long way"])
def test_a_program_hears_the_same_on_both_ways(headers: dict[str, str]) -> None:
    program, slot = Program(), make_slot()
    without("the date of birth", program.person)
    refused = program.book(slot, headers=headers)
    assert (refused.status_code, refused.json()["code"], Booking.objects.count()) == (422, "identity_missing", 0)


@pytest.mark.django_db
def test_the_database_itself_refuses_a_visit_of_nobody_known_whichever_way_it_is_written() -> None:
    slot, person = make_slot(), without("the name")
    with patch.object(bookings, "check_known"), pytest.raises(IdentityMissing):
        book_slot(**when(slot), person_id=person.pk, actor=SYSTEM)
    entry = {"service": slot.offered.service, "first_day": slot.day, "last_day": slot.day, "joined_at": slot.opens_at}
    with pytest.raises(IntegrityError, match="nobody knows who comes"), transaction.atomic():
        WaitingEntry.objects.create(person=person, **entry)


@pytest.mark.django_db
def test_the_page_of_times_says_what_is_missing_and_leads_to_the_one_page_that_fills_it_in_and_comes_back() -> None:
    person = without("the identity document")
    slot = make_slot()
    assert person.user is not None
    client = english(person.user)
    page = client.get(times_of(slot)).text
    assert "Missing in the profile: the identity document." in page
    assert "/profile/passport/?next=%2Fappointments%2Fbook%2Ffingerprints%2F" in page
    assert "come to the office without an appointment" in page
    pressed = client.post(times_of(slot), {"day": slot.day.isoformat(), "at": f"{slot.at:%H:%M}"}).text
    assert "Missing in the profile: the identity document." in pressed
    assert "/profile/passport/?next=" in pressed
    assert not Booking.objects.exists()


@pytest.mark.django_db
def test_of_a_child_the_page_leads_to_the_document_of_the_child() -> None:
    parent = make_person()
    held = make_child(parent)
    without("the identity document", held.child)
    assert parent.user is not None
    page = english(parent.user).get(times_of(make_slot()).replace("who=me", f"who={held.number}")).text
    assert f"/profile/children/{held.number}/document/?next=" in page
    assert "A birth certificate will do" in page


@pytest.mark.django_db
def test_nobody_unknown_waits_or_asks_in_a_draw_and_both_pages_lead_to_the_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    person, offered = without("the identity document"), make_drawn()
    make_places(offered, 2)
    draw = make_draw(offered)
    with pytest.raises(IdentityMissing):
        wait(offered, person=person)
    go_to(monkeypatch, draw.requests_from)
    with pytest.raises(IdentityMissing):
        ask(draw, person)
    assert person.user is not None
    client = english(person.user)
    for address in (f"/appointments/draws/{draw.number}/ask/", f"/appointments/waiting/join/?offered={offered.pk}"):
        page = client.get(address).text
        assert "Missing in the profile: the identity document." in page
        assert "/profile/passport/?next=%2Fappointments%2F" in page
    days = {"days": draw.first_day.isoformat(), "part": "any", "who": "me"}
    assert "/profile/passport/?next=" in client.post(f"/appointments/draws/{draw.number}/ask/", days).text
    assert not DrawRequest.objects.exists()
    assert not WaitingEntry.objects.exists()


@pytest.mark.django_db
def test_a_booking_keeps_for_whom_it_was_made_also_when_the_name_is_put_right_later() -> None:
    person = make_person(family_name="RAHIMOVA", given_names="ZARINA")
    booking = hold_slot(**when(make_slot()), person_id=person.pk, actor=SYSTEM)
    changed(person, family_name="RAKHIMOVA", number="402999888")
    confirm_booking(booking_id=booking.pk, actor=SYSTEM)
    booking.refresh_from_db()
    assert (booking.booked_name, booking.booked_birth_date) == ("RAHIMOVA ZARINA", date(1994, 5, 17))
    assert booking.identity == f"TJ {person.identity_documents.get(is_current=False).number}"


@pytest.mark.django_db
def test_what_is_over_keeps_no_copy_of_name_birthday_and_document() -> None:
    booking = book_slot(**when(make_slot()), person_id=make_person().pk, actor=SYSTEM)
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    booking.refresh_from_db()
    assert (booking.booked_name, booking.booked_birth_date, booking.identity) == ("", None, "")


# ---- one document, one time


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["400500600", "400 500-600", "4OO5OO6OO"])
def test_one_document_has_one_appointment_for_a_service_however_it_is_spelled_in_another_account(number: str) -> None:
    offered = make_offered()
    one, other = with_document(make_person(), "400500600"), with_document(make_person(), number)
    first = book_slot(**when(make_slot(offered)), person_id=one.pk, actor=SYSTEM)
    second = make_slot(offered, at=time(11))
    with pytest.raises(SameDocument):
        hold_slot(**when(second), person_id=other.pk, actor=SYSTEM)
    cancel_booking(booking_id=first.pk, actor=SYSTEM)
    assert book_slot(**when(second), person_id=other.pk, actor=SYSTEM)


@pytest.mark.django_db
def test_the_same_number_of_another_state_is_another_document() -> None:
    offered = make_offered()
    for at, state in ((time(10), "TJ"), (time(11), "UZ")):
        person = with_document(make_person(), "400500600", state=state)
        assert book_slot(**when(make_slot(offered, at=at)), person_id=person.pk, actor=SYSTEM)


@pytest.mark.django_db
def test_the_short_way_of_a_program_obeys_and_the_long_one_says_why() -> None:
    offered, one, other = make_offered(), Program(), Program()
    for program in (one, other):
        with_document(program.person, "400500600")
    with patch.object(BookingsApi, "post", side_effect=AssertionError("the long way")):
        assert one.book(make_slot(offered)).status_code == 201
    refused = other.book(make_slot(offered, at=time(11)))
    assert (refused.status_code, refused.json()["code"], Booking.objects.count()) == (409, "same_document", 1)


@pytest.mark.django_db
def test_children_entered_in_one_passport_are_booked_together_with_who_holds_it() -> None:
    offered, parent = make_offered(), make_person()
    for minute in (0, 20, 40):
        make_slot(offered, at=time(10, minute))
    number = parent.identity_documents.get().number
    children = [make_child(parent).child for _ in range(2)]
    Person.objects.filter(pk=children[1].pk).update(given_names="FARIDA")
    for child in children:
        with_document(child, number, kind=IdentityDocument.Kind.IN_PARENTS)
    people = [(parent.pk, None), *((child.pk, None) for child in children)]
    assert len(hold_party(**when(Slot.objects.order_by("at")[0]), people=people, actor=SYSTEM)) == 3


def booked_at_once(how_many: int) -> Counter[type]:
    """So many accounts with one passport, each wants a time of its own."""
    offered = make_offered()
    wanted = [(with_document(make_person(), "400500600"), make_slot(offered, at=time(9 + number))) for number in range(how_many)]

    def book(person: Person, slot: Slot) -> Any:
        return book_slot(**when(slot), person_id=person.pk, actor=SYSTEM)

    return Counter(type(one) for one in all_at_once([lambda one=one: book(*one) for one in wanted]))


@pytest.mark.django_db(transaction=True)
def test_eight_accounts_with_one_passport_at_once_have_one_appointment() -> None:
    assert booked_at_once(8) == {Booking: 1, SameDocument: 7}
    assert Slot.objects.exclude(state=Slot.State.FREE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_accounts_with_one_passport_have_eight_without_the_constraint() -> None:
    """The control."""
    (constraint,) = [one for one in Booking._meta.constraints if one.name == "one_active_booking_per_document"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Booking, constraint)
    try:
        assert booked_at_once(8) == {Booking: 8}
    finally:
        Booking.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Booking, constraint)


# ---- one document, one turn


def opened(monkeypatch: pytest.MonkeyPatch, offered: ServiceAtOffice | None = None) -> Any:
    offered = offered or make_drawn()
    make_places(offered, 4)
    draw = make_draw(offered)
    go_to(monkeypatch, draw.requests_from)
    return draw


@pytest.mark.django_db
def test_one_document_has_one_request_and_one_entry_across_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch)
    one, other = (with_document(make_person(), "400500600") for _ in range(2))
    ask(draw, one)
    with pytest.raises(SameDocument):
        ask(draw, other)
    wait(draw.offered, person=one)
    with pytest.raises(SameDocument):
        wait(draw.offered, person=other)
    assert (DrawRequest.objects.count(), WaitingEntry.objects.count()) == (1, 1)


def asked_at_once(monkeypatch: pytest.MonkeyPatch, how_many: int) -> Counter[type]:
    """So many accounts with one passport ask in one draw."""
    draw, people = opened(monkeypatch), [with_document(make_person(), "400500600") for _ in range(how_many)]
    return Counter(type(one) for one in all_at_once([lambda person=person: ask(draw, person) for person in people]))


@pytest.mark.django_db(transaction=True)
def test_eight_accounts_with_one_passport_at_once_have_one_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_at_once(monkeypatch, 8) == {DrawRequest: 1, SameDocument: 7}


@pytest.mark.django_db(transaction=True)
def test_eight_accounts_with_one_passport_have_eight_turns_without_the_constraint(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    (constraint,) = [one for one in DrawRequest._meta.constraints if one.name == "one_request_per_document"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(DrawRequest, constraint)
    try:
        assert asked_at_once(monkeypatch, 8) == {DrawRequest: 8}
    finally:
        DrawRequest.objects.update(identity="")
        with connection.schema_editor() as editor:
            editor.add_constraint(DrawRequest, constraint)


def waited_at_once(how_many: int) -> Counter[type]:
    """So many accounts with one passport join one line."""
    offered, people = make_offered(), [with_document(make_person(), "400500600") for _ in range(how_many)]
    return Counter(type(one) for one in all_at_once([lambda person=person: wait(offered, person=person) for person in people]))


@contextmanager
def without_constraint(model: Any, name: str) -> Iterator[None]:
    (constraint,) = [one for one in model._meta.constraints if one.name == name]
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model.objects.update(identity="")
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


@pytest.mark.django_db(transaction=True)
def test_eight_accounts_with_one_passport_that_join_at_once_have_one_turn_in_the_line() -> None:
    assert waited_at_once(8) == {WaitingEntry: 1, SameDocument: 7}
    assert WaitingEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_accounts_with_one_passport_have_eight_turns_in_the_line_without_the_constraint() -> None:
    """The control."""
    with without_constraint(WaitingEntry, "one_open_entry_per_document"):
        assert waited_at_once(8) == {WaitingEntry: 8}


def accepted_and_booked_at_once() -> Counter[type]:
    """One account is offered a place by its passport. In one second it accepts, and another account with the same passport books."""
    offered = make_offered()
    given = book_slot(**when(make_slot(offered, at=time(9))), person_id=make_person().pk, actor=SYSTEM)
    entry = wait(offered, person=with_document(make_person(), "400500600"))
    cancel_booking(booking_id=given.pk, actor=SYSTEM)
    offer, other, slot = open_offer(entry), with_document(make_person(), "400 500-6OO"), make_slot(offered, at=time(11))
    acts: list[Callable[[], object]] = [
        lambda: accept_offer(offer_id=offer.pk, actor=SYSTEM),
        lambda: book_slot(**when(slot), person_id=other.pk, actor=SYSTEM),
    ]
    return Counter(type(one) for one in all_at_once(acts))


@pytest.mark.django_db(transaction=True)
def test_two_accounts_with_one_passport_of_which_one_accepts_while_the_other_books_have_one_appointment() -> None:
    assert accepted_and_booked_at_once() == {Booking: 1, SameDocument: 1}
    (booking,) = Booking.objects.filter(state__in=Booking.ACTIVE)
    offer = Offer.objects.select_related("slot", "entry").get()
    if offer.booking_id != booking.pk:  # the other was first: nobody took the offered place, and it goes on like every offer
        assert (offer.state, offer.slot.state, offer.entry.state) == ("open", "offered", "offered")
        decline_offer(offer_id=offer.pk, actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_two_accounts_with_one_passport_of_which_one_accepts_while_the_other_books_have_two_without_the_constraint() -> None:
    """The control."""
    with without_constraint(Booking, "one_active_booking_per_document"):
        assert accepted_and_booked_at_once() == {Booking: 2}


@pytest.mark.django_db
def test_whose_document_has_an_appointment_in_another_account_has_no_turn_in_a_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch)
    one, other = (with_document(make_person(), "400500600") for _ in range(2))
    book_slot(**when(make_slot(draw.offered)), person_id=one.pk, actor=SYSTEM)
    with pytest.raises(SameDocument):
        ask(draw, other)
    with pytest.raises(AlreadyBooked):
        ask(draw, one)


@pytest.mark.django_db
def test_children_whom_nothing_proves_share_the_turn_of_who_acts_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, parent = opened(monkeypatch), make_person()
    children = [make_child(parent) for _ in range(3)]
    ask(draw, children[0].child)
    for another in (parent, children[1].child):
        with pytest.raises(SharedTurn):
            ask(draw, another)
    wait(draw.offered, person=parent)
    with pytest.raises(SharedTurn):
        wait(draw.offered, person=children[2].child)
    assert (DrawRequest.objects.count(), WaitingEntry.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_another_document_of_the_parent_gives_the_children_no_other_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, parent = opened(monkeypatch), make_person()
    ask(draw, make_child(parent).child)
    with_document(parent, "409888777")
    for another in (parent, make_child(parent).child):
        with pytest.raises(SharedTurn):
            ask(draw, another)


@pytest.mark.django_db
def test_a_child_whose_kinship_is_proven_has_a_turn_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, parent = opened(monkeypatch), make_person()
    ask(draw, parent)
    assert ask(draw, proven(make_child(parent)).child)
    assert wait(draw.offered, person=parent)
    assert wait(draw.offered, person=proven(make_child(parent)).child)


@pytest.mark.django_db
def test_a_turn_that_is_over_keeps_no_copy_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = opened(monkeypatch)
    request = ask(draw)
    DrawRequest.objects.filter(pk=request.pk).update(state="withdrawn")
    request.refresh_from_db()
    assert request.identity == ""


@pytest.mark.django_db
def test_a_child_that_both_parents_have_told_has_one_appointment() -> None:
    """Both parents have told the same child, each in a profile of its own."""
    offered, mother, father = make_offered(), make_person(), make_person()
    children = [with_document(make_child(parent).child, "IA777777", kind="birth_cert") for parent in (mother, father)]
    book_slot(**when(make_slot(offered)), person_id=children[0].pk, actor=actor_of(mother.user))
    with pytest.raises(SameDocument):
        book_slot(**when(make_slot(offered, at=time(11))), person_id=children[1].pk, actor=actor_of(father.user))


@pytest.mark.django_db
def test_what_was_there_before_gets_its_document_and_of_two_with_one_document_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The statements of the migrations, on rows as they were before them."""
    draw, people = opened(monkeypatch), [make_person() for _ in range(2)]
    for number, person in enumerate(people):
        ask(draw, person)
        wait(draw.offered, person=person)
        book_slot(**when(make_slot(draw.offered, at=time(8 + number))), person_id=person.pk, actor=SYSTEM)
        with_document(person, "400500600")
    Booking.objects.update(identity="", booked_name="", booked_birth_date=None)
    for model in (DrawRequest, WaitingEntry):
        model.objects.update(identity="", whose_turn=None)
    moves = ("appointments.migrations.0004_booked_for", *(f"appointments.{room}_one_document_one_turn" for room in TURNS))
    with connection.cursor() as cursor:
        for name in moves:
            cursor.execute(import_module(name).FILL)
    for model in (Booking, DrawRequest, WaitingEntry):
        assert list(model.objects.order_by("pk").values_list("identity", flat=True)) == ["TJ 400500600", ""]
    assert list(DrawRequest.objects.order_by("pk").values_list("whose_turn", flat=True)) == [people[0].pk, None]
    assert Booking.objects.order_by("pk")[0].booked_name == "RAHIMOVA ZARINA"


@pytest.mark.django_db
@pytest.mark.parametrize("is_kept", [True, False], ids=["kept", "control"])
def test_a_turn_cannot_be_sold_by_showing_the_buyers_document_when_the_offer_comes(is_kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the document of the turn the officer would see the buyer's name and number, and nothing that was changed."""
    if not is_kept:
        monkeypatch.setattr(offers, "document_of_turn", lambda *_args, **_told: "")
    offered, seller = make_offered(), with_document(make_person(family_name="SELLER"), "400000077")
    entry = wait_after(offered, seller)
    changed(seller, number="455555555", family_name="BUYER", given_names="B", birth_date=date(1990, 1, 1))
    booking = accept_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    booking.refresh_from_db()
    told = changed_since(booking)
    assert (told.document if told else None) == ("TJ 400000077" if is_kept else None)


@pytest.mark.django_db
def test_whose_document_stayed_is_received_as_always_also_a_child_that_shares_a_turn() -> None:
    offered, parent = make_offered(), make_person()
    child = with_document(make_child(parent).child, "411111111", kind="birth_cert")
    for person in (make_person(), child):
        booking = accept_offer(offer_id=open_offer(wait_after(offered, person)).pk, actor=SYSTEM)
        booking.refresh_from_db()
        assert changed_since(booking) is None


@pytest.mark.django_db
def test_a_childs_shared_turn_cannot_be_sold_either() -> None:
    child = with_document(make_child(make_person()).child, "411111111", kind="birth_cert")
    entry = wait_after(make_offered(), child)
    with_document(child, "422222222", kind="birth_cert")
    booking = accept_offer(offer_id=open_offer(entry).pk, actor=SYSTEM)
    booking.refresh_from_db()
    assert changed_since(booking) is not None


@pytest.mark.django_db
def test_many_invented_documents_are_not_many_chances_for_the_one_that_is_shown_before_the_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each account asks by a number of its own and shows the buyer's when the list is closed: whichever wins, the officer sees it."""
    offered = make_drawn()
    make_places(offered, 1)
    draw = make_draw(offered)
    go_to(monkeypatch, draw.requests_from)
    accounts = [with_document(make_person(), f"4000000{number}") for number in range(70, 74)]
    for one in accounts:
        ask(draw, one)
    go_to(monkeypatch, draw.requests_until)
    for one in accounts:
        with_document(one, "455555555")
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=31))
    booking = Booking.objects.get()
    assert booking.identity.startswith("TJ 40000007")
    assert changed_since(booking) is not None


@pytest.mark.django_db
def test_a_document_with_an_appointment_in_another_account_keeps_no_place_of_the_waiting_list() -> None:
    offered, first, second = make_offered(), with_document(make_person(), "433333333"), with_document(make_person(), "433333333")
    entry, after = wait(offered, person=second), wait(offered)
    booked(offered, first)
    free(booked(offered))
    assert (entry.offers.count(), after.offers.count()) == (0, 1)
    with pytest.raises(SameDocument):
        wait(make_offered(service=offered.service), person=with_document(make_person(), "433333333"))


def wait_after(offered: ServiceAtOffice, person: Person) -> WaitingEntry:
    """She waits, and a time is given back and offered to her."""
    other = booked(offered)
    entry = wait(offered, person=person)
    free(other)
    return entry
