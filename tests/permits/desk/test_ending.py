"""Two officers end a permit before its last day, on a ground with its article, and the holder always hears why, by when and where to."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from cases.errors import NeedsSecondPerson, ProposalChanged, UnknownGround
from permits.desk.errors import EndingGone, EndingOpen
from permits.desk.models import PermitEnding
from permits.desk.services import confirm_ending, propose_ending, return_ending, shown_hash, state_hash
from permits.errors import PermitNotInForce
from permits.models import Permit
from permits.proof.check import check_permit
from permits.rules.ending import RESIDENCE, grounds_of
from permits.services import end_permit
from permits.status.reading import status_of
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.factories import make_child, make_office, make_permit, make_user, sign_in

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
WORDS = "Вы не подтверждали проживание в 2024 и 2025 годах."


@pytest.fixture
def officers() -> list[Any]:
    make_office()
    return [make_user("officer"), make_user("officer")]


def vnzh(**fields: Any) -> Permit:
    return make_permit("permanent_residence", **{"valid_until_stated": None, **fields})


def proposed(permit: Permit, officer: Any, ground: str = "NO_YEARLY_NOTICE_2Y") -> PermitEnding:
    return propose_ending(permit_id=permit.pk, ground=ground, reason=WORDS, seen=state_hash(permit), actor=actor_of(officer))


def ended(permit: Permit, officers: list[Any], ground: str = "NO_YEARLY_NOTICE_2Y", *, on: date | None = None) -> PermitEnding:
    ending = proposed(permit, officers[0], ground)
    shown = shown_hash(ending, permit)
    return confirm_ending(ending_id=ending.pk, shown=shown, actor=actor_of(officers[1]), on=on or clock.today())


def names(permit: Permit) -> list[str]:
    return list(Event.objects.filter(subject_type="permits.permit", subject_id=permit.pk).order_by("pk").values_list("name", flat=True))


def test_a_proposal_changes_nothing_and_tells_nobody(officers):
    permit = vnzh()
    proposed(permit, officers[0])
    dispatch_pending()
    permit.refresh_from_db()
    assert (permit.status, Message.objects.count()) == ("in_force", 0)
    assert names(permit) == ["desk.EndingProposed"]


def test_the_second_officer_ends_it_with_the_days_that_follow(officers):
    permit = vnzh()
    ending = ended(permit, officers, on=date(2026, 11, 26))
    permit.refresh_from_db()
    assert (permit.status, permit.ended_on) == ("annulled", date(2026, 11, 26))
    assert (ending.leave_by, ending.appeal_by) == (date(2026, 12, 11), date(2027, 2, 26))
    assert ending.article == "Federal Law 115-FZ, art. 9"
    assert names(permit) == ["desk.EndingProposed", "permits.PermitEnded", "desk.EndingDecided"]
    assert check_permit(permit.kind, permit.series, permit.number).result == "not_valid"


def test_who_proposed_cannot_confirm_and_the_database_agrees(officers):
    permit = vnzh()
    ending = proposed(permit, officers[0])
    with pytest.raises(NeedsSecondPerson):
        confirm_ending(ending_id=ending.pk, shown=shown_hash(ending, permit), actor=actor_of(officers[0]), on=clock.today())
    with pytest.raises(IntegrityError, match="ending_takes_two_people"), transaction.atomic():
        PermitEnding.objects.filter(pk=ending.pk).update(
            confirmed_by=officers[0], confirmed_at=clock.now(), ends_on=clock.today(), appeal_by=clock.today()
        )
    with pytest.raises(InternalError), transaction.atomic():
        PermitEnding.objects.filter(pk=ending.pk).update(reason="Other words.")
    permit.refresh_from_db()
    assert permit.status == "in_force"


def test_what_was_not_shown_is_not_confirmed(officers):
    permit = make_permit()
    ending = proposed(permit, officers[0], "MARRIAGE_INVALID")
    shown = shown_hash(ending, permit)
    Permit.objects.filter(pk=permit.pk).update(valid_until=permit.valid_until + timedelta(days=90))  # an order moved it
    with pytest.raises(ProposalChanged):
        confirm_ending(ending_id=ending.pk, shown=shown, actor=actor_of(officers[1]), on=clock.today())
    permit.refresh_from_db()
    confirm_ending(ending_id=ending.pk, shown=shown_hash(ending, permit), actor=actor_of(officers[1]), on=clock.today())


def test_a_returned_proposal_makes_room_for_another_and_its_author_hears_of_it(officers):
    permit = vnzh()
    ending = proposed(permit, officers[0])
    with pytest.raises(EndingOpen):
        proposed(permit, officers[1])
    return_ending(ending_id=ending.pk, reason="Уведомление есть в деле.", actor=actor_of(officers[1]))
    with pytest.raises(EndingGone):
        return_ending(ending_id=ending.pk, reason="Again.", actor=actor_of(officers[1]))
    dispatch_pending()
    assert list(Message.objects.filter(channel="inbox").values_list("recipient", flat=True)) == [officers[0].pk]
    again = proposed(permit, officers[1])
    return_ending(ending_id=again.pk, reason="Taken back.", actor=actor_of(officers[1]))
    dispatch_pending()
    assert Message.objects.filter(channel="inbox").count() == 1


def test_a_document_that_ended_meanwhile_is_not_ended_twice(officers):
    permit = make_permit()
    ending = proposed(permit, officers[0], "MARRIAGE_INVALID")
    end_permit(permit_id=permit.pk, status="replaced", actor=SYSTEM, on=clock.today())
    permit.refresh_from_db()
    with pytest.raises(PermitNotInForce):
        confirm_ending(ending_id=ending.pk, shown=shown_hash(ending, permit), actor=actor_of(officers[1]), on=clock.today())
    with pytest.raises(PermitNotInForce):
        proposed(permit, officers[1])


@pytest.mark.parametrize(
    ("kind", "ground", "status", "leaves"),
    [
        ("temporary_residence", "MARRIAGE_INVALID", "annulled", True),
        ("temporary_residence", "OWN_STATEMENT", "ended", True),
        ("permanent_residence", "BECAME_CITIZEN", "ended", False),
        ("study_residence", "STUDIES_OVER", "annulled", True),
        ("temporary_asylum", "CIRCUMSTANCES_GONE", "ended", False),  # no act with a day is known
        ("temporary_asylum", "FALSE_STATEMENTS", "annulled", False),
    ],
)
def test_each_ground_ends_it_in_its_own_way(officers, kind, ground, status, leaves):
    permit = make_permit(kind)
    ending = ended(permit, officers, ground)
    permit.refresh_from_db()
    assert (permit.status, ending.leave_by is not None) == (status, leaves)


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        ("temporary_residence", "NO_YEARLY_NOTICE_2Y"),
        ("permanent_residence", "STUDIES_OVER"),
        ("temporary_stay", "CONVICTION"),
        ("temporary_residence", "ENTERED_IN_ERROR"),  # it was decided here, not entered from paper
    ],
)
def test_a_ground_of_another_kind_is_refused(officers, kind, ground):
    permit = make_permit(kind)
    with pytest.raises(UnknownGround):
        proposed(permit, officers[0], ground)


def test_every_residence_permit_and_asylum_has_grounds_with_an_article():
    for kind in [*RESIDENCE, "temporary_asylum"]:
        found = grounds_of(kind, entered_from_paper=False)
        assert len(found) == len({one.code for one in found}) >= 5
        assert all(one.ground.article for one in found)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Annulled: residence permit", "leave Russia by", "Appeal to a court", "Whom to ask: Office 770-001")),
        ("ru", ("Аннулировано: вид на жительство", "уезжайте не позже", "Обжалуйте решение в суде", "Кого спросить: Отделение 770-001")),
    ],
)
def test_the_letter_says_what_now_by_when_and_where_to_complain(officers, language, words):
    permit = vnzh()
    type(permit.person.user).objects.filter(pk=permit.person.user_id).update(language=language)
    ended(permit, officers)
    dispatch_pending()
    letter = Message.objects.get(recipient=permit.person.user, channel="inbox")
    assert all(part in f"{letter.subject}\n{letter.body}" for part in words), letter.body
    assert WORDS not in letter.body
    assert reverse("permit_desk:decision", args=[permit.kind, permit.series, permit.number]) in letter.body


def test_a_letter_about_asylum_names_neither_it_nor_its_number(officers):
    permit = make_permit("temporary_asylum")
    ended(permit, officers, "CIRCUMSTANCES_GONE")
    dispatch_pending()
    letter = Message.objects.get(recipient=permit.person.user, channel="inbox")
    text = f"{letter.subject}\n{letter.body}".lower()
    assert "asylum" not in text
    assert permit.number not in text
    assert "ask the office in the next days by when" in text


def test_who_acts_for_a_child_gets_the_letter_and_opens_the_decision(officers):
    held = make_child()
    permit = vnzh(person=held.child)
    ended(permit, officers, "MOVED_ABROAD")
    dispatch_pending()
    assert "AMINA" in Message.objects.get(recipient=held.guardian.user, channel="inbox").subject
    address = reverse("permit_desk:decision", args=[permit.kind, permit.series, permit.number])
    assert sign_in(held.guardian.user).get(address).status_code == 200
    assert sign_in(make_user()).get(address).status_code == 404


def test_the_holder_reads_the_decision_on_page_and_paper(officers):
    permit = vnzh()
    client = sign_in(permit.person.user)
    parts = [permit.kind, permit.series, permit.number]
    assert client.get(reverse("permit_desk:decision", args=parts)).status_code == 404
    ended(permit, officers)
    for language, words in (("en", "Your document was annulled"), ("ru", "Ваш документ аннулирован")):
        page = client.get(reverse("permit_desk:decision", args=parts), headers={"accept-language": language}).content.decode()
        assert all(part in page for part in (words, WORDS))
        assert ".." not in page.split("<main")[1].split("</main>")[0]
    assert client.get(reverse("permit_desk:decision-paper", args=parts)).content.startswith(b"%PDF")
    assert reverse("permit_desk:decision", args=parts) in client.get(reverse("permits:permit", args=parts)).content.decode()


def test_the_status_names_the_day_to_leave_until_another_ground_lasts_longer(officers):
    permit, today = vnzh(), clock.today()

    def leave() -> list[date]:
        return [duty.due.value for duty in status_of(permit.person, on=today).status.duties if duty.key.startswith("leave:permit:")]

    permit.person.entries.update(stay_until=None, entered_on=today - timedelta(days=200))
    assert leave() == []
    ending = ended(permit, officers, on=today)
    assert leave() == [ending.leave_by]
    assert status_of(permit.person, on=today).status.ground is None or status_of(permit.person, on=today).status.ground.code != "permanent"
    make_permit("temporary_residence", person=permit.person)
    assert leave() == []


# ---- the page


def page(permit: Permit, act: str = "") -> str:
    return reverse(f"admin:ending_{act}" if act else "admin:desk_permit", args=[permit.pk])


def test_one_officer_proposes_on_the_page_and_another_confirms(officers):
    permit = vnzh()
    first, second = (sign_in(one) for one in officers)
    form = {"seen": state_hash(permit), "ground": "NO_YEARLY_NOTICE_2Y", "reason": WORDS}
    assert first.post(page(permit, "propose"), form, headers=EN).status_code == 302
    mine = first.get(page(permit), headers=EN).content.decode()
    assert "Your proposal to end it waits for a second officer" in mine
    assert "Confirm the annulment" not in mine
    listed = second.get(reverse("admin:permit_desk"), headers=EN).content.decode()
    assert all(words in listed for words in ("No yearly notice for two years", page(permit)))
    theirs = second.get(page(permit), headers=EN)
    assert all(words in theirs.content.decode() for words in ("You are the second officer", WORDS, "Confirm the annulment"))
    refused = first.post(page(permit, "confirm"), {"content_hash": theirs.context_data["shown_hash"]}, headers=EN)
    assert refused.status_code == 403
    done = second.post(page(permit, "confirm"), {"content_hash": theirs.context_data["shown_hash"]}, headers=EN, follow=True)
    assert "The holder gets a letter" in done.content.decode()
    permit.refresh_from_db()
    assert permit.status == "annulled"


def test_words_that_say_nothing_of_the_case_are_refused_with_what_was_typed_kept(officers):
    permit = vnzh()
    answer = sign_in(officers[0]).post(page(permit, "propose"), {"seen": state_hash(permit), "ground": "", "reason": WORDS}, headers=EN)
    assert answer.status_code == 422
    assert all(words in answer.content.decode() for words in ("Choose the ground.", WORDS))
    assert not PermitEnding.objects.exists()


def test_a_proposal_over_a_changed_document_is_shown_anew_with_the_words_kept(officers):
    permit = make_permit()
    seen = state_hash(permit)
    Permit.objects.filter(pk=permit.pk).update(valid_until=permit.valid_until + timedelta(days=1))
    form = {"seen": seen, "ground": "MARRIAGE_INVALID", "reason": WORDS}
    answer = sign_in(officers[0]).post(page(permit, "propose"), form, headers=EN)
    permit.refresh_from_db()
    assert answer.status_code == 409
    assert all(words in answer.content.decode() for words in (WORDS, state_hash(permit)))


def test_the_proposal_goes_back_with_words_on_the_page(officers):
    permit = vnzh()
    proposed(permit, officers[0])
    second = sign_in(officers[1])
    assert second.post(page(permit, "return"), {"reason": ""}, headers=EN).status_code == 422
    answer = second.post(page(permit, "return"), {"reason": "Не то основание."}, headers=EN, follow=True)
    assert "Не то основание." in answer.content.decode()
    assert sign_in(officers[0]).get(page(permit), headers=EN).content.decode().count("Propose to end it") == 1


def test_who_signed_in_long_ago_proves_it_before_confirming(officers, monkeypatch):
    permit = vnzh()
    ending = proposed(permit, officers[0])
    monkeypatch.setattr("permits.desk.permit_page.recently_proved", lambda _request: False)
    answer = sign_in(officers[1]).post(page(permit, "confirm"), {"content_hash": shown_hash(ending, permit)})
    assert "reauthenticate" in answer.headers["Location"]
    permit.refresh_from_db()
    assert permit.status == "in_force"


def test_a_registration_offers_no_early_end(officers):
    permit = make_permit("stay_registration")
    assert "Propose to end" not in sign_in(officers[0]).get(page(permit), headers=EN).content.decode()
