"""A card that counts no more: recalled by what happened, blocked in the lists, taken back by an officer; the holder is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from patents.card import errors, handlers
from patents.card.invariants import cards_not_recalled, codes_changed, codes_not_blocked
from patents.card.models import Card
from patents.card.selectors import waiting_for_cards
from patents.card.services import collect_card, hand_out_card, personalise_card, recall_card, spoil_card
from patents.card.tasks import recall_cards
from patents.credential.models import CredentialIndex
from patents.models import Annulment, Patent, PatentReprint
from patents.selectors import holder_as_printed
from patents.services import hand_out_reprint
from portal import clock
from portal.codes.checking import verify_here
from portal.codes.lists import build_due
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.jobs.models import Job
from portal.jobs.services import run_due_jobs
from portal.notifications.models import Message
from portal.signing.keys import signer
from portal.signing.services import withdraw
from profiles.selectors import stored_facts
from tests.factories import make_case, make_office, make_user, sign_in
from tests.patents.card.test_services import agree, batch, card_patent, finish
from tests.patents.life import confirmed, proposed

pytestmark = pytest.mark.django_db
EARLIER = timedelta(days=3)


@pytest.fixture(autouse=True)
def _region_with_cards() -> None:
    agree()


def annul(patent: Patent) -> None:
    confirmed(proposed(patent), clock.today())


def new_sheet(patent: Patent, **holder: str) -> PatentReprint:
    """A change of data that was granted and paid for."""
    case = make_case("granted", person=patent.person, procedure="patent-data-change")
    facts = stored_facts(holder_as_printed(patent)) | holder
    number = patent.reprints.count() + 2
    PatentReprint.objects.create(
        patent=patent, case=case, kind="data_change", blank=number, holder=facts, profession=patent.profession, granted_on=clock.today()
    )
    reprint = hand_out_reprint(case_id=case.pk, actor=SYSTEM, on=clock.today())
    assert reprint is not None
    return reprint


def handed_out(**fields: Any) -> Card:
    card = personalise_card(patent_id=card_patent(**fields).pk, actor=SYSTEM)
    return hand_out_card(card_id=card.pk, actor=SYSTEM)


def now(card: Card) -> Card:
    return Card.objects.get(pk=card.pk)


def test_an_annulment_recalls_the_card_blocks_its_code_and_tells_the_holder_once():
    card = handed_out()
    build_due()
    assert verify_here(card.code).valid
    annul(card.patent)
    dispatch_pending()
    build_due()
    assert (now(card).state, now(card).recall) == ("recalled", "annulled")
    assert (verify_here(card.code).result, verify_here(card.code).explanation) == ("revoked", None)
    handlers.recall_of_the_annulled(Event.objects.get(name="patents.PatentAnnulled"))
    assert Event.objects.filter(name="card.CardRecalled").count() == 1
    letters = Message.objects.filter(recipient=card.patent.person.user, subject__contains="does not count any more")
    assert sorted(letter.channel for letter in letters) == ["email", "inbox"]
    assert card.patent.case.office.address_en in letters[0].body


def test_a_card_only_asked_for_is_refused_with_the_annulment_as_its_reason():
    patent = card_patent()
    made, _officer = batch(patent)
    annul(patent)
    dispatch_pending()
    finish(made)
    assert (made.cards.get().state, made.cards.get().problem) == ("spoiled", "patent_annulled")
    assert not Event.objects.filter(name="card.CardRecalled").exists()


def test_changed_data_recall_the_card_and_the_patent_gets_another_whose_code_is_valid():
    card = handed_out()
    patent = card.patent
    new_sheet(patent, family_name="NAZAROVA")
    dispatch_pending()
    assert (now(card).state, now(card).recall) == ("recalled", "new_sheet")
    assert waiting_for_cards(make_user("officer"), make_office()).get() == patent
    second = personalise_card(patent_id=patent.pk, actor=SYSTEM)
    build_due()
    assert verify_here(card.code).explanation == "replaced_since_printing"
    assert (verify_here(second.code).result, verify_here(second.code).content.name) == ("valid", "NAZAROVA ZARINA")


def test_a_card_made_of_the_new_sheet_before_its_event_came_stays():
    patent = card_patent()
    new_sheet(patent, family_name="NAZAROVA")
    card = personalise_card(patent_id=patent.pk, actor=SYSTEM)
    dispatch_pending()
    assert (now(card).state, card.sheet) == ("personalised", 2)


@pytest.mark.parametrize("purpose", ["credential", "card-ds", "card-csca"])
def test_cards_of_a_withdrawn_key_are_recalled_and_others_stay(purpose):
    before = [handed_out(), personalise_card(patent_id=card_patent().pk, actor=SYSTEM)]
    withdraw(kid=signer(purpose).kid, reason="copied", actor=SYSTEM)
    after = handed_out()
    dispatch_pending()
    run_due_jobs()
    assert [(now(card).state, now(card).recall) for card in before] == [("recalled", "key_withdrawn")] * 2
    assert now(after).state == "handed_out"
    job = Job.objects.get(kind="patents.cards.recall")
    assert (job.state, job.done) == ("done", 2)


def test_a_recalled_card_is_collected_once_and_is_neither_handed_out_nor_recalled_again():
    card = handed_out()
    recall_card(card_id=card.pk, reason="annulled", actor=SYSTEM)
    assert recall_card(card_id=card.pk, reason="annulled", actor=SYSTEM) is None
    with pytest.raises(errors.CardNotLive):
        hand_out_card(card_id=card.pk, actor=SYSTEM)
    collect_card(card_id=card.pk, actor=SYSTEM)
    for act in (collect_card, hand_out_card):
        with pytest.raises(errors.CardNotLive):
            act(card_id=card.pk, actor=SYSTEM)
    assert Event.objects.filter(name="card.CardCollected").count() == 1


def test_a_lost_card_is_blocked_and_the_patent_and_its_next_card_go_on():
    card = handed_out()
    spoil_card(card_id=card.pk, reason="lost on the bus", actor=SYSTEM)
    second = personalise_card(patent_id=card.patent_id, actor=SYSTEM)
    build_due()
    assert verify_here(card.code).explanation == "replaced_since_printing"
    assert verify_here(second.code).valid


def test_the_database_refuses_a_recall_without_its_reason_and_a_way_back():
    card = handed_out()
    for change in ({"state": "recalled"}, {"state": "recalled", "recall": "annulled"}, {"code": "", "code_kid": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Card.objects.filter(pk=card.pk).update(**change)
    recall_card(card_id=card.pk, reason="annulled", actor=SYSTEM)
    for state in ("handed_out", "personalised", "queued"):
        with pytest.raises(InternalError), transaction.atomic():
            Card.objects.filter(pk=card.pk).update(state=state)


# ---- invariants, each broken once


def test_a_live_card_of_an_annulled_patent_breaks_an_invariant_after_a_while():
    card = handed_out()
    annul(card.patent)
    assert cards_not_recalled() == 0  # the event is on its way
    Annulment.objects.update(confirmed_at=clock.now() - EARLIER)
    assert cards_not_recalled() == 1
    dispatch_pending()
    assert cards_not_recalled() == 0


def test_a_live_card_of_the_sheet_before_breaks_an_invariant_after_a_while():
    card = handed_out()
    new_sheet(card.patent)
    assert cards_not_recalled() == 0
    PatentReprint.objects.update(handed_out_on=clock.today() - EARLIER)
    assert cards_not_recalled() == 1
    dispatch_pending()
    assert cards_not_recalled() == 0


def test_a_live_card_of_a_withdrawn_key_breaks_an_invariant_after_a_day(monkeypatch):
    handed_out()
    withdraw(kid=signer("credential").kid, reason="copied", actor=SYSTEM)
    assert cards_not_recalled() == 0
    later = clock.now() + EARLIER
    monkeypatch.setattr(clock, "now", lambda: later)
    assert cards_not_recalled() == 1


def test_an_ended_card_whose_code_goes_on_breaks_an_invariant():
    card = handed_out()
    spoil_card(card_id=card.pk, reason="lost", actor=SYSTEM)
    assert codes_not_blocked() == 0
    other = CredentialIndex.objects.create(patent=card.patent, for_card=True)
    Card.objects.filter(pk=card.pk).update(place=other)
    assert codes_not_blocked() == 1


def test_a_code_of_another_patent_breaks_an_invariant_and_one_of_a_withdrawn_key_does_not():
    card, other = handed_out(), handed_out()
    withdraw(kid=signer("credential").kid, reason="copied", actor=SYSTEM)
    assert codes_changed() == 0
    third = handed_out()
    Card.objects.filter(pk=other.pk).update(code=third.code)
    assert codes_changed() == 1
    Card.objects.filter(pk=card.pk).update(code="ABC")
    assert codes_changed() == 2


# ---- pages


def test_an_officer_sees_which_cards_to_collect_and_takes_them_back():
    card = handed_out()
    recall_card(card_id=card.pk, reason="new_sheet", actor=SYSTEM)
    officer = sign_in(make_user("officer"), client=Client(headers={"accept-language": "en"}))
    page = officer.get("/admin/cards/").content.decode()
    for part in ("To be collected", card.blank, "another card takes its place", "With the holder"):
        assert part in page
    stranger = sign_in(make_user("officer", office=make_office("780-001")))
    assert stranger.post(f"/admin/cards/{card.pk}/collect/").status_code == 404
    assert officer.post(f"/admin/cards/{card.pk}/collect/").status_code == 302
    assert now(card).state == "collected"
    assert "To be collected" not in officer.get("/admin/cards/").content.decode()


def test_the_holder_reads_on_the_patent_s_page_to_bring_the_card_back():
    card = handed_out()
    recall_card(card_id=card.pk, reason="key_withdrawn", actor=SYSTEM)
    holder = sign_in(card.patent.person.user, client=Client(headers={"accept-language": "en"}))
    page = holder.get(f"/patents/{card.patent.series}/{card.patent.number}/").content.decode()
    assert "Please bring it back to the office" in page
    assert "A key that signed it was withdrawn." in page


def test_an_officer_reads_on_the_patent_s_page_which_cards_it_had_and_what_happened_to_them():
    card = handed_out()
    recall_card(card_id=card.pk, reason="new_sheet", actor=SYSTEM)
    officer = sign_in(make_user("officer"), client=Client(headers={"accept-language": "en"}))
    page = officer.get(f"/admin/patent/{card.patent.series}/{card.patent.number}/").content.decode()
    for part in (f"{card.blank}, to be collected.", "The card was made", "The card was recalled and its code blocked"):
        assert part in page


def test_a_card_whose_key_was_withdrawn_while_it_was_made_is_recalled_by_the_task_and_work_is_not_started_twice():
    card = handed_out()
    withdraw(kid=signer("credential").kid, reason="copied", actor=SYSTEM)
    for _ in range(2):
        recall_cards()
    assert Job.objects.filter(kind="patents.cards.recall").count() == 1
    run_due_jobs()
    recall_cards()
    assert now(card).state == "recalled"
    assert Job.objects.filter(kind="patents.cards.recall").count() == 1
