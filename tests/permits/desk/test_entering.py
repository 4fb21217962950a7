"""An officer enters a document that exists on paper: found by the identity document, looked at twice, kept with a name beside it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse

from permits.desk.models import PaperEntry
from permits.desk.selectors import person_named, token_of
from permits.models import Permit
from portal import clock
from portal.events.models import Delivery, Event
from portal.events.relay import dispatch_pending
from portal.legal.calendar import add_months
from portal.notifications.models import Message
from profiles.models import AccessRecord, Person
from tests.factories import make_applicant, make_child, make_office, make_permit, make_user, sign_in
from tests.permits.extensions.documents import make_order
from tests.profiles.test_races import TIMES, at_once

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
EN, RU = {"accept-language": "en"}, {"accept-language": "ru"}


def printed(**fields: str) -> dict[str, str]:
    issued = add_months(clock.today(), -14)
    base = {
        "kind": "temporary_residence", "series": "77 АБ", "number": "00-123 45", "citizenship": "TJ", "region": "77",
        "issued_by": "ГУ МВД России по г. Москве", "issued_on": f"{issued:%d.%m.%Y}",
        "valid_until": f"{add_months(issued, 36):%d.%m.%Y}", "seen": "original", "seen_number": "",
    }  # fmt: skip
    return {name: value for name, value in {**base, **fields}.items() if value}


@pytest.fixture
def officer() -> Any:
    make_office()
    return make_user("officer")


def page(person: Person, officer: Any) -> str:
    return reverse("admin:paper_permit", args=[token_of(person, officer)])


def enter(client: Client, address: str, **fields: str) -> Any:
    return client.post(address, {**printed(**fields), "step": "enter"}, headers=EN)


def entered(person: Person, officer: Any, **fields: str) -> Permit:
    assert enter(sign_in(officer), page(person, officer), **fields).status_code == 302
    return Permit.objects.latest("pk")


def test_the_person_is_found_by_document_and_birthday_and_shown(officer):
    person = make_applicant()
    document = person.identity_documents.get()
    told = {"state": document.issuing_state, "document": f"{document.number[:2]} {document.number[2:].lower()}"}
    client = sign_in(officer)
    wrong = client.post(reverse("admin:permit_desk_person"), {**told, "born": "01.01.1999"}, headers=EN)
    assert (wrong.status_code, person.family_name in wrong.content.decode()) == (422, False)
    assert "Whoever has no profile makes one" in wrong.content.decode()
    right = client.post(reverse("admin:permit_desk_person"), {**told, "born": f"{person.birth_date:%d.%m.%Y}"}, headers=EN, follow=True)
    text = right.content.decode()
    assert all(part in text for part in (person.family_name, document.number, "What the document says"))
    assert AccessRecord.objects.filter(person=person, what="profile").count() == 1


def test_a_document_in_two_profiles_finds_nobody(officer):
    one, two = make_applicant(), make_applicant()
    same = {"number": "FA7654321", "issuing_state": "TJ"}
    for person in (one, two):
        person.identity_documents.update(**same)
        Person.objects.filter(pk=person.pk).update(birth_date=date(1990, 1, 1))
    told = {"state": "TJ", "document": "FA7654321", "born": "01.01.1990"}
    assert sign_in(officer).post(reverse("admin:permit_desk_person"), told).status_code == 422


def test_the_address_of_a_person_serves_one_officer_for_an_hour(officer, monkeypatch):
    person = make_applicant()
    token = token_of(person, officer)
    assert person_named(token, officer) == person
    assert person_named(token, make_user("officer")) is None
    assert person_named(token + "x", officer) is None
    monkeypatch.setattr("permits.desk.selectors.HOLDS", -1)
    assert person_named(token, officer) is None
    gone = sign_in(officer).get(page(person, officer), headers=EN, follow=True)
    assert "Find the person again" in gone.content.decode()


def test_nobody_enters_a_document_of_their_own_or_of_their_child(officer):
    own = make_applicant(officer)
    child = make_child(own).child
    for person in (own, child):
        assert sign_in(officer).get(page(person, officer)).status_code == 302


def test_it_is_shown_once_more_before_anything_is_written(officer):
    person = make_applicant()
    answer = sign_in(officer).post(page(person, officer), printed(), headers=EN)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert all(
        words in text for words in ("Compare each line with the paper", "ГУ МВД России по г. Москве", "00-123 45", "Enter the document")
    )
    assert not Permit.objects.exists()
    back = sign_in(officer).post(page(person, officer), {**printed(), "step": "enter", "change": "1"}, headers=EN)
    assert ('value="00-123 45"' in back.content.decode(), Permit.objects.exists()) == (True, False)


def test_what_was_typed_becomes_a_permit_with_the_officer_beside_it(officer):
    person = make_applicant()
    permit = entered(person, officer, seen="file", seen_number="РВП-15/2025")
    assert (permit.person, permit.series, permit.number, permit.region, permit.case) == (person, "77АБ", "0012345", "77", None)
    assert permit.valid_until == permit.valid_until_stated
    entry = PaperEntry.objects.get()
    assert (entry.permit, entry.entered_by, entry.seen_number, entry.entered_on) == (permit, officer, "РВП-15/2025", clock.today())
    event = Event.objects.get(name="permits.PermitEntered")
    assert (event.actor_id, event.subject_id) == (officer.pk, permit.pk)
    shown = sign_in(officer).get(reverse("admin:desk_permit", args=[permit.pk]), headers=EN).content.decode()
    assert all(words in shown for words in ("Entered from paper on", "РВП-15/2025", officer.display_name))
    assert AccessRecord.objects.filter(person=person, what="permit", reason="77АБ 0012345").exists()


def test_the_entry_is_a_fact(officer):
    entered(make_applicant(), officer)
    entry = PaperEntry.objects.get()
    with pytest.raises(InternalError), transaction.atomic():
        PaperEntry.objects.filter(pk=entry.pk).update(issued_by="x")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Entered in the portal",
                "compare each line with your paper",
                "If something is wrong",
                "complain to the head",
                "Office 770-001",
            ),
        ),
        ("ru", ("Внесено в портал", "сравните каждую строку", "Если что-то неверно", "подайте жалобу", "Отделение 770-001")),
    ],
)
def test_the_holder_gets_a_letter_that_says_what_to_do_if_it_is_wrong(officer, language, words):
    person = make_applicant()
    type(person.user).objects.filter(pk=person.user_id).update(language=language)
    permit = entered(person, officer)
    dispatch_pending()
    letter = Message.objects.get(recipient=person.user, channel="inbox")
    assert all(part in f"{letter.subject} {letter.body}" for part in words), letter.body
    assert permit.number in letter.body
    assert officer.display_name not in letter.body


def test_a_letter_about_asylum_does_not_say_so(officer):
    person = make_applicant()
    today = clock.today()
    entered(person, officer, kind="temporary_asylum", valid_until=f"{today + 90 * ONE:%d.%m.%Y}", number="555777")
    dispatch_pending()
    letter = Message.objects.get(recipient=person.user, channel="inbox")
    assert not any(word in f"{letter.subject} {letter.body}".lower() for word in ("asylum", "555777"))


def test_both_who_act_for_a_child_hear_of_it_and_read_it_among_what_was_done(officer):
    held = make_child()
    entered(held.child, officer)
    dispatch_pending()
    letter = Message.objects.get(recipient=held.guardian.user, channel="inbox")
    assert "AMINA" in letter.subject
    done = sign_in(held.guardian.user).get(reverse("profiles:child-history", args=[held.number]), headers=EN)
    assert "An office entered a document on paper for the child" in done.content.decode()


def test_an_order_in_force_reaches_the_document_at_once_and_the_holder_reads_both_letters(officer):
    person = make_applicant()
    make_order("applied", window_from=date(2020, 1, 1), window_to=date(2040, 1, 1), number="X-1")
    permit = entered(person, officer)
    stated = permit.valid_until_stated
    assert stated is not None
    dispatch_pending()
    Delivery.objects.filter(status="pending").update(next_attempt_at=clock.now())  # news of an order is spread over time
    dispatch_pending()
    permit.refresh_from_db()
    assert (permit.valid_until_stated, permit.valid_until) == (stated, stated + 90 * ONE)
    happened = Event.objects.filter(subject_type="permits.permit", subject_id=permit.pk).order_by("pk")
    assert list(happened.values_list("name", flat=True)) == ["permits.PermitEntered", "extensions.PermitExtended"]
    letters = Message.objects.filter(recipient=person.user, channel="inbox").order_by("pk")
    assert list(letters.values_list("event__name", flat=True)) == ["permits.PermitEntered", "extensions.PermitExtended"]


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"issued_on": "01.01.1950"}, "issued_on", "The holder was born later"),
        ({"issued_on": "01.01.2099"}, "issued_on", "still to come"),
        ({"valid_until": "01.01.2024"}, "valid_until", "before the day of issue"),
        ({"valid_until": "01.01.2060"}, "valid_until", "lasts until"),
        ({"valid_until": ""}, "valid_until", "always has a last day"),
        ({"kind": "permanent_residence"}, "valid_until", "has no last day"),
        ({"number": "12*45"}, "number", "Letters and digits only"),
        ({"number": "1" * 21}, "number", "At most 20 signs"),
        ({"region": "78"}, "region", "Select a valid choice"),
        ({"seen": "register"}, "seen_number", "Write the number"),
        ({"is_specialist": "on"}, "is_specialist", "residence permit (VNZh) alone"),
        ({"replaces": "on"}, "replaces", "No document in force of this person"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_written(officer, fields, field, words):
    answer = enter(sign_in(officer), page(make_applicant(), officer), **fields)
    assert answer.status_code == 422
    assert any(words in str(error) for error in answer.context_data["form"].errors[field]), answer.context_data["form"].errors
    assert not Permit.objects.exists()


def test_a_number_that_is_here_already_is_refused_without_saying_whose_it_is(officer):
    other = make_permit(series="77АБ", number="0012345")
    answer = enter(sign_in(officer), page(make_applicant(given_names="FARRUKH"), officer))
    assert "is here already" in str(answer.context_data["form"].errors["number"])
    assert other.person.family_name + " " + other.person.given_names not in answer.content.decode()


def test_a_second_permit_of_the_kind_is_refused_until_it_is_said_to_replace_the_first(officer):
    person = make_applicant()
    old = make_permit(person=person, issued_on=add_months(clock.today(), -20))
    answer = enter(sign_in(officer), page(person, officer))
    assert "cannot stand beside" in str(answer.context_data["form"].errors["kind"])
    new = entered(person, officer, replaces="on")
    old.refresh_from_db()
    assert (old.status, old.ended_on) == ("replaced", new.issued_on)


def test_a_residence_permit_of_before_november_2019_has_five_years_and_of_a_stateless_person_ten(officer):
    client, person = sign_in(officer), make_applicant()
    old = {"kind": "permanent_residence", "issued_on": "31.10.2019"}
    assert enter(client, page(person, officer), **old, valid_until="01.11.2024").status_code == 422
    assert enter(client, page(person, officer), **old, valid_until="31.10.2024").status_code == 302
    new = {"kind": "permanent_residence", "issued_on": "01.11.2019", "number": "2", "citizenship": "XXA"}
    assert enter(client, page(person, officer), **new, valid_until="02.11.2029").status_code == 422
    assert enter(client, page(person, officer), **new, valid_until="01.11.2029").status_code == 302


def test_who_signed_in_long_ago_proves_it_once_more_and_nothing_typed_is_lost(officer, monkeypatch):
    monkeypatch.setattr("permits.desk.officer.recently_proved", lambda _request: False)
    answer = enter(sign_in(officer), page(make_applicant(), officer))
    assert answer.status_code == 422
    assert 'name="number" value="00-123 45"' in answer.content.decode()
    assert not Permit.objects.exists()


def test_the_language_switch_keeps_what_was_typed(officer):
    address = page(make_applicant(), officer)
    answer = sign_in(officer).post(address, {**printed(), "_language": "ru"}, follow=True)
    assert "00-123 45" in answer.content.decode()
    assert not Permit.objects.exists()


def test_another_regions_permit_is_not_found(officer):
    there = make_permit(region="78", series="78", number="1234567")
    client = sign_in(officer)
    told = {"kind": there.kind, "series": "78", "number": "1234567"}
    assert client.post(reverse("admin:permit_desk_find"), told).status_code == 422
    assert client.get(reverse("admin:desk_permit", args=[there.pk])).status_code == 404
    here = make_permit(series="77", number="1234567")
    found = client.post(reverse("admin:permit_desk_find"), {**told, "series": " 77", "number": "123-45 67"})
    assert found.url == reverse("admin:desk_permit", args=[here.pk])


def test_the_menu_leads_to_the_desk(officer):
    assert reverse("admin:permit_desk") in sign_in(officer).get(reverse("admin:queue"), headers=EN).content.decode()


@pytest.mark.django_db(transaction=True)
def test_officers_at_once_enter_it_once():
    make_office()
    person = make_applicant()
    officers = [make_user("officer") for _n in range(TIMES)]
    clients = [(sign_in(who), page(person, who)) for who in officers]
    answers = at_once(lambda n: enter(*clients[n]).status_code)
    assert sorted(answers) == [302] + [422] * (TIMES - 1)
    assert Permit.objects.count() == PaperEntry.objects.count() == 1
