"""A dispute past its last day is told once: to the head of its office, and to both sides, who see the clock all along."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from employment.disputes import services
from employment.disputes.models import Dispute
from employment.disputes.services import overdue
from employment.disputes.tasks import announce_overdue_disputes
from portal import clock
from portal.events.actor import Actor
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.legal.calendar import add_working_days
from portal.legal.models import LegalSeries, LegalValue
from portal.notifications.models import Message
from tests.cases.acts import at_once, without_locks
from tests.employment.races import meet
from tests.employment.test_disputes import decide, open_one, taken
from tests.employment.watch_world import make_check, make_member, member_client
from tests.factories import make_office, make_patent, make_user, sign_in

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 6, 1)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """The portal's clock stands at this moment; each zone has its own day."""
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: moment.astimezone(zone).date())


def noon(day: date) -> datetime:
    """Noon in Moscow."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def opened(monkeypatch: pytest.MonkeyPatch, **fields: Any) -> Dispute:
    at(monkeypatch, noon(MONDAY))
    return open_one(make_check(patent=make_patent("issued"), **fields))


def told(name: str = "disputes.DisputeOverdue") -> set[int]:
    return set(Message.objects.filter(event__name=name, channel="inbox").values_list("recipient_id", flat=True))


class TestTheLastDay:
    def test_it_is_announced_the_day_after_once_to_the_supervisors_of_the_office_and_both_sides(self, monkeypatch):
        dispute = opened(monkeypatch)
        here, elsewhere = make_user("supervisor", office=dispute.office), make_user("supervisor", office=make_office("780-001"))
        hr = make_member(dispute.check_receipt.organisation, "hr")
        at(monkeypatch, noon(dispute.decide_by))
        assert services.announce_overdue() == 0
        at(monkeypatch, noon(dispute.decide_by + timedelta(days=1)))
        announce_overdue_disputes()
        announce_overdue_disputes()
        dispatch_pending()
        assert Event.objects.filter(name="disputes.DisputeOverdue").count() == 1
        owner = dispute.check_receipt.organisation.members.get(role="owner").user
        assert told() == {here.pk, dispute.person.user_id, owner.pk, hr.pk}
        assert elsewhere.pk not in told()

    def test_the_supervisors_alone_hear_again_after_five_working_days_until_somebody_decides(self, monkeypatch):
        dispute, officer = taken(opened(monkeypatch))
        head = make_user("supervisor", office=dispute.office)
        first = dispute.decide_by + timedelta(days=1)
        at(monkeypatch, noon(first))
        announce_overdue_disputes()
        fifth = add_working_days(first, 5).value
        heard: list[int] = []
        for day in (fifth - timedelta(days=1), fifth, fifth, add_working_days(fifth, 5).value):
            at(monkeypatch, noon(day))
            announce_overdue_disputes()
            heard.append(Event.objects.filter(name="disputes.DisputeStillOverdue").count())
        assert heard == [0, 1, 1, 2]
        dispatch_pending()
        assert told("disputes.DisputeStillOverdue") == {head.pk}
        decide(dispute, officer)
        at(monkeypatch, noon(add_working_days(fifth, 20).value))
        announce_overdue_disputes()
        assert Event.objects.filter(name="disputes.DisputeStillOverdue").count() == 2

    def test_the_last_day_is_the_offices_own(self, monkeypatch):
        """At 23:30 in Kaliningrad's office its last day is not over, though Moscow has the next one."""
        dispute = opened(monkeypatch)
        west = make_office("390-001", region="39")
        Dispute.objects.filter(pk=dispute.pk).update(office=west)
        late = noon(dispute.decide_by) + timedelta(hours=12, minutes=30)
        at(monkeypatch, late)
        assert services.announce_overdue() == 0
        at(monkeypatch, late + timedelta(hours=1))
        assert services.announce_overdue() == 1

    @pytest.mark.parametrize("end", ["decided", "withdrawn"])
    def test_what_is_over_is_not_late(self, monkeypatch, end):
        dispute = opened(monkeypatch)
        if end == "decided":
            decide(*taken(dispute))
        else:
            services.withdraw_dispute(dispute_id=dispute.pk, actor=_author(dispute))
        at(monkeypatch, noon(dispute.decide_by + timedelta(days=30)))
        assert services.announce_overdue() == 0

    def test_one_that_an_officer_holds_is_late_too_and_can_still_be_decided(self, monkeypatch):
        dispute, officer = taken(opened(monkeypatch))
        at(monkeypatch, noon(dispute.decide_by + timedelta(days=2)))
        assert services.announce_overdue() == 1
        assert decide(dispute, officer).status == "upheld"

    def test_many_are_announced_in_batches(self, monkeypatch):
        disputes = [opened(monkeypatch) for _n in range(5)]
        at(monkeypatch, noon(disputes[0].decide_by + timedelta(days=1)))
        assert services.announce_overdue(batch=2) == 5


class TestTheClockOnThePages:
    @pytest.mark.parametrize(("language", "words"), [("ru", "Последний день прошёл"), ("en", "The last day has passed")])
    def test_both_sides_and_the_officer_see_the_day_and_that_it_is_over(self, monkeypatch, language, words):
        dispute = opened(monkeypatch)
        officer = sign_in(make_user("officer", office=dispute.office, language=language))
        sides = [sign_in(dispute.person.user), member_client(dispute.check_receipt.organisation)]
        address = f"/disputes/{dispute.reference}/?lang={language}"
        for client in sides:
            assert "23" in page(client, f"/disputes/?lang={language}")
            assert words not in page(client, address)
        at(monkeypatch, noon(dispute.decide_by + timedelta(days=1)))
        for client in sides:
            shown = page(client, address)
            assert words in shown
            assert (dispute.office.name_en if language == "en" else dispute.office.name_ru) in shown
        assert ("overdue" if language == "en" else "просрочен") in page(officer, f"/admin/disputes/{dispute.reference}/?lang={language}")

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_the_letters_name_the_day_and_where_to_complain(self, monkeypatch, language):
        dispute = opened(monkeypatch)
        supervisor = make_user("supervisor", office=dispute.office, language=language)
        dispute.person.user.language = language
        dispute.person.user.save()
        at(monkeypatch, noon(dispute.decide_by + timedelta(days=1)))
        services.announce_overdue()
        dispatch_pending()
        heard = Message.objects.filter(event__name="disputes.DisputeOverdue", channel="inbox")
        worker, head = heard.get(recipient=dispute.person.user), heard.get(recipient=supervisor)
        assert dispute.reference in worker.subject
        assert (dispute.office.address_en if language == "en" else dispute.office.address_ru) in worker.body
        assert dispute.reference in head.subject
        assert f"/admin/disputes/{dispute.reference}/" in head.body


def test_the_term_of_the_day_on_which_it_came_in_holds_whatever_the_law_says_later(monkeypatch):
    early = opened(monkeypatch)
    series = LegalSeries.objects.get(key="cases.complaint_answer_term")
    old = series.values.get()
    old.period = (old.period.lower, date(2026, 6, 2))
    old.save()
    LegalValue.objects.create(series=series, period=(date(2026, 6, 2), None), value="5 working_days", citation="An invented act")
    at(monkeypatch, noon(date(2026, 6, 2)))
    late = open_one(make_check(patent=make_patent("issued")))
    early.refresh_from_db()
    assert (early.decide_by, late.decide_by) == (date(2026, 6, 23), date(2026, 6, 9))
    assert any("An invented act" in step["citation"] for step in late.decide_by_steps["en"])
    assert not any("An invented act" in step["citation"] for step in early.decide_by_steps["en"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False], ids=["locked", "control without the lock"])
def test_two_workers_at_once_announce_it_once(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    dispute = opened(monkeypatch)
    at(monkeypatch, noon(dispute.decide_by + timedelta(days=1)))
    meet(monkeypatch, overdue, "DisputeOverdue")
    if not locked:
        without_locks(monkeypatch)
    at_once(2, lambda _n: services.announce_overdue())
    assert Event.objects.filter(name="disputes.DisputeOverdue").count() == (1 if locked else 2)


def page(client: Any, address: str) -> str:
    return unescape(client.get(address, follow=True).content.decode())


def _author(dispute: Dispute) -> Actor:
    return Actor("person", dispute.opened_by_id)
