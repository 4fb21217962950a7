"""A patent that was reissued is annulled: what becomes of the next one is said in the same decision, and it never begins unseen."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases.errors import ProposalChanged
from patents import invariants as keep
from patents import services
from patents.errors import AnnulmentOpen, LaterPatentBarred, LaterPatentUndecided
from patents.models import Annulment, Patent
from patents.rules.annulment import OWN_REQUEST
from patents.selectors import later_patents
from patents.services import annulment as service
from patents.services.payments import Receipt
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.cases import acts
from tests.cases.officer import world
from tests.factories import make_case, make_patent, make_user, sign_in
from tests.patents import life
from tests.patents.test_annulment import address, legal_price

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
ENDS = date(2026, 7, 14)
LATER_BEGINS = date(2026, 7, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: TODAY)


def reissued(*, paid: bool = False) -> tuple[Patent, Patent]:
    """A patent in its last month and the one that follows it, granted and, when told so, paid."""
    patent = life.in_force(TODAY, issued_on=date(2025, 7, 15), months=12, expires_on=ENDS)
    case = make_case("granted", person=patent.person, procedure="work-patent-reissue")
    later = services.reissue_patent(case=case, predecessor_id=patent.pk, profession="bricklayer", actor=SYSTEM, on=TODAY)
    return patent, pay(later) if paid else later


def pay(patent: Patent, on: date = TODAY) -> Patent:
    receipts = [
        Receipt("state_fee", 4200, 0, on, "demo", f"fee-{patent.pk}"),  # type: ignore[arg-type]
        Receipt("tax_advance", legal_price(), 1, on, "demo", f"month-{patent.pk}"),
    ]
    return services.record_payment(patent_id=patent.pk, receipts=receipts, actor=SYSTEM, on=on)


def proposed(patent: Patent, later: str, reason: str = "", ground: str = "LEFT_RF_OVER_6M") -> Annulment:
    return life.proposed(patent, ground=ground, later=later, later_reason=reason)


@pytest.mark.parametrize("paid", [False, True])
def test_the_next_patent_ends_with_the_first_by_the_same_two_people_ground_and_words(paid: bool):
    patent, later = reissued(paid=paid)
    done = life.confirmed(proposed(patent, "ended"), TODAY)
    patent.refresh_from_db()
    later.refresh_from_db()
    assert (patent.status, later.status, later.annulled_on) == ("annulled", "annulled", TODAY)
    second = Annulment.objects.get(patent=later)
    assert second.ended_with == done
    assert (second.ground, second.reason, second.appeal_by) == (done.ground, done.reason, done.appeal_by)
    assert (second.proposed_by, second.confirmed_by) == (done.proposed_by, done.confirmed_by)
    assert acts.events(later)[-1] == "PatentAnnulled"
    assert (keep.annulled_by_nobody(), keep.later_patents_undecided(), keep.annulled_by_one()) == (0, 0, 0)


def test_the_next_patent_stays_for_a_reason_and_begins_on_its_own_day_and_not_earlier():
    patent, later = reissued()
    life.confirmed(proposed(patent, "kept", "Основание касается только первого патента."), TODAY)
    later = pay(later)
    assert (later.status, later.begins_on, later.issued_on) == ("issued", LATER_BEGINS, TODAY)
    assert (keep.successor_too_early(), keep.later_patents_undecided()) == (0, 0)


@pytest.mark.parametrize(("later", "reason"), [("", ""), ("kept", ""), ("whatever", "Потому.")])
def test_without_a_word_about_the_next_patent_nothing_is_proposed(later: str, reason: str):
    patent, _later = reissued()
    with acts.nothing_changes(), pytest.raises(LaterPatentUndecided):
        proposed(patent, later, reason)


def test_after_a_ground_that_bars_new_patents_the_next_one_cannot_stay():
    patent, _later = reissued()
    with acts.nothing_changes(), pytest.raises(LaterPatentBarred):
        proposed(patent, "kept", "Потому.", ground="NO_CONTRACT_COPY_2M")
    assert proposed(patent, "ended", ground="NO_CONTRACT_COPY_2M").later == "ended"


def test_a_patent_that_was_not_reissued_needs_no_such_word():
    annulment = proposed(life.in_force(TODAY), "kept", "Потому.")
    assert (annulment.later, annulment.later_reason) == ("", "")


@pytest.mark.parametrize("what", ["granted", "paid"])
def test_what_happens_to_the_next_patent_in_between_must_be_looked_at(what: str):
    patent, later = reissued() if what == "paid" else (life.in_force(TODAY, issued_on=date(2025, 7, 15), months=12, expires_on=ENDS), None)
    annulment = proposed(patent, "ended")
    if later:
        pay(later)
    else:
        case = make_case("granted", person=patent.person, procedure="work-patent-reissue")
        services.reissue_patent(case=case, predecessor_id=patent.pk, profession="bricklayer", actor=SYSTEM, on=TODAY)
    with acts.nothing_changes(), pytest.raises(ProposalChanged):
        life.confirmed(annulment, TODAY)


def test_a_proposal_against_the_next_patent_itself_is_decided_first():
    patent, later = reissued()
    annulment = proposed(patent, "ended")
    life.proposed(later, ground="LEFT_RF_OVER_6M")
    with acts.nothing_changes(), pytest.raises(AnnulmentOpen):
        life.confirmed(annulment, TODAY)


def test_everything_that_follows_ends_not_only_the_next():
    patent, later = reissued(paid=True)
    case = make_case("granted", person=patent.person, procedure="work-patent-reissue")
    third = make_patent(case=case, predecessor=later, granted_on=TODAY)
    assert later_patents(patent) == [later, third]
    life.confirmed(proposed(patent, "ended"), TODAY)
    assert set(Patent.objects.values_list("status", flat=True)) == {"annulled"}
    assert Annulment.objects.count() == 3


def test_at_the_holders_own_request_the_next_patent_stays_and_does_not_begin_early():
    patent, later = reissued()
    case = make_case("granted", person=patent.person, procedure="work-patent-annulment")
    services.annul_on_request(case=case, patent_id=patent.pk, article="Order 695", actor=SYSTEM, on=TODAY)
    assert Annulment.objects.get(patent=patent).ground == OWN_REQUEST
    assert pay(later).begins_on == LATER_BEGINS
    assert (keep.successor_too_early(), keep.later_patents_undecided()) == (0, 0)
    page = sign_in(patent.person.user).get(
        reverse("patents:annulment", args=[patent.series, patent.number]), headers={"accept-language": "en"}
    )
    assert f"Your next patent, {later}" in page.text


def test_dying_at_any_step_of_the_confirmation_ends_both_or_none():
    patent, _later = reissued()
    annulment, officer = proposed(patent, "ended"), make_user("officer")
    assert acts.fails_at_every_step(lambda: life.confirmed(annulment, TODAY, officer)) > 5
    assert Patent.objects.filter(status="annulled").count() == 2


def test_each_of_the_two_patents_has_its_letter():
    patent, _later = reissued()
    life.confirmed(proposed(patent, "ended"), TODAY)
    dispatch_pending()
    letters = Message.objects.filter(recipient=patent.person.user, event__name="patents.PatentAnnulled", channel="inbox")
    assert letters.count() == 2


# ---- by the page


def test_the_page_asks_for_the_word_and_shows_it_to_the_second_officer():
    patent, later = reissued()
    desk = world.desk()
    english = {"accept-language": "en"}
    shown = desk.client.get(f"{address(patent)}?act=propose", headers=english).text
    assert "What becomes of the next patent" in shown
    assert str(later) in shown
    typed: dict[str, Any] = {"seen": service.state_hash(patent), "ground": "LEFT_RF_OVER_6M", "reason": "Выехал и не вернулся."}
    for missing in ({}, {"later": "kept"}, {"later": "kept", "later_reason": "  "}):
        assert desk.client.post(address(patent, "annulment_propose"), {**typed, **missing}).status_code == 422
    assert not Annulment.objects.exists()
    words = {"later": "kept", "later_reason": "Он вернулся и работает."}
    assert desk.client.post(address(patent, "annulment_propose"), {**typed, **words}).status_code == 302
    second = sign_in(make_user("officer", office=patent.case.office))
    page = second.get(address(patent), headers=english).text
    assert "it stays" in page
    assert "Он вернулся и работает." in page
    holder = sign_in(patent.person.user)
    life.confirmed(Annulment.objects.get(), TODAY)
    letter = holder.get(reverse("patents:annulment", args=[patent.series, patent.number]), headers=english).text
    assert "Он вернулся и работает." in letter
    assert holder.get(reverse("patents:annulment-paper", args=[patent.series, patent.number])).status_code == 200


def test_without_a_next_patent_the_page_does_not_ask():
    patent = life.in_force(TODAY)
    page = world.desk().client.get(f"{address(patent)}?act=propose", headers={"accept-language": "en"}).text
    assert "What becomes of the next patent" not in page


def test_a_refusal_by_law_is_told_on_the_page_with_the_words_kept():
    patent, _later = reissued()
    typed = {
        "seen": service.state_hash(patent), "ground": "NO_CONTRACT_COPY_2M", "reason": "Договор не пришёл.", "later": "kept",
        "later_reason": "Пусть остаётся.",
    }  # fmt: skip
    answer = world.desk().client.post(address(patent, "annulment_propose"), typed, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "cannot stay" in answer.text
    assert "Пусть остаётся." in answer.text


def test_a_next_patent_that_nobody_let_stay_is_seen_by_the_invariant():
    patent, later = reissued()
    life.confirmed(proposed(patent, "kept", "Потому."), TODAY)
    Annulment.objects.update(later="", later_reason="")
    assert keep.later_patents_undecided() == 1
    later.delete()
    assert keep.later_patents_undecided() == 0


# ---- what officers list


def test_patents_without_a_contract_are_listed_page_by_page_and_none_is_missing(monkeypatch: pytest.MonkeyPatch):
    for module in ("views", "decided"):
        monkeypatch.setattr(f"patents.officer.{module}.PAGE", 2)
    old = [life.in_force(TODAY, issued_on=date(2026, 1, 15) + timedelta(days=n // 2), months=6) for n in range(5)]
    life.in_force(TODAY, issued_on=date(2026, 5, 20))  # its two months are not over
    life.sent_contract(life.in_force(TODAY, issued_on=date(2026, 1, 14), months=6), TODAY)
    client, seen, place = world.desk().client, [], ""
    for _page in range(3):
        page = client.get("/admin/patents-without-contract/", {"after": place})
        seen += [patent.pk for patent, _due in page.context["rows"]]
        place = page.context["next"]
    assert seen == [patent.pk for patent in old]
    assert place is None


@pytest.mark.parametrize(("day", "listed"), [(date(2026, 6, 14), 0), (date(2026, 6, 15), 0), (date(2026, 6, 16), 1)])
def test_a_patent_is_listed_from_the_day_after_the_last_day_of_its_own_region(monkeypatch: pytest.MonkeyPatch, day: date, listed: int):
    life.in_force(TODAY, issued_on=date(2026, 4, 15), months=6)
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: day)
    assert len(world.desk().client.get("/admin/patents-without-contract/").context["rows"]) == listed


def test_annulments_to_confirm_are_listed_page_by_page(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("patents.officer.views.PAGE", 2)
    made = [life.proposed(life.in_force(TODAY)) for _n in range(5)]
    client, seen, place = world.desk().client, [], ""
    for _page in range(3):
        page = client.get("/admin/annulments/", {"after": place or ""})
        seen += [row.pk for row, _ground, _mine in page.context["rows"]]
        place = page.context["next"]
    assert (seen, place) == ([annulment.pk for annulment in made], None)
