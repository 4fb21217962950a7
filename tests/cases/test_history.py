"""Every event has words for the applicant, and nothing happens to a case or a patent that nobody decided to tell or to keep quiet."""

import pytest
from django.utils.translation import override

from cases import events as of_cases
from cases.history import _BY_A_GUARDIAN, _WORDS, case_history
from cases.home import my_applications, waiting_on_you
from patents import events as of_patents
from portal.events.base import DomainEvent
from portal.notifications.registry import _announcers
from tests.cases import acts, walk
from tests.factories import make_user

QUIET = {
    "cases.CaseOpened",
    "cases.CaseTaken",
    "cases.CaseReleased",
    "cases.DecisionProposed",
    "patents.PatentGranted",
    # Told by another event of the same moment: of the case, of the patent's new last day, of the new sheet.
    "patents.PatentReprintGranted",
    "patents.PatentRestored",
    "patents.ChargePaid",
    # The holder hears of an annulment once it is confirmed, and of a card once it can be fetched.
    "patents.AnnulmentProposed",
    "card.CardCollected",
    "card.CardHandedOut",
    "card.CardSpoiled",
}


def names(base: type[DomainEvent]) -> set[str]:
    return {event.event_name() for event in base.__subclasses__()}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_event_of_a_case_has_words_for_the_applicant(language):
    with override(language):
        assert all(str(_WORDS[name]) for name in names(of_cases.CaseEvent))


def test_every_event_is_announced_or_quiet_on_purpose():
    announced = {name for name, announcers in _announcers.items() if announcers}
    assert (names(of_cases.CaseEvent) | names(of_patents.PatentEvent)) - announced == QUIET


@pytest.mark.django_db
def test_the_history_is_told_newest_first_and_names_no_officer():
    case = acts.proposed_case("refused")
    acts.confirm(case)
    told = case_history(case, reader_id=case.person.user_id)
    assert [str(entry.title) for entry in told] == [str(_WORDS[f"cases.{name}"]) for name in reversed(acts.events(case))]


@pytest.mark.django_db
def test_what_somebody_else_did_for_a_child_is_not_told_as_ones_own():
    case, _question = acts.asked_case()
    own = [str(entry.title) for entry in case_history(case, reader_id=case.person.user_id)]
    others = [str(entry.title) for entry in case_history(case, reader_id=make_user().pk)]
    assert len(own) == len(others)
    assert str(_WORDS["cases.CaseSubmitted"]) in own
    assert str(_BY_A_GUARDIAN["cases.CaseSubmitted"]) in others
    assert not set(others) & {str(_WORDS[name]) for name in _BY_A_GUARDIAN}
    assert str(_WORDS["cases.InformationRequested"]) in others


@pytest.mark.django_db
def test_the_home_page_shows_what_waits_and_where_each_application_stands(rf):
    case, question = acts.asked_case()
    request = rf.get("/")
    request.user = case.person.user
    assert [row[0] for row in waiting_on_you(request).context["rows"]] == [question]
    assert [row[0] for row in my_applications(request).context["cases"]] == [case]
    home = walk.browser(case.person.user).get("/").content.decode()
    assert walk.url(case, "answer") in home
    assert walk.url(case) in home


@pytest.mark.django_db
def test_the_home_page_shows_nothing_of_another_person(rf):
    acts.asked_case()
    request = rf.get("/")
    request.user = acts.sent_case().person.user
    assert waiting_on_you(request) is None
    assert len(my_applications(request).context["cases"]) == 1
