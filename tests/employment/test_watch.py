"""An employer who may be told hears of every change once, and of nothing once the leave is over."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from employment import services as employment
from employment.models import ShareCode
from employment.services import confirm, give_consent, suspend
from employment.watch import services
from employment.watch.errors import ConsentNotOpen, EmployerUnknown, WatchEndsTooLate
from employment.watch.models import Watch, WatchNotice
from employment.webhooks.models import WebhookDelivery
from patents.models import Patent
from portal import clock
from portal.events.actor import Actor, actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.employment.watch_world import make_consent, make_endpoint, make_member, make_organisation
from tests.employment.world import new_inn, valid_patent
from tests.factories import make_patent, make_user, sign_in


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Any:
    def forward(by: timedelta) -> None:
        moment = clock.now() + by
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: moment.astimezone(zone).date())

    return forward


def make_watch(*, left: int = 60, days: int = 80, **fields: Any) -> tuple[Watch, Patent]:
    """A patent with so many days left, and a watch on it for so many days."""
    today = clock.today()
    patent = make_patent("issued", issued_on=today - timedelta(days=1), paid_through=today + timedelta(days=left), **fields)
    consent = make_consent(patent=patent)
    actor = Actor("person", patent.person.user_id)
    watch = services.begin_watch(consent_id=consent.pk, ends_on=today + timedelta(days=days), actor=actor, on=today)
    return watch, patent


def standing_is(monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    """The law's answer, without the payments that lead to it: those have tests of their own."""
    from employment.watch.rules.news import Standing
    from employment.watch.services import beginning, looking

    for module in (beginning, looking):
        monkeypatch.setattr(module, "standing", lambda patent: Standing(state, patent.valid_through))


@pytest.fixture
def valid(monkeypatch: pytest.MonkeyPatch) -> None:
    standing_is(monkeypatch, "valid")


def told(watch: Watch) -> list[tuple[str, int]]:
    return [(notice.kind, notice.days) for notice in watch.notices.order_by("pk")]


pytestmark = pytest.mark.django_db


def test_the_beginning_tells_the_employer_nothing(valid):
    watch, _patent = make_watch()
    assert services.look(watch_id=watch.pk) == 0
    assert Event.objects.filter(name="watch.WatchBegan", payload__watch_id=watch.pk).count() == 1


def test_each_end_to_come_is_told_once_and_by_webhook(valid, travel):
    watch, patent = make_watch(left=31)
    make_endpoint(watch.organisation)
    for _day in range(31):
        services.look_at_due()
        services.look_at_due()
        travel(timedelta(days=1))
    assert told(watch) == [("ending", 30), ("ending", 15), ("ending", 5), ("ending", 1)]
    rows = WebhookDelivery.objects.order_by("pk")
    assert [row.payload["data"]["days_left"] for row in rows] == [30, 15, 5, 1]
    assert {row.type for row in rows} == {"right_to_work.ending"}
    assert {row.payload["data"]["valid_through"] for row in rows} == {patent.paid_through.isoformat()}


def test_a_look_after_days_without_one_tells_the_last_announcement_only(valid, travel):
    watch, _patent = make_watch(left=31)
    travel(timedelta(days=27))
    services.look_at_due()
    assert told(watch) == [("ending", 5)]


def test_a_lapse_is_told_though_no_event_speaks_of_it(valid, travel, monkeypatch):
    watch, _patent = make_watch(left=40)
    travel(timedelta(days=41))
    standing_is(monkeypatch, "lapsed_unpaid")
    services.look_at_due()
    assert told(watch) == [("lapsed", 0)]
    standing_is(monkeypatch, "valid")
    Watch.objects.update(look_at=clock.now())
    services.look_at_due()
    assert told(watch)[1] == ("restored", 0)


def test_an_annulment_is_told_by_the_event_of_the_patent(travel, monkeypatch):
    standing_is(monkeypatch, "valid")
    watch, patent = make_watch(left=60)
    standing_is(monkeypatch, "annulled")
    assert services.look_at_person(person_id=patent.person_id) == 1
    assert services.look_at_person(person_id=patent.person_id) == 0
    assert told(watch) == [("annulled", 0)]


def test_a_further_payment_is_told_after_its_end_was_announced(valid, travel):
    watch, patent = make_watch(left=10)
    services.look_at_due()
    Patent.objects.filter(pk=patent.pk).update(paid_through=patent.paid_through + timedelta(days=60))
    services.look(watch_id=watch.pk)
    assert told(watch) == [("ending", 15), ("extended", 0)]


def test_a_new_patent_that_begins_is_told(valid, monkeypatch):
    watch, patent = make_watch(left=60)
    make_patent("issued", case=None, person=patent.person)
    services.look(watch_id=watch.pk)
    assert ("began", 0) in told(watch)


def test_the_event_of_a_payment_makes_the_relay_look(valid):
    from patents.events import PatentPaid
    from portal.events.services import emit

    watch, patent = make_watch(left=10)
    with transaction.atomic():
        emit(
            PatentPaid(patent_id=patent.pk, person_id=patent.person_id, paid_through=patent.paid_through),
            actor=Actor("system"),
        )
    dispatch_pending()
    assert told(watch) == [("ending", 15)]


def test_the_worker_ends_it_and_the_employer_learns_only_that_the_consent_ended(valid, monkeypatch):
    watch, patent = make_watch(left=60)
    make_endpoint(watch.organisation)
    services.end_watch(watch_id=watch.pk, by="worker", actor=Actor("person", patent.person.user_id))
    services.end_watch(watch_id=watch.pk, by="worker", actor=Actor("person", patent.person.user_id))
    row = WebhookDelivery.objects.get()
    assert row.type == "consent.ended"
    assert set(row.payload["data"]) == {"consent", "reference", "on"}
    standing_is(monkeypatch, "annulled")
    assert services.look(watch_id=watch.pk) == services.look_at_person(person_id=patent.person_id) == 0
    assert told(watch) == [("ended", 0)]


def test_after_the_consent_was_revoked_nothing_is_told_but_its_end(valid, monkeypatch):
    watch, patent = make_watch(left=60)
    end_consent(watch.consent)
    standing_is(monkeypatch, "annulled")
    services.look_at_person(person_id=patent.person_id)
    watch.refresh_from_db()
    assert (told(watch), watch.ended_by) == ([("ended", 0)], "consent")


def test_ending_the_consent_ends_the_watch_and_tells_it_once(valid):
    watch, patent = make_watch(left=60)
    employment.end_consent(consent_id=watch.consent_id, actor=Actor("person", patent.person.user_id))
    dispatch_pending()
    assert services.look(watch_id=watch.pk) == 0
    watch.refresh_from_db()
    assert (watch.status, watch.ended_by, told(watch)) == ("ended", "consent", [("ended", 0)])
    owner = watch.organisation.members.get().user
    letters = Message.objects.filter(recipient=owner, channel="inbox")
    assert [watch.consent.number in letter.subject for letter in letters] == [True]


def test_members_who_hire_hear_and_viewers_do_not(valid):
    watch, _patent = make_watch(left=10)
    hr, viewer = make_member(watch.organisation, "hr"), make_member(watch.organisation, "viewer")
    services.look(watch_id=watch.pk)
    dispatch_pending()
    told_to = set(Message.objects.filter(event__name="watch.EmployerTold").values_list("recipient_id", flat=True))
    assert told_to == {watch.organisation.members.get(role="owner").user_id, hr.pk}
    assert viewer.pk not in told_to


def test_news_that_was_not_written_by_the_end_is_not_written_at_all(valid):
    watch, patent = make_watch(left=10)
    services.look(watch_id=watch.pk)
    services.end_watch(watch_id=watch.pk, by="worker", actor=Actor("person", patent.person.user_id))
    dispatch_pending()
    assert not Message.objects.filter(event__name="watch.EmployerTold").exists()
    assert Message.objects.filter(event__name="watch.WatchEnded", channel="inbox").count() == 1


def test_a_suspended_employer_is_told_nothing_and_once_confirmed_again_what_is_true_then(valid, travel, monkeypatch):
    watch, _patent = make_watch()
    make_endpoint(watch.organisation)
    officer = actor_of(make_user("officer"))
    suspend(organisation_id=watch.organisation_id, reason="The papers were forged.", actor=officer)
    standing_is(monkeypatch, "annulled")
    assert services.look(watch_id=watch.pk) == 0
    travel(timedelta(days=1))
    assert services.look_at_due() == 0
    assert (told(watch), WebhookDelivery.objects.count()) == ([], 0)
    confirm(organisation_id=watch.organisation_id, actor=officer)
    travel(timedelta(days=1))
    assert services.look_at_due() == 1
    assert (told(watch), WebhookDelivery.objects.count()) == ([("annulled", 0)], 1)


def test_news_that_was_not_written_by_the_suspension_is_not_written_at_all(valid):
    watch, _patent = make_watch(left=10)
    services.look(watch_id=watch.pk)
    suspend(organisation_id=watch.organisation_id, reason="The papers were forged.", actor=actor_of(make_user("officer")))
    dispatch_pending()
    assert told(watch)
    assert not Message.objects.filter(event__name="watch.EmployerTold").exists()


def test_on_the_day_after_its_last_a_watch_is_over(valid, travel, monkeypatch):
    watch, _patent = make_watch(left=60, days=3)
    travel(timedelta(days=3))
    services.look_at_due()
    watch.refresh_from_db()
    assert watch.status == "active"
    travel(timedelta(days=1))
    standing_is(monkeypatch, "annulled")
    services.look_at_due()
    watch.refresh_from_db()
    assert (watch.status, watch.ended_by, told(watch)) == ("ended", "date", [("ended", 0)])


def test_a_watch_needs_an_open_consent_and_ends_no_later(valid):
    patent = make_patent("issued")
    consent, actor, today = make_consent(patent=patent), Actor("person", patent.person.user_id), clock.today()
    for day in (today - timedelta(days=1), today + timedelta(days=400)):
        with pytest.raises(WatchEndsTooLate):
            services.begin_watch(consent_id=consent.pk, ends_on=day, actor=actor, on=today)
    end_consent(consent)
    with pytest.raises(ConsentNotOpen):
        services.begin_watch(consent_id=consent.pk, ends_on=today, actor=actor, on=today)
    assert not Watch.objects.exists()


def test_beginning_twice_is_one_watch(valid):
    watch, _patent = make_watch()
    again = services.begin_watch(
        consent_id=watch.consent_id, ends_on=watch.ends_on, actor=Actor("person", watch.person.user_id), on=clock.today()
    )
    assert again == watch


def test_the_database_refuses_a_second_announcement_and_a_second_watch(valid):
    watch, patent = make_watch(left=10)
    services.look(watch_id=watch.pk)
    same = watch.notices.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchNotice.objects.create(
            watch=watch, patent=patent, kind="ending", until=same.until, days=same.days, told_on=same.told_on, told_at=same.told_at
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Watch.objects.create(
            consent=watch.consent, organisation=watch.organisation, person=watch.person, begins_on=watch.begins_on,
            ends_on=watch.ends_on, created_at=watch.created_at,
        )  # fmt: skip


def test_payloads_name_nobody(valid, travel, monkeypatch):
    watch, patent = make_watch(left=10)
    make_endpoint(watch.organisation)
    services.look_at_due()
    standing_is(monkeypatch, "annulled")
    services.look(watch_id=watch.pk)
    services.end_watch(watch_id=watch.pk, by="worker", actor=Actor("person", patent.person.user_id))
    words = " ".join(str(row.payload) for row in WebhookDelivery.objects.all())
    assert WebhookDelivery.objects.count() == 3
    person = patent.person
    for secret in (person.family_name, person.given_names, patent.number, person.user.email, person.birth_date.isoformat()):
        assert secret not in words


def end_consent(consent: Any) -> None:
    type(consent).objects.filter(pk=consent.pk).update(revoked_at=clock.now())


class TestAnEmployerThatRegistersLater:
    def given(self) -> tuple[Any, str]:
        """A consent for an INN that nobody has here."""
        inn, patent = new_inn(), valid_patent()
        consent, _code = give_consent(
            patent_id=patent.pk, inn=inn, purpose="hiring", ends_on=clock.today(), submission_key=uuid.uuid4(),
            actor=Actor("person", patent.person.user_id), on=clock.today(),
        )  # fmt: skip
        return consent, inn

    def begin(self, consent: Any) -> Watch:
        actor = Actor("person", consent.person.user_id)
        return services.begin_watch(consent_id=consent.pk, ends_on=consent.ends_on, actor=actor, on=clock.today())

    def registered(self, inn: str, **fields: Any) -> Any:
        made = make_organisation(inn=inn, status="pending", decided_at=None, decided_by=None, **fields)
        return confirm(organisation_id=made.pk, actor=actor_of(make_user("officer")))

    def test_the_page_says_that_there_is_nobody_to_tell_and_takes_nothing(self):
        consent, inn = self.given()
        client = sign_in(consent.person.user)
        page = client.get(f"/watches/allow/{consent.number}/")
        assert inn in page.content.decode()
        assert 'name="ends_on"' not in page.content.decode()
        with pytest.raises(EmployerUnknown):
            self.begin(consent)
        assert client.post(f"/watches/allow/{consent.number}/", {"ends_on": f"{clock.today():%d.%m.%Y}"}).status_code == 200
        assert not Watch.objects.exists()

    def test_once_it_is_confirmed_the_worker_hears_and_can_allow_it_by_name(self):
        consent, inn = self.given()
        organisation = self.registered(inn)
        dispatch_pending()
        heard = Message.objects.get(recipient=consent.person.user, channel="inbox")
        assert organisation.name in heard.subject
        page = sign_in(consent.person.user).get(f"/watches/allow/{consent.number}/").content.decode()
        assert organisation.name in page
        watch = self.begin(consent)
        consent.refresh_from_db()
        assert (watch.organisation, consent.organisation) == (organisation, organisation)

    def test_an_ended_consent_and_one_that_has_its_employer_hear_nothing(self):
        consent, inn = self.given()
        ShareCode.objects.update(revoked_at=clock.now())
        self.registered(inn)
        dispatch_pending()
        assert not Message.objects.filter(recipient=consent.person.user).exists()

    def test_branches_with_one_inn_are_not_guessed_until_one_has_used_the_code(self):
        consent, inn = self.given()
        for kpp in ("770101001", "770102001"):
            make_organisation(inn=inn, kpp=kpp)
        page = sign_in(consent.person.user).get(f"/watches/allow/{consent.number}/").content.decode()
        assert 'name="ends_on"' not in page
        with pytest.raises(EmployerUnknown):
            self.begin(consent)
