"""A patent is annulled by two officers who have seen the same thing, or at its holder's own request. Nobody else ends it."""

import io
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from cases.errors import NeedsSecondPerson, ProposalChanged, UnknownGround
from cases.models import Case
from patents import services
from patents.errors import AnnulmentGone, AnnulmentOpen, PatentNotInForce
from patents.models import Annulment, Patent
from patents.rules.annulment import ANNULMENT_GROUNDS, OWN_REQUEST, barred_until
from patents.selectors import validity
from patents.services import annulment as service
from patents.services.payments import Receipt
from patents.tariff import monthly_price
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.relay import dispatch_pending
from portal.legal import services as legal
from portal.notifications.models import Message
from portal.ui.formats import civil_date
from profiles.models import AccessRecord
from tests.cases import acts, walk
from tests.cases.officer import world
from tests.factories import make_case, make_child, make_office, make_patent, make_payment, make_person, make_user
from tests.patents import life
from tests.patents.test_procedure import WORK_PATENT, application

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: TODAY)


def address(patent: Patent, name: str = "patent") -> str:
    return reverse(f"admin:{name}", args=[patent.series, patent.number])


# ---- two officers, by every door


def test_the_second_officer_ends_the_patent_on_the_day_of_the_confirmation():
    patent = life.in_force(TODAY)
    done = life.confirmed(life.proposed(patent), TODAY)
    patent.refresh_from_db()
    assert (patent.status, patent.annulled_on, done.appeal_by) == ("annulled", TODAY, date(2026, 9, 15))
    assert validity(patent, on=TODAY - timedelta(days=1)).value == "valid"
    assert validity(patent, on=TODAY).value == "annulled"
    assert acts.events(patent) == ["AnnulmentProposed", "PatentAnnulled"]


def test_the_proposer_cannot_confirm_by_the_service():
    patent, officer = life.in_force(TODAY), make_user("officer")
    annulment = life.proposed(patent, officer)
    with acts.nothing_changes(), pytest.raises(NeedsSecondPerson):
        life.confirmed(annulment, TODAY, officer)


def test_the_proposer_cannot_confirm_by_the_page():
    patent, desk = life.in_force(TODAY), world.desk()
    annulment = life.proposed(patent, desk.user)
    assert "annulment/confirm" not in desk.client.get(address(patent)).content.decode()
    answer = desk.client.post(address(patent, "annulment_confirm"), {"content_hash": life.seen(annulment)})
    patent.refresh_from_db()
    assert (answer.status_code, patent.status) == (403, "issued")


def test_the_database_itself_refuses_one_person():
    officer = make_user("officer")
    annulment = life.proposed(life.in_force(TODAY), officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Annulment.objects.filter(pk=annulment.pk).update(confirmed_by=officer, confirmed_at=clock.now(), annulled_on=TODAY, appeal_by=TODAY)


def test_the_second_officer_confirms_by_the_page_what_the_page_showed():
    patent, desk = life.in_force(TODAY), world.desk()
    life.proposed(patent)
    shown = desk.client.get(address(patent))
    hidden = shown.context["page"].shown
    answer = desk.client.post(address(patent, "annulment_confirm"), {"content_hash": hidden, "annulled_on": "2020-01-01", "ground": "X"})
    patent.refresh_from_db()
    assert (answer.status_code, patent.status, patent.annulled_on) == (302, "annulled", TODAY)


def test_an_officer_who_signed_in_long_ago_proves_it_first():
    patent, member = life.in_force(TODAY), world.staff()
    annulment = life.proposed(patent)
    client = world.signed_in(member, seconds_ago=3600)
    with acts.nothing_changes():
        answer = client.post(address(patent, "annulment_confirm"), {"content_hash": life.seen(annulment)})
    assert "reauthenticate" in answer.url


@pytest.mark.parametrize("shown", ["0" * 64, "", "x", "a" * 63])
def test_a_hash_that_is_not_that_of_the_proposal_confirms_nothing(shown):
    patent, desk = life.in_force(TODAY), world.desk()
    life.proposed(patent)
    assert desk.client.post(address(patent, "annulment_confirm"), {"content_hash": shown}).status_code == 409
    patent.refresh_from_db()
    assert patent.status == "issued"


def test_officers_propose_by_the_page_with_ground_and_words():
    patent, desk = life.in_force(TODAY), world.desk()
    form = desk.client.get(address(patent) + "?act=propose").context["page"].form
    typed = {"seen": form.initial["seen"], "ground": "NO_CONTRACT_COPY_2M", "reason": "Копия не поступила до 15.05.2026."}
    assert desk.client.post(address(patent, "annulment_propose"), typed).status_code == 302
    assert Annulment.objects.get().proposed_by == desk.user
    assert desk.client.get(reverse("admin:annulments")).content.decode().count(str(patent)) == 1


def test_the_words_of_the_ground_alone_are_not_enough():
    patent, desk = life.in_force(TODAY), world.desk()
    with override("ru"):
        plain = str(ANNULMENT_GROUNDS[0].plain)
    typed = {"seen": service.state_hash(patent), "ground": ANNULMENT_GROUNDS[0].code, "reason": plain}
    assert desk.client.post(address(patent, "annulment_propose"), typed).status_code == 422
    assert not Annulment.objects.exists()


@pytest.mark.parametrize("ground", ["", "NO_EXAM", OWN_REQUEST, "x" * 200, "'; drop table"])
def test_only_a_ground_of_the_list_is_taken(ground):
    patent = life.in_force(TODAY)
    with acts.nothing_changes(), pytest.raises(UnknownGround):
        life.proposed(patent, ground=ground)


# ---- what changed in between


def pay_a_month(patent: Patent) -> None:
    receipts = [Receipt("tax_advance", legal_price(), 1, TODAY, "demo", "between")]
    services.record_payment(patent_id=patent.pk, receipts=receipts, actor=SYSTEM, on=TODAY)


def test_a_payment_after_the_second_officer_looked_must_be_looked_at_again():
    patent = life.in_force(TODAY)
    annulment = life.proposed(patent)
    shown = life.seen(annulment)
    pay_a_month(patent)
    with acts.nothing_changes(), pytest.raises(ProposalChanged):
        life.confirmed(annulment, TODAY, content_hash=shown)


def test_a_payment_in_between_leaves_the_proposal_to_be_decided_with_the_new_day_in_sight():
    patent, desk = life.in_force(TODAY), world.desk()
    life.proposed(patent)
    before = patent.paid_through
    pay_a_month(patent)
    patent.refresh_from_db()
    page = desk.client.get(address(patent), headers={"accept-language": "en"})
    with override("en"):
        said = f"When this was proposed the last day was {civil_date(before)}; now it is {civil_date(patent.paid_through)}."
    assert said in page.text
    assert desk.client.post(address(patent, "annulment_confirm"), {"content_hash": page.context["page"].shown}).status_code == 302
    patent.refresh_from_db()
    assert (patent.status, patent.annulled_on) == ("annulled", TODAY)


def test_a_proposal_over_days_that_have_not_moved_says_nothing_of_them():
    patent, desk = life.in_force(TODAY), world.desk()
    life.proposed(patent)
    assert "When this was proposed the last day was" not in desk.client.get(address(patent), headers={"accept-language": "en"}).text


def test_a_page_that_was_open_before_the_payment_confirms_nothing_and_then_shows_the_new_day():
    patent, desk = life.in_force(TODAY), world.desk()
    life.proposed(patent)
    old = desk.client.get(address(patent)).context["page"].shown
    pay_a_month(patent)
    answer = desk.client.post(address(patent, "annulment_confirm"), {"content_hash": old}, headers={"accept-language": "en"})
    assert (answer.status_code, "When this was proposed the last day was" in answer.text) == (409, True)
    assert not Annulment.objects.exclude(confirmed_at=None).exists()


def legal_price() -> Any:
    return monthly_price(region="77", paid_on=TODAY).value


def test_the_contract_that_came_in_between_must_be_looked_at():
    patent = life.in_force(TODAY)
    annulment = life.proposed(patent)
    life.sent_contract(patent, TODAY)
    with acts.nothing_changes(), pytest.raises(ProposalChanged):
        life.confirmed(annulment, TODAY)
    services.return_annulment(annulment_id=annulment.pk, reason="Договор пришёл.", actor=actor_of(make_user("officer")))
    assert life.confirmed(life.proposed(patent, ground="FORGED_OR_FALSE_DATA"), TODAY).annulled_on == TODAY


def test_a_proposal_over_what_was_not_seen_is_refused():
    patent = life.in_force(TODAY)
    seen = service.state_hash(patent)
    life.sent_contract(patent, TODAY)
    with acts.nothing_changes(), pytest.raises(ProposalChanged):
        life.proposed(patent, seen=seen)


# ---- one at a time, and never twice


def test_one_proposal_waits_at_a_time():
    patent = life.in_force(TODAY)
    life.proposed(patent)
    with acts.nothing_changes(), pytest.raises(AnnulmentOpen):
        life.proposed(patent)


def test_a_returned_proposal_cannot_be_confirmed_and_the_proposer_hears_why():
    patent, proposer = life.in_force(TODAY), make_user("officer")
    annulment = life.proposed(patent, proposer)
    services.return_annulment(annulment_id=annulment.pk, reason="Договор есть.", actor=actor_of(make_user("officer")))
    with acts.nothing_changes(), pytest.raises(AnnulmentGone):
        life.confirmed(annulment, TODAY)
    dispatch_pending()
    assert set(Message.objects.values_list("recipient_id", flat=True)) == {proposer.pk}


def test_an_annulled_patent_is_not_annulled_again():
    patent = life.in_force(TODAY)
    annulment = life.confirmed(life.proposed(patent), TODAY)
    with acts.nothing_changes(), pytest.raises(AnnulmentGone):
        life.confirmed(annulment, TODAY)
    with acts.nothing_changes(), pytest.raises(PatentNotInForce):
        life.proposed(patent)


# ---- what the holder is told, and when


def test_the_holder_hears_nothing_before_the_confirmation_and_everything_after_it():
    patent = life.in_force(TODAY)
    annulment = life.proposed(patent, ground="DRUG_OR_INFECTION", reason="Справка недействительна.")
    browser = acts_browser(patent)
    page = reverse("patents:annulment", args=[patent.series, patent.number])
    dispatch_pending()
    assert not Message.objects.filter(recipient=patent.person.user).exists()
    assert browser.get(page).status_code == 404
    life.confirmed(annulment, TODAY)
    dispatch_pending()
    told = Message.objects.filter(recipient=patent.person.user)
    assert set(told.values_list("channel", flat=True)) == {"inbox", "email"}
    for message in told:
        assert not [word for word in ("Drug", "infection", "наркот", "Справка") if word in message.subject + message.body]
    letter = browser.get(page).content.decode()
    assert "Drug use or a dangerous infection" in letter
    assert "Справка недействительна." in letter
    assert "15\u00a0September\u00a02026" in letter
    paper = PdfReader(io.BytesIO(browser.get(page.replace("annulment/", "annulment.pdf")).content))
    printed = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    for said in ("Your patent was annulled", "you may not work under it", "15 September 2026", "Tell your employer", patent.case.reference):
        assert said in printed


def acts_browser(patent: Patent) -> Client:
    return walk.browser(patent.person.user)


def test_another_office_and_the_officers_own_patent_are_not_there():
    patent = life.in_force(TODAY)
    life.proposed(patent)
    elsewhere = world.desk(where=make_office("780-001"))
    assert elsewhere.client.get(address(patent)).status_code == 404
    assert elsewhere.client.post(address(patent, "annulment_confirm")).status_code == 404
    assert str(patent) not in elsewhere.client.get(reverse("admin:annulments")).content.decode()
    stranger = acts_browser(life.in_force(TODAY))
    assert stranger.get(reverse("patents:annulment", args=[patent.series, patent.number])).status_code == 404


def test_the_patent_of_an_officers_child_is_not_there_for_her_by_any_door():
    patent, desk = life.in_force(TODAY), world.desk()
    life.proposed(patent)
    make_payment(patent, external_id="of-the-child")
    doors = [
        address(patent),
        "/admin/annulments/",
        "/admin/patents/patent/",
        "/admin/payments/?show=matched",
    ]
    assert all(patent.number in desk.client.get(door).text for door in doors)
    child = make_child(make_person(desk.user)).child
    Case.objects.filter(pk=patent.case_id).update(person=child)
    Patent.objects.filter(pk=patent.pk).update(person=child)
    answers = [desk.client.get(door) for door in doors]
    assert [answer.status_code for answer in answers] == [404, 200, 200, 200]
    assert not any(patent.number in answer.text for answer in answers)
    assert desk.client.post(address(patent, "annulment_confirm"), {"content_hash": "0" * 64}).status_code == 404


def test_every_look_of_an_officer_is_written_down():
    patent, desk = life.in_force(TODAY), world.desk()
    desk.client.get(address(patent))
    assert AccessRecord.objects.get().reason == str(patent)


# ---- at the holder's own request


def requested(patent: Patent) -> Any:
    answers = {"patent": {"patent": str(patent)}, "consequences": {"understood": "yes"}}
    case = make_case("granted", person=patent.person, procedure="work-patent-annulment", answers=answers)
    return lambda: services.annul_on_request(
        case=case, patent_id=patent.pk, article="MVD order 695 of 5 October 2020", actor=SYSTEM, on=TODAY
    )


def test_the_holders_request_ends_the_patent_and_names_both_officers():
    patent = life.in_force(TODAY)
    done = requested(patent)()
    patent.refresh_from_db()
    assert (patent.status, patent.annulled_on, done.ground) == ("annulled", TODAY, OWN_REQUEST)
    assert done.confirmed_by_id != done.proposed_by_id


def test_a_request_waits_until_a_proposal_is_decided_and_cannot_end_what_has_ended():
    patent = life.in_force(TODAY)
    annulment, request = life.proposed(patent), requested(patent)
    with acts.nothing_changes(), pytest.raises(AnnulmentOpen):
        request()
    life.confirmed(annulment, TODAY)
    with acts.nothing_changes(), pytest.raises(PatentNotInForce):
        request()


# ---- the bar after it


def test_the_bar_lasts_a_year_and_only_after_the_grounds_that_the_row_names():
    term, grounds = legal.term("patents.repeat_bar", on=TODAY), frozenset({"A"})
    bar = barred_until([("A", date(2024, 2, 29)), ("B", date(2026, 1, 1))], grounds=grounds, term=term)
    assert bar is not None
    assert bar.value == date(2025, 2, 28)
    assert barred_until([("B", TODAY)], grounds=grounds, term=term) is None


def test_after_an_annulment_a_new_application_is_barred_until_the_day_a_year_later():
    patent = life.in_force(TODAY)
    life.confirmed(life.proposed(patent), TODAY)

    def stops(on: date) -> list[str]:
        return [reason.code for reason in WORK_PATENT.blocking(application(person_id=patent.person_id, on=on))]

    assert stops(date(2027, 6, 15)) == ["repeat_bar"]
    assert stops(date(2027, 6, 16)) == []


def test_a_patent_ended_at_ones_own_request_bars_nothing():
    patent = life.in_force(TODAY)
    requested(patent)()
    assert WORK_PATENT.blocking(application(person_id=patent.person_id, on=TODAY)) == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_ground_has_title_plain_words_and_article(language):
    with override(language):
        assert all(str(ground.title) and str(ground.plain) and ground.article for ground in ANNULMENT_GROUNDS)


# ---- at the same moment


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_officers_confirm_at_once_and_one_of_them_does(self):
        patent, pair = life.in_force(TODAY), life.officers()
        annulment = life.proposed(patent)
        answers = acts.at_once(2, lambda number: life.confirmed(annulment, TODAY, pair[number]))
        assert sorted(type(answer).__name__ for answer in answers) == ["Annulment", "AnnulmentGone"]
        assert acts.events(patent).count("PatentAnnulled") == 1

    def test_a_contract_and_a_confirmation_at_once_never_both_win(self):
        patent, officer = life.in_force(TODAY), make_user("officer")
        annulment = life.proposed(patent)
        acts_at_once = [lambda: life.confirmed(annulment, TODAY, officer), lambda: life.sent_contract(patent, TODAY)]
        answers = acts.at_once(2, lambda number: acts_at_once[number]())
        patent.refresh_from_db()
        assert sum(isinstance(answer, Exception) for answer in answers) == 1
        assert (patent.status == "annulled") == isinstance(answers[1], Exception)

    def test_control_without_locks_both_confirm(self, monkeypatch):
        patent, pair = life.in_force(TODAY), life.officers()
        annulment = life.proposed(patent)
        acts.without_locks(monkeypatch)
        met, looks = threading.Barrier(2, timeout=20), service.is_stale

        def both_have_looked(*args: Any) -> bool:
            met.wait()
            return looks(*args)

        monkeypatch.setattr(service, "is_stale", both_have_looked)
        acts.at_once(2, lambda number: life.confirmed(annulment, TODAY, pair[number]))
        assert acts.events(patent).count("PatentAnnulled") == 2


def test_a_granted_patent_can_be_annulled_before_it_is_paid():
    patent = make_patent("granted", granted_on=TODAY)
    life.confirmed(life.proposed(patent, ground="FORGED_OR_FALSE_DATA"), TODAY)
    patent.refresh_from_db()
    assert (patent.status, patent.annulled_on) == ("annulled", TODAY)
