"""The employer is told of an end as it is: one that the next payment moves, or that of the longest term, which none does."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from employment.watch import services
from employment.watch.models import Watch, WatchNotice
from employment.webhooks.models import WebhookDelivery
from patents.models import Patent
from portal import clock
from portal.accounts.models import User
from portal.events.actor import actor_of
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.employment.watch_world import make_consent, make_endpoint, member_client
from tests.patents.life import in_force
from tests.patents.orders_world import EXTENDED, ISSUED, PAID, applied, two_months

pytestmark = pytest.mark.django_db
LAST = date(2027, 3, 14)  # of the twelve months
PAYS_ON = {"en": "pays the next month", "ru": "оплатит следующий месяц"}
ALL_PAID = {"en": "All its months are paid", "ru": "Оплачены все его месяцы"}
PAID_DAY = {"en": "last paid day", "ru": "оплаченный день"}
THROUGH = {"en": "valid through", "ru": "действует до"}
BY_THEN = {"en": "longer if the next month is paid", "ru": "дольше, если следующий месяц"}


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    def on(today: date) -> None:
        seconds = iter(range(10**6))
        noon = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: noon + timedelta(seconds=next(seconds)))
        monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: noon.astimezone(zone).date())

    on(date(2026, 5, 10))
    return on


def watched(patent: Patent) -> Watch:
    consent = make_consent(patent=patent)
    make_endpoint(consent.organisation)
    return services.begin_watch(consent_id=consent.pk, ends_on=consent.ends_on, actor=actor_of(patent.person.user), on=clock.today())


def told(watch: Watch, language: str) -> tuple[WatchNotice, str, str, dict[str, object]]:
    """The announced end: as it is kept, by letter, on the page of news, by webhook."""
    User.objects.update(language=language)
    services.look_at_due()
    dispatch_pending()
    owner = watch.organisation.members.get(role="owner").user
    letter = Message.objects.filter(recipient=owner, channel="inbox", event__name="watch.EmployerTold").latest("pk")
    address = f"/employer/{watch.organisation.number}/news/"
    page = member_client(watch.organisation).get(address, headers={"accept-language": language}).content.decode()
    return watch.notices.latest("pk"), f"{letter.subject}\n{letter.body}", page, WebhookDelivery.objects.latest("pk").payload["data"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_end_that_the_next_payment_moves_says_by_when_to_pay(language: str):
    notice, letter, page, sent = told(watched(two_months()), language)
    assert (notice.kind, notice.until, notice.days, notice.reason) == ("ending", PAID, 5, "payment")
    assert (sent["valid_through"], sent["days_left"], sent["reason"]) == (PAID.isoformat(), 4, "payment")
    assert (THROUGH[language] in letter, PAYS_ON[language] in letter, ALL_PAID[language] in letter) == (True, True, False)
    assert BY_THEN[language] in page
    assert PAID_DAY[language] not in letter + page


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_end_of_twelve_months_that_are_all_paid_asks_for_no_payment(language: str, day: Callable[[date], None]):
    day(LAST - timedelta(days=15))
    notice, letter, page, sent = told(watched(in_force(ISSUED, issued_on=ISSUED, months=12)), language)
    assert (notice.kind, notice.until, notice.days, notice.reason) == ("ending", LAST, 15, "term")
    assert (sent["valid_through"], sent["days_left"], sent["reason"]) == (LAST.isoformat(), 15, "term")
    assert (THROUGH[language] in letter, PAYS_ON[language] in letter, ALL_PAID[language] in letter) == (True, False, True)
    assert (ALL_PAID[language] in page, BY_THEN[language] in page) == (True, False)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_day_that_an_order_gave_is_not_called_paid(language: str, day: Callable[[date], None]):
    patent = two_months()
    applied()
    day(EXTENDED - timedelta(days=5))
    notice, letter, page, sent = told(watched(patent), language)
    assert (notice.until, notice.days, notice.reason, sent["days_left"]) == (EXTENDED, 5, "payment", 5)
    assert (THROUGH[language] in letter, PAYS_ON[language] in letter) == (True, True)
    assert PAID_DAY[language] not in letter + page


def test_an_extended_patent_whose_months_are_all_paid_ends_by_its_term(day: Callable[[date], None]):
    issued = date(2025, 5, 15)
    day(date(2026, 5, 1))
    patent = in_force(issued, issued_on=issued, months=12)
    applied()
    patent.refresh_from_db()
    assert patent.valid_through == EXTENDED
    day(EXTENDED - timedelta(days=1))
    notice, letter, _page, sent = told(watched(patent), "en")
    assert (notice.until, notice.reason, sent["reason"]) == (EXTENDED, "term", "term")
    assert PAYS_ON["en"] not in letter


def test_an_end_that_was_announced_before_reasons_were_told_is_worded_without_one():
    watch = watched(two_months())
    WatchNotice.objects.create(
        watch=watch, patent_id=watch.consent.patent_id, kind="ending", until=PAID, days=30, told_on=PAID, told_at=clock.now()
    )
    page = member_client(watch.organisation).get(f"/employer/{watch.organisation.number}/news/", headers={"accept-language": "en"})
    assert "The patent is valid through" in page.content.decode()
