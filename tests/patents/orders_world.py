"""Extension orders that name work patents: drafted, approved, applied and repealed as supervisors do it."""

from datetime import date, timedelta
from typing import Any

from patents.extendable import KIND
from patents.models import Patent
from permits.extensions import services
from permits.extensions.models import ExtensionOrder
from portal import clock
from portal.events.actor import Actor
from portal.events.relay import dispatch_pending
from portal.jobs.services import run_due_jobs
from tests.factories import make_user
from tests.patents.life import in_force

ISSUED, PAID = date(2026, 3, 15), date(2026, 5, 14)  # two months
DAYS = 93
EXTENDED = PAID + timedelta(days=DAYS)  # 15 August 2026


def two_months(**fields: Any) -> Patent:
    """Issued on 15 March 2026 and paid for two months, through 14 May."""
    return in_force(ISSUED, issued_on=ISSUED, months=2, **fields)


def approved(**content: Any) -> ExtensionOrder:
    """93 days for patents whose paid days end between 1 May and 15 June 2026, in force from 18 April."""
    author, second = (Actor("officer", make_user("supervisor").pk) for _n in range(2))
    base: dict[str, Any] = {
        "act": "Указ 274", "citation": "пункт 1", "kinds": [KIND], "window_from": date(2026, 5, 1), "window_to": date(2026, 6, 15),
        "mode": "plus_days", "effective_from": date(2026, 4, 18),
    }  # fmt: skip
    base |= {"days": DAYS} if content.get("mode", "plus_days") == "plus_days" else {}
    order = services.draft_order(content={**base, **content}, actor=author)
    services.begin_dry_run(order_id=order.pk, actor=author)
    run_due_jobs()
    order.refresh_from_db()
    return services.approve_order(order_id=order.pk, content_hash=order.content_hash, actor=second)


def begun(order: ExtensionOrder) -> ExtensionOrder:
    return services.begin_applying(order_id=order.pk, actor=Actor("officer", make_user("supervisor").pk), on=clock.today())


def applied(**content: Any) -> ExtensionOrder:
    order = begun(approved(**content))
    run_due_jobs()
    order.refresh_from_db()
    assert order.status == "applied"
    dispatch_pending()
    return order


def repealed(order: ExtensionOrder) -> ExtensionOrder:
    first, second = (Actor("officer", make_user("supervisor").pk) for _n in range(2))
    order = services.propose_repeal(order_id=order.pk, act="Указ 300", actor=first)
    services.confirm_repeal(order_id=order.pk, expected_version=order.version, actor=second)
    run_due_jobs()
    order.refresh_from_db()
    assert order.status == "repealed"
    dispatch_pending()
    return order
