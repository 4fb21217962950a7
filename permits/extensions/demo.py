"""Invented documents and orders: one order that has extended some of them, and one that waits for a second person."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from cases.demo_acts import moment
from permits.extensions import services
from permits.extensions.models import ExtensionOrder
from permits.models import Permit
from permits.services import enter_permit
from permits.yearly.services import send_yearly_notice
from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor
from portal.events.relay import dispatch_pending
from portal.jobs.services import run_due_jobs
from portal.legal.calendar import add_months
from profiles.models import Person
from profiles.selectors import current_address

AUTHOR, SECOND = "sokolova@demo.example", "kuznetsova@demo.example"
HOLDERS = ("aibek@demo.example", "gulnora@demo.example", "manuchehr@demo.example")
TOLD_EACH_YEAR = HOLDERS[:2]  # the third is on the officers' list of those who did not
DAYS = 199


def make_demo() -> None:
    """Running it again changes nothing. Raises outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("demo orders belong to the demo only")
    if ExtensionOrder.objects.exists():
        return
    people = [Actor("officer", User.objects.get(email=email).pk) for email in (AUTHOR, SECOND)]
    today = clock.today()
    _enter_documents(today)
    _applied(_content(today), people)
    waiting = services.draft_example(example="iom-2021-a", actor=people[0])
    services.begin_dry_run(order_id=waiting.pk, actor=people[0])
    run_due_jobs()
    dispatch_pending()


def _enter_documents(today: date) -> None:
    """Papers of three years whose own last day was some weeks ago; most holders told each year that they still live here."""
    for n, email in enumerate(HOLDERS, start=1):
        person = Person.objects.filter(user__email=email).first()
        if person is None:
            continue
        until = today - timedelta(days=10 * n)
        permit = enter_permit(
            person=person,
            kind="temporary_residence",
            series="77",
            number=f"19000010{n}",
            citizenship=person.citizenship or "TJ",
            region="77",
            issued_on=add_months(until, -36),
            valid_until_stated=until,
            actor=Actor("demo"),
        )
        if email in TOLD_EACH_YEAR:
            _told_each_year(permit)


def _told_each_year(permit: Permit) -> None:
    address, actor = current_address(permit.person), Actor("demo", permit.person.user_id)
    told = address.text if address else "Москва"
    for year in (1, 2):
        on = add_months(permit.issued_on, 12 * year) + timedelta(days=20)
        with moment(on):
            send_yearly_notice(permit_id=permit.pk, year=year, address=told, actor=actor, on=on)


def _content(today: date) -> dict[str, Any]:
    return {
        "act": "Указ (пример) о продлении сроков документов иностранных граждан",
        "citation": "пункт 1",
        "act_en": "Decree (an example) on the terms of documents of foreign citizens",
        "citation_en": "paragraph 1",
        "kinds": ["temporary_residence", "permanent_residence"],
        "window_from": today - timedelta(days=90),
        "window_to": today + timedelta(days=90),
        "mode": "plus_days",
        "days": DAYS,
        "effective_from": today - timedelta(days=5),
        "only_in_country": True,
        "note": "Придуманный акт для демонстрации.",
    }


def _applied(content: dict[str, Any], people: list[Actor]) -> None:
    with transaction.atomic():
        order = services.draft_order(content=content, actor=people[0])
        services.begin_dry_run(order_id=order.pk, actor=people[0])
    run_due_jobs()
    order.refresh_from_db()
    services.approve_order(order_id=order.pk, content_hash=order.content_hash, actor=people[1])
    services.begin_applying(order_id=order.pk, actor=people[0], on=clock.today())
    run_due_jobs()
