"""A decision takes two people: one proposes, another confirms exactly that, or returns it."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from cases import services
from cases.errors import CaseMoved, NeedsSecondPerson, ProposalChanged, TakenByAnother, UnknownGround
from cases.models import Case, Decision
from patents.models import Patent
from patents.services import granting
from portal import clock
from portal.errors import StaleVersion
from portal.events.actor import actor_of
from tests.cases import acts
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def give_back(case: Case, second: Any = None) -> Case:
    return services.return_decision(decision_id=case.decisions.get().pk, reason="Look again.", actor=actor_of(second or acts.officer()))


# ---- propose


def test_proposing_waits_for_a_second_person():
    case = acts.held_case()
    decision = acts.propose(case)
    case.refresh_from_db()
    assert (case.status, decision.confirmed_by, decision.decided_on) == ("proposed", None, None)
    assert acts.events(case)[-1] == "DecisionProposed"
    assert not Patent.objects.exists()


def test_a_refusal_carries_the_article_of_its_ground():
    decision = acts.propose(acts.held_case(), "refused", ground="NO_DMS")
    assert (decision.ground, decision.article) == ("NO_DMS", "Federal Law 115-FZ, art. 13.3, para. 2")


@pytest.mark.parametrize("ground", ["", "no_such_ground", "no_dms"])
def test_a_refusal_without_a_ground_of_the_law_is_not_proposed(ground):
    case = acts.held_case()
    with acts.nothing_changes(), pytest.raises(UnknownGround):
        acts.propose(case, "refused", ground=ground)


def test_only_the_officer_who_holds_the_case_proposes():
    case = acts.held_case()
    with acts.nothing_changes(), pytest.raises(TakenByAnother):
        acts.propose(case, actor=actor_of(acts.officer()))


def test_a_stale_page_proposes_nothing():
    case = acts.held_case()
    with acts.nothing_changes(), pytest.raises(StaleVersion):
        acts.propose(case, expected_version=case.version - 1)


@pytest.mark.parametrize("status", ["info_requested", "proposed", "granted", "refused"])
def test_nothing_is_proposed_about_a_case_that_is_not_under_review(status):
    case = make_case(status)
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        acts.propose(case)


# ---- confirm


def test_a_second_officer_confirms_and_the_patent_exists():
    case, second = acts.proposed_case(), acts.officer()
    granted = acts.confirm(case, second)
    decision, patent = case.decisions.get(), Patent.objects.get(case=case)
    assert (granted.status, decision.confirmed_by, decision.decided_on) == ("granted", second, clock.today())
    assert (patent.region, patent.profession, patent.status) == ("77", "bricklayer", "granted")
    assert acts.events(case)[-1] == "CaseGranted"
    assert acts.events(patent) == ["PatentGranted"]


def test_the_one_who_proposed_does_not_confirm():
    case = acts.proposed_case()
    with acts.nothing_changes(), pytest.raises(NeedsSecondPerson):
        acts.confirm(case, case.assigned_to)


def test_the_database_itself_refuses_the_same_person():
    decision = acts.proposed_case().decisions.get()
    words = "UPDATE cases_decision SET confirmed_by_id = proposed_by_id, confirmed_at = now(), decided_on = now() WHERE id = %s"
    refused = pytest.raises(IntegrityError, match="decision_takes_two_people")
    with acts.nothing_changes(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words, [decision.pk])


@pytest.mark.parametrize("shown", ["", "0" * 64, "не тот"])
def test_what_was_shown_must_be_what_was_proposed(shown):
    decision = acts.proposed_case().decisions.get()
    with acts.nothing_changes(), pytest.raises(ProposalChanged):
        services.confirm_decision(decision_id=decision.pk, content_hash=shown, actor=actor_of(acts.officer()), on=clock.today())


@pytest.mark.parametrize("field", ["reason", "ground", "article"])
def test_a_proposal_edited_behind_the_scenes_is_not_confirmed(field):
    case = acts.proposed_case("refused")
    case.decisions.update(**{field: "NO_DMS"})
    with acts.nothing_changes(), pytest.raises(ProposalChanged):
        acts.confirm(case)


def test_a_case_changed_behind_the_scenes_is_not_decided():
    case = acts.proposed_case()
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    with acts.nothing_changes(), pytest.raises(ProposalChanged):
        acts.confirm(case)


def test_a_second_confirmation_is_refused():
    case = acts.proposed_case()
    acts.confirm(case)
    decision = case.decisions.get()
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        services.confirm_decision(
            decision_id=decision.pk, content_hash=decision.content_hash, actor=actor_of(acts.officer()), on=clock.today()
        )


@pytest.mark.django_db(transaction=True)
def test_of_five_confirmations_at_once_one_counts_and_one_patent_is_made():
    case, officers = acts.proposed_case(), [acts.officer() for _n in range(5)]
    answers = acts.at_once(5, lambda number: acts.confirm(case, officers[number]))
    assert sum(isinstance(answer, Case) for answer in answers) == 1
    assert (Patent.objects.count(), acts.events(case).count("CaseGranted")) == (1, 1)


def test_a_failure_in_the_grant_leaves_the_case_proposed(monkeypatch):
    case = acts.proposed_case()

    def broken(*_args: Any) -> str:
        raise acts.Injected

    monkeypatch.setattr(granting, "_draw_number", broken)
    with acts.nothing_changes(), pytest.raises(acts.Injected):
        acts.confirm(case)
    case.refresh_from_db()
    assert case.status == "proposed"


def test_a_refusal_names_ground_article_and_the_last_day_of_appeal():
    case = acts.proposed_case("refused")
    refused = acts.confirm(case, on=date(2026, 3, 5))
    decision = case.decisions.get()
    assert (refused.status, decision.ground, decision.article) == ("refused", "NO_EXAM", "Federal Law 115-FZ, art. 15.1")
    assert decision.appeal_by == date(2026, 6, 5)  # three months: Code of Administrative Judicial Procedure, art. 219
    assert acts.events(case)[-1] == "CaseRefused"
    assert not Patent.objects.exists()


def test_an_appeal_period_of_three_months_ends_on_the_last_day_of_a_short_month():
    case = acts.proposed_case("refused")
    acts.confirm(case, on=date(2025, 11, 30))
    assert case.decisions.get().appeal_by == date(2026, 2, 28)


# ---- return


def test_returning_brings_the_case_back_with_words():
    case = acts.proposed_case()
    holder = case.assigned_to
    returned = give_back(case)
    decision = case.decisions.get()
    assert (returned.status, returned.assigned_to, decision.return_reason) == ("in_review", holder, "Look again.")
    assert acts.events(case)[-1] == "DecisionReturned"


def test_after_a_return_another_proposal_can_be_made_and_confirmed():
    case = acts.proposed_case()
    give_back(case)
    case.refresh_from_db()
    acts.propose(case, "refused")
    assert acts.confirm(case).status == "refused"


def test_the_one_who_proposed_does_not_return_it():
    case = acts.proposed_case()
    with acts.nothing_changes(), pytest.raises(NeedsSecondPerson):
        give_back(case, case.assigned_to)


def test_a_returned_proposal_is_not_confirmed():
    case = acts.proposed_case()
    decision = case.decisions.get()
    give_back(case)
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        services.confirm_decision(
            decision_id=decision.pk, content_hash=decision.content_hash, actor=actor_of(acts.officer()), on=clock.today()
        )


def test_a_confirmed_decision_is_not_returned():
    case = acts.proposed_case()
    acts.confirm(case)
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        give_back(case)


# ---- all or nothing


@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_dying_at_any_step_of_a_decision_leaves_all_or_nothing(outcome):
    case, second = acts.held_case(), acts.officer()
    acts.fails_at_every_step(lambda: acts.propose(case, outcome))
    assert acts.fails_at_every_step(lambda: acts.confirm(case, second)) > 5
    assert Decision.objects.get().confirmed_by == second
    assert Patent.objects.count() == (outcome == "granted")


def test_dying_at_any_step_of_a_return_leaves_all_or_nothing():
    case, second = acts.proposed_case(), acts.officer()
    acts.fails_at_every_step(lambda: give_back(case, second))
    assert acts.events(case).count("DecisionReturned") == 1
