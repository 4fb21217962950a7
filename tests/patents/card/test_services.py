"""The life of a card: who gets one, once, with which blank; and what is refused, with nothing changed."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from pypdf import PdfReader

from patents.card import errors, services, tlv
from patents.card.face import face_of
from patents.card.facts import card_facts
from patents.card.files import chip_files, package
from patents.card.groups import PatentDetails
from patents.card.invariants import seals_changed
from patents.card.models import Card
from patents.card.selectors import carrier_of, waiting_for_cards
from patents.card.services import hand_out_card, personalise_card, queue_cards, spoil_card
from patents.excerpt import photo_as_sent
from patents.models import Patent
from patents.procedures.application import WorkPatent
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.jobs.services import cancel_job, run_piece
from portal.legal import services as legal
from portal.notifications.models import Message
from profiles.models import AccessRecord
from tests.factories import make_applicant, make_case, make_document, make_office, make_patent, make_user
from tests.patents.card.samples import photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_storage(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def agreement() -> None:
    agree()


def agree(region: str = "77") -> None:
    legal.add_value(
        key="patents.card_agreement", scope=region, since=date(2026, 1, 1), until=None, value="1-Т", citation="Invented", actor=SYSTEM
    )


def card_patent(status: str = "issued", *, content: bytes | None = None, person: dict[str, str] | None = None, **fields: Any) -> Patent:
    """A patent whose application holds a photo."""
    case = make_case("granted", person=make_applicant(**(person or {})), **fields)
    document = make_document(case.person, "photo", content_type="image/jpeg", file="")
    document.file.save(f"documents/{document.pk}.jpg", ContentFile(photo() if content is None else content))
    case.attachments.create(document=document, kind="photo")
    return make_patent(status, case=case, profession="bricklayer")


@pytest.mark.parametrize(("day", "expected"), [(19, "paper"), (20, "card"), (25, "card"), (26, "paper")])
def test_a_region_has_cards_through_the_day_before_its_agreement_ends(day: int, expected: str):
    days = {"since": date(2026, 11, 20), "until": date(2026, 11, 26)}
    legal.add_value(key="patents.card_agreement", scope="78", value="2-Т", citation="Invented", actor=SYSTEM, **days)
    assert carrier_of("78", on=date(2026, 11, day)).value == expected


def test_a_region_has_cards_from_the_day_of_its_agreement_and_paper_before_it_and_elsewhere(agreement):
    assert carrier_of("77", on=date(2026, 1, 1)).value == "card"
    assert carrier_of("77", on=date(2025, 12, 31)).value == "paper"
    assert carrier_of("78", on=date(2026, 1, 1)).value == "paper"
    assert "1-Т" in str(carrier_of("77", on=date(2026, 6, 1)).steps[-1].text)


def test_without_an_entered_agreement_every_region_has_paper():
    assert carrier_of("77", on=clock.today()).value == "paper"


def test_a_card_is_made_once_with_its_blank_and_asking_again_gives_the_same_card_and_the_same_bytes(agreement):
    patent = card_patent()
    first = personalise_card(patent_id=patent.pk, actor=SYSTEM)
    files = package(first)
    again = personalise_card(patent_id=patent.pk, actor=SYSTEM)
    assert (again.pk, again.blank) == (first.pk, first.blank)
    assert package(Card.objects.get(pk=first.pk)) == files
    assert sorted(files) == ["EF.COM", "EF.DG1", "EF.DG12", "EF.DG13", "EF.DG2", "EF.SOD", "card.pdf", "manifest.json"]
    assert Event.objects.filter(name="card.CardPersonalised").count() == 1


def test_blanks_are_numbered_one_after_the_other(agreement):
    cards = [personalise_card(patent_id=card_patent().pk, actor=SYSTEM) for _ in range(3)]
    assert [card.blank for card in cards] == ["ПР 0000001", "ПР 0000002", "ПР 0000003"]


REFUSED = [
    ("granted", None, errors.PatentNotIssued),
    ("annulled", None, errors.PatentIsAnnulled),
    ("issued", b"%PDF-1.7", errors.PhotoUnreadable),
    ("issued", photo()[:900], errors.PhotoUnreadable),
    ("issued", photo((283, 378)), errors.PhotoTooSmall),
    ("issued", photo((284, 377)), errors.PhotoTooSmall),
    ("issued", photo((6000, 4000), "PNG"), errors.PhotoUnreadable),
    ("issued", b"", errors.PhotoUnreadable),
]


def dated(patent: Patent, *, begins: int, through: int) -> Patent:
    """Its first and its last paid day, so many days from today."""
    begins_on, paid_through = (clock.today() + timedelta(days=days) for days in (begins, through))
    days = {"issued_on": min(begins_on, clock.today()), "begins_on": begins_on, "expires_on": begins_on + timedelta(days=364)}
    Patent.objects.filter(pk=patent.pk).update(**days, paid_through=paid_through)
    patent.refresh_from_db()
    return patent


@pytest.mark.parametrize(("begins", "through", "shown"), [(-30, -1, False), (-30, 0, True), (0, 30, True), (20, 50, True)])
def test_cards_are_offered_and_made_of_patents_that_are_valid_or_begin_later_only(agreement, begins: int, through: int, shown: bool):
    patent = dated(card_patent(), begins=begins, through=through)
    assert waiting_for_cards(make_user("officer"), make_office()).exists() is shown
    if shown:
        assert personalise_card(patent_id=patent.pk, actor=SYSTEM).state == "personalised"
    else:
        with pytest.raises(errors.PatentHasEnded):
            personalise_card(patent_id=patent.pk, actor=SYSTEM)
        assert not Card.objects.exists()


def test_of_a_patent_whose_year_is_over_no_card_is_made_and_one_that_an_order_extends_has_one(agreement):
    over, extended = dated(card_patent(), begins=-400, through=-36), dated(card_patent(), begins=-40, through=-10)
    Patent.objects.filter(pk=extended.pk).update(extended_through=clock.today() + timedelta(days=9))
    assert waiting_for_cards(make_user("officer"), make_office()).get() == extended
    with pytest.raises(errors.PatentHasEnded):
        personalise_card(patent_id=over.pk, actor=SYSTEM)


def test_a_patent_that_lapses_while_its_card_is_asked_for_is_refused_with_the_reason(agreement):
    patent = card_patent()
    batch = queue_cards(patent_ids=[patent.pk], office=make_office(), actor=SYSTEM)
    assert batch is not None
    dated(patent, begins=-30, through=-1)
    run_piece(batch.job_id)
    assert list(Card.objects.values_list("state", "problem")) == [("spoiled", "patent_has_ended")]


@pytest.mark.parametrize(("status", "content", "refusal"), REFUSED)
def test_what_cannot_be_a_card_is_refused_and_nothing_is_kept(agreement, status, content, refusal):
    patent = card_patent(status, content=content)
    with pytest.raises(refusal):
        personalise_card(patent_id=patent.pk, actor=SYSTEM)
    assert not Card.objects.exists()
    assert not Event.objects.filter(name__startswith="card.").exists()


def test_a_reissued_patent_has_a_card_with_the_photo_of_the_application_before(agreement):
    """A reissue asks for no new photo."""
    first = card_patent()
    following = make_patent("issued", case=make_case("granted", person=first.person), predecessor=first, profession="bricklayer")
    card = personalise_card(patent_id=following.pk, actor=SYSTEM)
    assert package(card)["EF.DG2"] == chip_files(card_facts(first), face_of(first))[2]
    assert photo_as_sent(following.pk) == photo_as_sent(first.pk) == first.case.attachments.get().document


@pytest.mark.parametrize(("size", "ok"), [((284, 378), True), ((283, 378), False), (None, None)])
def test_the_officer_reads_whether_the_photo_is_large_enough_while_another_can_be_asked_for(size, ok):
    case = card_patent(content=photo(size) if size else b"").case
    [check] = [one for one in WorkPatent().checks_of_case(case) if one.code == "photo"]
    assert check.ok is ok


def test_without_an_agreement_or_a_photo_there_is_no_card():
    patent = card_patent()
    with pytest.raises(errors.NoCardHere):
        personalise_card(patent_id=patent.pk, actor=SYSTEM)
    agree()
    patent.case.attachments.all().delete()
    with pytest.raises(errors.PhotoMissing):
        personalise_card(patent_id=patent.pk, actor=SYSTEM)


def test_a_name_changed_in_the_profile_later_is_not_on_the_card(agreement):
    patent = card_patent()
    patent.person.family_name = "SOMEBODY"
    patent.person.save()
    assert b"RAHIMOVA" in package(personalise_card(patent_id=patent.pk, actor=SYSTEM))["EF.DG1"]


def test_the_inn_that_the_application_told_is_on_the_card_and_one_told_later_is_not(agreement):
    told, untold = card_patent(person={"inn": "500100732259"}), card_patent()
    untold.person.inn = "500100732259"
    untold.person.save()
    for patent, inn in ((told, "500100732259"), (untold, None)):
        files = package(personalise_card(patent_id=patent.pk, actor=SYSTEM))
        assert PatentDetails.load(tlv.inside(files["EF.DG13"], "6D")).native["inn"] == inn
        assert ("500100732259" in PdfReader(io.BytesIO(files["card.pdf"])).pages[0].extract_text()) == bool(inn)


def test_files_that_would_not_fit_their_seal_are_refused(agreement):
    card = personalise_card(patent_id=card_patent().pk, actor=SYSTEM)
    Patent.objects.filter(pk=card.patent_id).update(profession="welder")
    with pytest.raises(errors.FilesWouldDiffer):
        package(Card.objects.get(pk=card.pk))


def test_a_spoiled_blank_is_followed_by_a_new_one_and_a_handed_out_card_is_not_handed_out_again(agreement):
    patent = card_patent()
    first = personalise_card(patent_id=patent.pk, actor=SYSTEM)
    spoil_card(card_id=first.pk, reason="printed crooked", actor=SYSTEM)
    second = personalise_card(patent_id=patent.pk, actor=SYSTEM)
    assert second.blank != first.blank
    hand_out_card(card_id=second.pk, actor=SYSTEM)
    for refused in (first, second):
        with pytest.raises(errors.CardNotLive):
            hand_out_card(card_id=refused.pk, actor=SYSTEM)
    assert Card.objects.get(pk=first.pk).state == "spoiled"


def test_the_database_holds_one_live_card_per_patent_and_refuses_other_moves(agreement):
    card = personalise_card(patent_id=card_patent().pk, actor=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(patent=card.patent)
    with pytest.raises(InternalError), transaction.atomic():
        Card.objects.filter(pk=card.pk).update(state="queued")
    with pytest.raises(InternalError), transaction.atomic():
        card.delete()


def test_the_holder_is_told_where_to_take_the_card(agreement):
    patent = card_patent()
    personalise_card(patent_id=patent.pk, actor=SYSTEM)
    dispatch_pending()
    messages = Message.objects.filter(recipient=patent.person.user)
    assert sorted(message.channel for message in messages) == ["email", "inbox"]
    for message in messages:
        assert patent.case.office.address_en in message.body


# ---- batches


def batch(*patents: Patent) -> tuple[Any, Any]:
    officer = make_user("officer")
    made = queue_cards(patent_ids=[patent.pk for patent in patents], office=make_office(), actor=Actor("officer", officer.pk))
    assert made is not None
    return made, officer


def finish(made: Any) -> None:
    while run_piece(made.job_id):
        pass
    made.job.refresh_from_db()


def test_a_batch_makes_each_card_and_says_of_the_others_why_not(agreement):
    good, bad = [card_patent() for _ in range(6)], card_patent(content=b"no picture")
    made, officer = batch(*good, bad)
    finish(made)
    assert (made.job.state, made.job.done, made.job.failed) == ("done", 7, 1)
    assert made.cards.get(patent=bad).problem == "photo_unreadable"
    assert set(made.cards.exclude(patent=bad).values_list("state", flat=True)) == {"personalised"}
    assert AccessRecord.objects.filter(reader=officer, what="card").count() == 6


def test_a_worker_killed_between_two_pieces_leaves_cards_that_the_next_one_makes_once(agreement):
    patents = [card_patent() for _ in range(7)]
    made, _officer = batch(*patents)
    run_piece(made.job_id)
    assert made.cards.filter(state="personalised").count() == 5
    finish(made)
    assert made.cards.filter(state="personalised").count() == 7
    assert Event.objects.filter(name="card.CardPersonalised").count() == 7
    numbers = sorted(made.cards.values_list("blank_number", flat=True))
    assert numbers == [f"{number:07}" for number in range(1, 8)]


def test_a_worker_killed_inside_a_piece_leaves_nothing_of_it(agreement, monkeypatch):
    made, _officer = batch(*(card_patent() for _ in range(3)))

    whole, calls = services.emit, []

    def dies(event: Any, **others: Any) -> Any:
        calls.append(event)
        if len(calls) == 2:
            raise SystemError
        return whole(event, **others)

    monkeypatch.setattr(services, "emit", dies)
    run_piece(made.job_id)
    assert set(made.cards.values_list("state", "blank_number")) == {("queued", "")}
    monkeypatch.setattr(services, "emit", whole)
    finish(made)
    assert sorted(made.cards.values_list("blank_number", flat=True)) == ["0000001", "0000002", "0000003"]


def test_patents_of_another_office_and_those_with_a_card_are_passed_over(agreement):
    mine, with_card = card_patent(), card_patent()
    other = card_patent(office=make_office("780-001"))
    personalise_card(patent_id=with_card.pk, actor=SYSTEM)
    made, _officer = batch(mine, with_card, other)
    assert [card.patent_id for card in made.cards.all()] == [mine.pk]
    assert queue_cards(patent_ids=[mine.pk], office=make_office(), actor=SYSTEM) is None
    assert not waiting_for_cards(make_user("officer"), make_office()).exists()


def test_what_a_cancelled_batch_left_behind_goes_on_in_the_next(agreement):

    patent = card_patent()
    made, _officer = batch(patent)
    cancel_job(job_id=made.job_id)
    assert waiting_for_cards(make_user("officer"), make_office()).get() == patent
    again, _officer = batch(patent)
    finish(again)
    assert again.cards.get().state == "personalised"


# ---- the command


def test_the_command_writes_a_folder_per_card_and_the_same_bytes_again(agreement, tmp_path):
    patent, out = card_patent(), tmp_path / "out"
    call_command("personalise_card", patent=[f"{patent.series} {patent.number}"], out=out, stdout=io.StringIO())
    folder = next(out.iterdir())
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(before) == 8
    call_command("personalise_card", patent=[f"{patent.series}{patent.number}"], out=out, stdout=io.StringIO())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_command_names_what_it_could_not_make_and_makes_the_rest(agreement, tmp_path):
    patent, listed, said = card_patent(), tmp_path / "list.txt", io.StringIO()
    listed.write_text(f"{patent.series} {patent.number}\n77 2699999999\n")
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("personalise_card", batch=listed, out=tmp_path / "out", stdout=io.StringIO(), stderr=said)
    assert "77 2699999999: no such patent" in said.getvalue()
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_changed_seal_breaks_an_invariant(agreement):
    card = personalise_card(patent_id=card_patent().pk, actor=SYSTEM)
    assert seals_changed() == 0
    Card.objects.filter(pk=card.pk).update(sod=b"w\0")
    assert seals_changed() == 1
