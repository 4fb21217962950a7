"""Whoever types the number of somebody else's document keeps it until an officer has seen the original: then it counts for its holder
alone, what others had by it ends with a letter, and a supervisor corrects what was recorded wrongly."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event as Moment
from typing import Any
from unittest.mock import patch

import pytest
from django.db import InternalError, connection, transaction
from django.test import Client
from django.urls import reverse

from appointments.draws.models import DrawRequest
from appointments.draws.services import send_request
from appointments.errors import (
    DocumentAtCounter,
    DocumentNotCompared,
    DocumentNotInProfile,
    DocumentOfAnother,
    OfSomebodyClose,
    SameDocument,
    SeenWithAnother,
    WhatWasSeenMissing,
)
from appointments.invariants import held_by_a_number_alone
from appointments.models import Booking, DocumentSeen, ServiceAtOffice, Slot
from appointments.services import book_slot, expire_holds, hold_slot, mark_arrived, people_with, record_document_seen, tidy_seen_documents
from appointments.services import booking as bookings
from appointments.services.limits import barred, outlook, with_history
from appointments.services.whom import identity_of
from appointments.waiting.models import Offer, WaitingEntry
from portal import clock
from portal.accounts.models import User
from portal.errors import DomainError
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles.models import AccessRecord, IdentityDocument, Person, number_as_read
from tests.appointments.draws.world import ask, go_to, make_draw, make_drawn, make_places
from tests.appointments.test_at_once import Program
from tests.appointments.waiting.world import booked, free, open_offer, wait
from tests.appointments.world import english, make_offered, make_reception, make_service, make_slot, reopen, when, with_document
from tests.cases.acts import all_at_once
from tests.factories import make_child, make_office, make_person, make_user

NUMBER = "401234567"


def holder() -> Person:
    return with_document(make_person(family_name="HOLDER"), NUMBER)


def liar(number: str = NUMBER) -> Person:
    return with_document(make_person(family_name="LIAR"), number)


def an_officer(role: str = "officer") -> User:
    return make_user(role, office=make_reception().office)


def record(person: Person, *, officer: User | None = None, **fields: Any) -> DocumentSeen:
    told = {"issuing_state": "TJ", "number": NUMBER, "was_compared": True, "ground": "original", "words": ""}
    office = {"office_id": make_reception().office_id, "actor": actor_of(officer or an_officer())}
    return record_document_seen(person_id=person.pk, **{**told, **office, **fields})


def letters_of(person: Person) -> list[str]:
    dispatch_pending()
    return list(Message.objects.filter(recipient=person.user).order_by("pk").values_list("subject", flat=True))


@pytest.mark.django_db
def test_the_holder_gets_her_number_back_and_who_typed_it_has_nothing_by_it() -> None:
    offered, typed, her = make_offered(), liar("4O-1234567"), holder()
    his = booked(offered, typed)
    with pytest.raises(SameDocument):
        booked(offered, her, in_days=4)
    seen = record(her)
    his.refresh_from_db()
    assert (his.state, his.identity, Slot.objects.get(pk=his.slot_id).opens_secretly) == ("cancelled", "", True)
    assert booked(offered, her, in_days=5).state == "booked"
    with pytest.raises(DocumentOfAnother):
        booked(make_offered(), typed, in_days=6)
    told = Event.objects.get(name="appointments.DocumentSeenWith").payload
    assert told == {"seen_id": seen.pk, "person_id": her.pk, "ground": "original", "replaces": None, "others": 1}
    assert "was ended by an officer" in letters_of(typed)[-1] or "Сотрудник отменил вашу запись" in letters_of(typed)[-1]
    assert any("An officer has seen" in one or "Сотрудник видел" in one for one in letters_of(her))


@pytest.mark.django_db
def test_who_mistyped_the_number_puts_it_right_books_again_and_nothing_is_counted_against_her() -> None:
    offered, typed = make_offered(), liar()
    booked(offered, typed)
    record(holder())
    with_document(typed, "409999999")
    assert outlook([typed.pk], offered, now=clock.now()).left == offered.service.changes
    assert booked(offered, typed, in_days=7).state == "booked"


@pytest.mark.django_db
def test_a_time_kept_by_the_number_is_let_go_and_cannot_be_confirmed() -> None:
    his = hold_slot(**when(make_slot()), person_id=liar().pk, actor=SYSTEM)
    record(holder())
    with pytest.raises(DomainError):
        bookings.confirm_booking(booking_id=his.pk, actor=SYSTEM)
    his.refresh_from_db()
    assert his.state == "cancelled"


@pytest.mark.django_db
def test_an_appointment_is_ended_also_when_its_person_shows_another_document_by_now() -> None:
    typed = liar()
    his = booked(make_offered(), typed)
    with_document(typed, "408888888")
    record(holder())
    his.refresh_from_db()
    assert his.state == "cancelled"


@pytest.mark.django_db
def test_turns_in_the_waiting_list_end_and_an_offer_goes_on_to_the_next() -> None:
    offered, typed, her, next_one = make_offered(), liar(), holder(), make_person()
    other = booked(offered)
    his, after = wait(offered, person=typed), wait(offered, person=next_one)
    free(other)
    offer = open_offer(his)
    record(her)
    his.refresh_from_db()
    offer.refresh_from_db()
    assert (his.state, his.identity, offer.state, open_offer(after).slot_id) == ("ended", "", Offer.State.DECLINED, offer.slot_id)
    assert wait(make_offered(), person=her).state == WaitingEntry.State.WAITING
    with pytest.raises(DocumentOfAnother):
        wait(make_offered(), person=typed)
    assert "waiting was ended" in letters_of(typed)[-1] or "прекратил ваше ожидание" in letters_of(typed)[-1]
    assert typed.user is not None
    assert "ended: an officer saw the document" in english(typed.user).get(f"/appointments/waiting/{his.number}/").text.lower()


@pytest.mark.django_db
def test_a_request_is_withdrawn_while_requests_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    offered, typed, her = make_drawn(), liar(), holder()
    make_places(offered, 2)
    draw = make_draw(offered)
    go_to(monkeypatch, draw.requests_from)
    his = ask(draw, typed)
    record(her)
    his.refresh_from_db()
    assert (his.state, ask(draw, her).state) == (DrawRequest.State.WITHDRAWN, DrawRequest.State.SENT)
    with pytest.raises(DocumentOfAnother):
        send_request(draw_id=draw.pk, person_id=typed.pk, days=[draw.first_day], part="any", actor=SYSTEM)
    assert "withdrawn by an officer" in letters_of(typed)[-1] or "отозвал вашу заявку" in letters_of(typed)[-1]


@pytest.mark.django_db
def test_a_published_list_stays_and_what_it_gives_by_that_number_nobody_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    offered, typed, her = make_drawn(), liar(), holder()
    make_places(offered, 2)
    draw = make_draw(offered)
    go_to(monkeypatch, draw.requests_from)
    his = ask(draw, typed)
    go_to(monkeypatch, draw.requests_until)
    draw.refresh_from_db()
    digest = draw.digest
    record(her)
    assert tidy_seen_documents() == 0
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=31))
    draw.refresh_from_db()
    his.refresh_from_db()
    assert (draw.digest, his.state, his.trouble, his.booking) == (digest, "won", "of_another", None)
    letters_of(typed)
    assert Message.objects.filter(recipient=typed.user, body__regex="a supervisor corrects|руководитель исправит").exists()


@pytest.mark.django_db
def test_whose_place_of_the_lot_another_account_blocked_is_not_told_that_her_appointment_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    offered, her = make_drawn(), holder()
    make_places(offered, 2)
    draw = make_draw(offered)
    go_to(monkeypatch, draw.requests_from)
    asked = ask(draw, her)
    booked(make_offered(make_reception(make_office("177-002")), offered.service), liar())
    go_to(monkeypatch, draw.requests_until)
    go_to(monkeypatch, draw.requests_until + timedelta(minutes=31))
    asked.refresh_from_db()
    assert asked.trouble == "same_document"
    letters_of(her)
    letter = Message.objects.filter(recipient=her.user).order_by("-pk")[0].body
    assert "запись остаётся в силе" not in letter
    assert "your appointment stays" not in letter


@pytest.mark.django_db
def test_a_child_has_its_document_and_a_child_without_proof_shares_the_turn_of_the_person_seen() -> None:
    her = holder()
    held = make_child(her)
    with_document(held.child, NUMBER, kind="in_parents")
    child = booked(make_offered(), held.child)
    record(her)
    child.refresh_from_db()
    assert child.state == "booked"
    turn = wait(make_offered(), person=make_child(her).child)
    turn.refresh_from_db()
    assert turn.whose_turn == her.pk


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "XMLHttpRequest"}], ids=["short way", "long way"])
def test_a_program_hears_whose_document_it_is_on_both_ways(headers: dict[str, str]) -> None:
    program, slot = Program(), make_slot()
    with_document(program.person, NUMBER)
    record(holder())
    refused = program.book(slot, headers=headers)
    assert (refused.status_code, refused.json()["code"], Booking.objects.count()) == (409, "document_of_another", 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"was_compared": False}, DocumentNotCompared),
        ({"ground": ""}, WhatWasSeenMissing),
        ({"ground": "other", "words": "  "}, WhatWasSeenMissing),
        ({"number": "400000001"}, DocumentNotInProfile),
        ({"issuing_state": "UZ"}, DocumentNotInProfile),
    ],
)
def test_nothing_is_recorded_without_a_look_a_ground_and_the_document_itself(fields: dict[str, Any], refusal: type[DomainError]) -> None:
    his, her = booked(make_offered(), liar()), holder()
    with pytest.raises(refusal):
        record(her, **fields)
    his.refresh_from_db()
    assert (his.state, DocumentSeen.objects.count()) == ("booked", 0)


@pytest.mark.django_db
def test_no_officer_decides_of_a_document_that_she_or_her_child_has() -> None:
    officer = an_officer()
    own = with_document(make_person(officer), NUMBER)
    for person in (own, holder()):
        with pytest.raises(OfSomebodyClose):
            record(person, officer=officer)
    assert not DocumentSeen.objects.exists()


@pytest.mark.django_db
def test_whoever_is_at_a_counter_with_the_document_is_compared_there_first() -> None:
    his = booked(make_offered(), liar())
    mark_arrived(booking_id=his.pk, actor=SYSTEM)
    with pytest.raises(DocumentAtCounter):
        record(holder())
    his.refresh_from_db()
    assert his.state == "arrived"


@pytest.mark.django_db
def test_a_wrong_record_is_corrected_by_a_supervisor_in_words_and_both_records_stay() -> None:
    first, second, officer = liar(), holder(), an_officer()
    wrong = record(first, officer=officer)
    with pytest.raises(SeenWithAnother):
        record(second, officer=officer, words="the first one forged it")
    supervisor = an_officer("supervisor")
    with pytest.raises(SeenWithAnother):
        record(second, officer=supervisor)
    his = booked(make_offered(), first)
    right = record(second, officer=supervisor, words="the consulate confirmed the passport")
    wrong.refresh_from_db()
    his.refresh_from_db()
    assert (wrong.replaced_at, right.replaced_at, his.state) == (right.seen_at, None, "cancelled")
    assert Event.objects.filter(name="appointments.DocumentSeenWith").latest("pk").payload["replaces"] == wrong.pk
    with pytest.raises(InternalError), transaction.atomic():
        DocumentSeen.objects.filter(pk=right.pk).update(person=first)
    with pytest.raises(InternalError), transaction.atomic():
        DocumentSeen.objects.filter(pk=right.pk).delete()


@pytest.mark.django_db
def test_recorded_twice_it_is_one_record_and_one_letter() -> None:
    her, officer = holder(), an_officer()
    assert record(her, officer=officer).pk == record(her, officer=officer).pk
    assert len(set(letters_of(her))) == 1
    assert Event.objects.filter(name="appointments.DocumentSeenWith").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_being_written_meanwhile_is_ended_by_the_next_tidying() -> None:
    """The database looked before the record was kept, and the officer looked before the appointment was. Without tidying it would stay."""
    her, typed, slot, is_written, is_recorded = holder(), liar(), make_slot(), Moment(), Moment()

    def book_slowly() -> None:
        with transaction.atomic():
            book_slot(**when(slot), person_id=typed.pk, actor=SYSTEM)
            is_written.set()
            is_recorded.wait(60)

    def look() -> None:
        is_written.wait(60)
        record(her)
        is_recorded.set()

    all_at_once([book_slowly, look])
    his = Booking.objects.get()
    assert his.state == "booked"
    with patch.object(clock, "now", return_value=clock.now() + timedelta(minutes=11)):
        assert held_by_a_number_alone() == 1
    assert (tidy_seen_documents(), tidy_seen_documents(), held_by_a_number_alone()) == (1, 0, 0)
    his.refresh_from_db()
    assert his.state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_record_the_document_for_two_people_at_once_leave_one_record() -> None:
    people, officers = [liar(), holder()], [an_officer(), an_officer()]
    acts: list[Callable[[], Any]] = [lambda at=at: record(people[at], officer=officers[at]) for at in (0, 1)]
    outcomes = all_at_once(acts)
    assert sum(isinstance(one, DocumentSeen) for one in outcomes) == 1
    assert sum(isinstance(one, SeenWithAnother) for one in outcomes) == 1
    assert DocumentSeen.objects.filter(replaced_at=None).count() == 1


# ---- the page


def page(officer: User, name: str = "board_document") -> tuple[Client, str]:
    return english(officer), reverse(f"admin:{name}", args=[make_reception().office.code])


@pytest.mark.django_db
def test_the_officer_finds_the_profiles_by_the_document_and_each_look_is_written_down() -> None:
    typed, her, stranger = liar(), holder(), liar("409999999")
    his = booked(make_offered(), typed)
    client, address = page(an_officer())
    shown = client.post(address, {"issuing_state": "TJ", "number": "4О 123-4567"}).text
    assert "LIAR" in shown
    assert "HOLDER" in shown
    assert his.number in shown
    assert set(AccessRecord.objects.values_list("person_id", "what")) == {(typed.pk, "document"), (her.pk, "document")}
    assert stranger.pk not in AccessRecord.objects.values_list("person_id", flat=True)


@pytest.mark.django_db
def test_the_officer_records_it_by_a_form_and_what_is_missing_is_said_beside_what_was_typed() -> None:
    his, her = booked(make_offered(), liar()), holder()
    client, address = page(an_officer(), "board_document_seen")
    typed = {"issuing_state": "TJ", "number": NUMBER, "person": her.pk, "ground": "original"}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "say that you did" in refused.text
    assert f'value="{her.pk}" checked' in refused.text
    assert client.post(address, {**typed, "person": ""}).status_code == 422
    assert not DocumentSeen.objects.exists()
    done = client.post(address, {**typed, "was_compared": "on"}, follow=True)
    assert "the document counts for this person alone" in done.text
    his.refresh_from_db()
    assert (his.state, DocumentSeen.objects.get().seen_by.roles.get().role) == ("cancelled", "officer")


@pytest.mark.django_db
def test_a_document_that_no_profile_has_is_said_so() -> None:
    client, address = page(an_officer())
    assert "No profile has this document" in client.post(address, {"issuing_state": "TJ", "number": NUMBER}).text
    assert client.post(address, {"issuing_state": "", "number": "№"}).status_code == 422


@pytest.mark.django_db
def test_profiles_are_found_by_an_index_that_reads_a_number_as_an_appointment_does() -> None:
    for typed in ("40 123-O567", "ав № 4012З", "i0-O1/x", "ＡＢ１２３"):
        person = with_document(make_person(), typed)
        document = person.identity_documents.annotate(read=number_as_read()).get(is_current=True)
        assert identity_of(person.pk) == f"{document.issuing_state} {document.read}"
        assert list(people_with(document.issuing_state, typed.lower())) == [person]
    people = Person.objects.bulk_create([Person() for _ in range(2000)])
    papers = [IdentityDocument(person=one, kind="passport", issuing_state="TJ", number=f"50{n:07}") for n, one in enumerate(people)]
    IdentityDocument.objects.bulk_create(papers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE profiles_identitydocument, profiles_person")  # else the planner takes one of them for empty
    assert "identity_document_as_read" in people_with("TJ", NUMBER).explain()


# ---- said before anybody looks for a time


def read_before(client: Client, offered: Any) -> str:
    address = reverse("appointments:times", args=[offered.service.code, offered.reception.office.code])
    return client.get(f"{address}?who=me").content.decode()


@pytest.mark.django_db
def test_who_could_book_nothing_by_her_document_reads_so_before_she_chooses_a_time() -> None:
    offered, typed, her = make_offered(), liar(), holder()
    make_slot(offered)
    page = read_before(english(her.user), offered)
    assert "same identity document" not in page
    assert 'name="at"' in page
    booked(offered, typed, in_days=4)
    page = read_before(english(her.user), offered)
    assert "Another account has an appointment or a turn for this with the same identity document" in page
    assert 'name="at"' not in page
    assert "same identity document" not in read_before(english(make_person(family_name="OTHER").user), offered)
    record(her)
    assert "An officer has seen the original of the document in your profile with another person" in read_before(
        english(typed.user), offered
    )
    with pytest.raises(DocumentOfAnother):
        booked(offered, typed, in_days=5)


def refusal_for(person: Person, offered: Any) -> str | None:
    read = with_history(ServiceAtOffice.objects.filter(pk=offered.pk), [person.pk], person.user_id).get()
    found = barred([person.pk], read, now=clock.now(), account=person.user_id)
    return found.reason if found else None


@pytest.mark.django_db
def test_a_time_kept_by_another_account_bars_until_it_has_ended() -> None:
    offered, typed, her = make_offered(), liar(), holder()
    slot = make_slot(offered)
    hold_slot(**when(slot), person_id=typed.pk, actor=SYSTEM)
    assert refusal_for(her, offered)
    with patch.object(clock, "now", return_value=clock.now() + timedelta(minutes=11)):
        assert refusal_for(her, offered)  # the database refuses as long as nobody has tidied
        expire_holds(now=clock.now())
    assert refusal_for(her, offered) is None
    reopen(slot)
    assert book_slot(**when(slot), person_id=her.pk, actor=SYSTEM)


@pytest.mark.django_db
def test_an_appointment_for_something_else_by_the_same_document_bars_nobody() -> None:
    typed, her = liar(), holder()
    booked(make_offered(service=make_service("other")), typed)
    assert refusal_for(her, make_offered(reception=make_reception(make_office("780-001")))) is None


@pytest.mark.django_db
def test_whether_a_document_is_taken_is_found_by_an_index_and_not_by_reading_all_appointments() -> None:
    offered = make_offered()
    people = [with_document(make_person(family_name=f"NUMBER {number}"), f"90{number:07d}") for number in range(60)]
    for person in people:
        booked(offered, person)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE appointments_booking, appointments_documentseen, profiles_person, profiles_identitydocument")
        cursor.execute("SET LOCAL enable_seqscan = off")  # sixty rows are read faster from end to end
    rows = with_history(ServiceAtOffice.objects.filter(pk=offered.pk), [people[0].pk], people[0].user_id)
    assert "one_active_booking_per_document" in rows.explain()
