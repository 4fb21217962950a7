"""An entry that two officers withdrew as mistaken counts for no day, and the right one takes its number."""

from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse

from permits.desk.models import PaperEntry, PermitEnding
from permits.desk.services import confirm_ending, propose_ending, shown_hash, state_hash
from permits.models import Permit
from permits.naming import name_of, named
from permits.proof.check import check_permit
from permits.proof.credential import content_of, credential_text, signed
from permits.proof.places import place_of
from permits.selectors import by_number, entry_of, permits_in_force
from permits.standing import Standing, standing_on
from permits.yearly.status_source import read
from portal import clock
from portal.codes.checking import verify_here
from portal.codes.verdicts import Verdict
from portal.events.actor import actor_of
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles.models import Person
from tests.factories import make_applicant, make_office, make_permit, make_user, sign_in
from tests.permits.desk.test_entering import enter, entered, page
from tests.permits.extensions.test_counted_once import applied
from tests.profiles.test_races import TIMES, at_once

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
ASKED = ("temporary_residence", "77 аб", "00-123 45")


@pytest.fixture
def officers() -> list[Any]:
    make_office()
    return [make_user("officer"), make_user("officer")]


def withdraw(permit: Permit, officers: list[Any]) -> PermitEnding:
    ending = propose_ending(
        permit_id=permit.pk, ground="ENTERED_IN_ERROR", reason="Другой человек.", seen=state_hash(permit), actor=actor_of(officers[0])
    )
    done = confirm_ending(ending_id=ending.pk, shown=shown_hash(ending, permit), actor=actor_of(officers[1]), on=clock.today())
    permit.refresh_from_db()
    return done


def credential_of_a_day_ago(permit: Permit) -> str:
    return signed(content_of(permit), place=place_of(permit), at=int(clock.now().timestamp()) - 24 * 3600)


def withdrawn(officers: list[Any], person: Person | None = None, **fields: str) -> Permit:
    permit = entered(person or make_applicant(), officers[0], **fields)
    withdraw(permit, officers)
    return permit


def test_a_withdrawn_entry_says_so_and_was_valid_on_no_day(officers):
    wrong = withdrawn(officers)
    assert (wrong.status, wrong.ended_on) == ("mistaken", clock.today())
    before = clock.today() - timedelta(days=30)
    assert standing_on(wrong, before) is standing_on(wrong, clock.today()) is Standing.MISTAKEN
    assert not permits_in_force(wrong.person_id, on=before).exists()


def test_its_number_is_entered_again_and_a_third_time_refused(officers):
    wrong, person = withdrawn(officers), make_applicant()
    right = entered(person, officers[0])
    assert (right.number, right.status) == (wrong.number, "in_force")
    again = enter(sign_in(officers[0]), page(make_applicant(), officers[0]))
    assert "is here already" in str(again.context_data["form"].errors["number"])


def test_the_database_keeps_one_that_stands_and_any_number_withdrawn(officers):
    same = {"series": "77", "number": "0012345"}
    withdrawn_fields = {**same, "status": "mistaken", "ended_on": clock.today()}
    for _n in range(2):
        make_permit(**withdrawn_fields)
    make_permit(**same, status="annulled", ended_on=clock.today())  # an annulled one was true: its number is taken for good
    with pytest.raises(IntegrityError, match="permit_number_once"), transaction.atomic():
        make_permit(**same)
    assert Permit.objects.filter(**same).count() == 3


def test_what_was_withdrawn_never_comes_back(officers):
    wrong = withdrawn(officers)
    for status in ("in_force", "ended", "annulled"):
        with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
            Permit.objects.filter(pk=wrong.pk).update(status=status)


def test_an_entry_that_ended_otherwise_is_not_called_mistaken_later(officers):
    over = make_permit(status="ended", ended_on=clock.today())
    with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
        Permit.objects.filter(pk=over.pk).update(status="mistaken")


def test_the_public_check_knows_nothing_of_a_withdrawn_number_and_answers_about_the_right_entry(officers):
    assert check_permit(*ASKED).result == "not_found"
    wrong = entered(make_applicant(), officers[0])
    assert check_permit(*ASKED).result == "valid"
    withdraw(wrong, officers)
    assert check_permit(*ASKED).result == "not_found"  # the paper may be good: "not valid" would be said of it too
    right = entered(make_applicant(), officers[0])
    assert check_permit(*ASKED).result == "valid"
    Permit.objects.filter(pk=right.pk).update(status="annulled", ended_on=clock.today())
    assert check_permit(*ASKED).result == "not_valid"


def test_a_code_of_the_withdrawn_entry_is_not_judged_by_the_right_one(officers):
    wrong = entered(make_applicant(given_names="WRONG"), officers[0])
    code = credential_text(wrong)
    withdraw(wrong, officers)
    assert verify_here(code).result is Verdict.REVOKED
    right = entered(make_applicant(given_names="RIGHT"), officers[0])
    Permit.objects.filter(pk=wrong.pk).update(entered_at=wrong.entered_at - timedelta(days=2))  # the code was made a day ago
    Permit.objects.filter(pk=right.pk).update(entered_at=right.entered_at - timedelta(seconds=5))
    answer = verify_here(credential_of_a_day_ago(wrong))
    assert (answer.result, answer.explanation, answer.valid_until_today) == (Verdict.REVOKED, None, None)
    fresh = verify_here(credential_text(right))
    assert (fresh.result, fresh.valid_until_today) == (Verdict.VALID, right.valid_until)


def test_an_answer_that_names_the_number_means_the_right_entry(officers):
    wrong = withdrawn(officers)
    assert named(name_of(wrong)) is None
    right = entered(make_applicant(), officers[0])
    assert named(name_of(wrong)) == right


def test_by_number_the_one_that_stands_comes_first_and_else_the_last_withdrawn(officers):
    first, second = withdrawn(officers), withdrawn(officers)
    asked = {"kind": first.kind, "series": first.series, "number": first.number}
    assert by_number(Permit.objects.all(), **asked) == second
    right = entered(make_applicant(), officers[0])
    assert by_number(Permit.objects.all(), **asked) == right
    assert [entry_of(one) for one in (first, second, right)] == [1, 2, 3]
    assert by_number(Permit.objects.none(), **asked) is None


def test_the_officer_finds_the_right_entry_by_its_number_and_each_page_leads_to_the_other(officers):
    wrong, client = withdrawn(officers), sign_in(officers[1])
    form = {"kind": wrong.kind, "series": wrong.series, "number": wrong.number}
    found = reverse("admin:desk_permit", args=[wrong.pk])
    assert client.post(reverse("admin:permit_desk_find"), form).url == found
    text = client.get(found, headers=EN).content.decode()
    assert all(words in text for words in ("entered by mistake", "Withdrawn by two officers", "The number is free"))
    right = entered(make_applicant(), officers[0])
    assert client.post(reverse("admin:permit_desk_find"), form).url == reverse("admin:desk_permit", args=[right.pk])
    assert reverse("admin:desk_permit", args=[right.pk]) in client.get(found, headers=EN).content.decode()
    assert found in client.get(reverse("admin:desk_permit", args=[right.pk]), headers=EN).content.decode()


def test_the_holder_reads_why_each_entry_went_and_sees_the_right_one_under_the_number(officers):
    person = make_applicant()
    first, second = withdrawn(officers, person), withdrawn(officers, person)
    right, client = entered(person, officers[0]), sign_in(person.user)
    parts = [right.kind, right.series, right.number]
    decision = reverse("permit_desk:decision", args=parts)
    shown = client.get(reverse("permits:permit", args=parts), headers=EN).content.decode()
    assert "Valid through" in shown
    assert all(f"{decision}?entry={n}" in shown for n in (1, 2))
    for n, one in ((1, first), (2, second)):
        answer = client.get(f"{decision}?entry={n}", headers=EN)
        assert (answer.status_code, answer.context_data["ending"].permit) == (200, one)
        assert all(words in answer.content.decode() for words in ("counts for no day", "The right entry is in the portal now"))
        assert client.get(f"{reverse('permit_desk:decision-paper', args=parts)}?entry={n}").content.startswith(b"%PDF")
    assert client.get(decision).context_data["ending"].permit == second
    assert [client.get(f"{decision}?entry={wrong}").status_code for wrong in ("3", "0", "4", "x", "", "99999999999")] == [404] * 6
    listed = client.get(reverse("permits:list"), headers=EN).content.decode()
    assert all(words in listed for words in ("entered by mistake", "valid today", f"{decision}?entry=1"))


def test_whose_entry_was_wrong_never_reads_of_whose_the_number_is_now(officers):
    person = make_applicant()
    wrong = withdrawn(officers, person)
    right = entered(make_applicant(given_names="FARRUKH"), officers[0])
    client, parts = sign_in(person.user), [wrong.kind, wrong.series, wrong.number]
    text = client.get(reverse("permits:permit", args=parts), headers=EN).content.decode()
    assert "counts for no day" in text
    decision = client.get(f"{reverse('permit_desk:decision', args=parts)}?entry=1", headers=EN).content.decode()
    assert "an officer enters it anew" in decision
    assert "The right entry is in the portal now" not in decision
    assert not any(words in text for words in ("Valid through", "FARRUKH", reverse("permits:paper", args=parts)))
    assert client.get(reverse("permits:paper", args=parts)).status_code == 404
    assert client.get(f"{reverse('permit_desk:decision', args=parts)}?entry={entry_of(right)}").status_code == 404


def test_the_letter_leads_to_the_decision_about_its_own_entry(officers):
    person = make_applicant()
    wrong = withdrawn(officers, person)
    entered(person, officers[0])
    dispatch_pending()
    letter = Message.objects.get(recipient=person.user, channel="inbox", event__name="desk.EndingDecided")
    assert f"{reverse('permit_desk:decision', args=[wrong.kind, wrong.series, wrong.number])}?entry=1" in letter.body


def test_a_yearly_notice_about_a_withdrawn_entry_settles_nothing(officers):
    person = make_applicant()
    permit = make_permit(person=person)
    permit.yearly_notices.create(
        year=1, number="N-1", address="Москва", received_at=clock.now(), received_on=clock.today(), due_on=clock.today()
    )
    assert len(read(person, clock.today()).years) == 1
    Permit.objects.filter(pk=permit.pk).update(status="mistaken", ended_on=clock.today())
    assert read(person, clock.today()).years == frozenset()


def test_entries_withdrawn_before_there_was_a_state_for_them_get_it(officers):
    day = {"ends_on": date(2026, 11, 20), "appeal_by": date(2027, 2, 20), "confirmed_at": clock.now(), "confirmed_by": officers[1]}
    for ground, number in (("ENTERED_IN_ERROR", "1"), ("OWN_STATEMENT", "2")):
        permit = make_permit(number=number, status="ended", ended_on=date(2026, 11, 20))
        PermitEnding.objects.create(
            permit=permit, ground=ground, article="x", reason="x", proposed_by=officers[0], proposed_at=clock.now(), **day
        )
    migration = import_module("permits.desk.migrations.0003_mistaken_entries")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(migration.WITHDRAWN)
    assert dict(Permit.objects.values_list("number", "status")) == {"1": "mistaken", "2": "ended"}
    with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
        Permit.objects.filter(number="2").update(status="mistaken")


@pytest.mark.django_db(transaction=True)
def test_officers_at_once_enter_the_freed_number_once():
    make_office()
    people = [make_user("officer") for _n in range(max(TIMES, 2))]
    wrong = withdrawn(people)
    clients = [(sign_in(who), page(make_applicant(), who)) for who in people[:TIMES]]
    answers = at_once(lambda n: enter(*clients[n]).status_code)
    assert sorted(answers) == [302] + [422] * (TIMES - 1)
    assert Permit.objects.filter(number=wrong.number).exclude(pk=wrong.pk).count() == 1
    assert PaperEntry.objects.count() == 2


def test_no_order_reaches_a_withdrawn_entry_or_tells_its_holder(officers):
    wrong = withdrawn(officers)
    right = entered(wrong.person, officers[0])
    assert wrong.valid_until is not None
    applied(wrong.kind)
    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (wrong.valid_until, wrong.extensions.count()) == (wrong.valid_until_stated, 0)
    assert right.extensions.count() == 1
