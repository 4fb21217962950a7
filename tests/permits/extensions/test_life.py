"""The life of an order: drafted, tried, approved by a second person, applied, paused, repealed."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from permits.extensions import services
from permits.extensions.errors import (
    NeedsSecondSupervisor,
    OrderChangedSince,
    OrderMovedOn,
    OrderNotInForceYet,
    OrderNotSound,
)
from permits.extensions.invariants import last_day_differs, not_extended, not_taken_back, reckoned_otherwise
from permits.extensions.models import ExtensionOrder, OrderRun, PermitExtension, PermitTakeBack
from permits.extensions.models.order import ADDED_LATER
from permits.extensions.models.order import CONTENT as CONTENT_NAMES
from permits.extensions.own_kinds import PERMITS
from permits.extensions.services import pieces
from permits.extensions.services.drafting import EMPTY
from permits.extensions.services.dry_run import SAMPLE
from permits.extensions.services.locking import content_hash
from permits.models import Permit
from permits.services import end_permit, enter_permit
from portal import clock
from portal.errors import StaleVersion
from portal.events.actor import SYSTEM, Actor
from portal.events.models import Event
from portal.jobs.models import Job
from portal.jobs.services import run_due_jobs, run_piece
from portal.notifications.registry import notices_of
from tests.factories import make_applicant, make_patent, make_permit, make_user
from tests.permits.extensions.documents import deliver, make_order

pytestmark = pytest.mark.django_db
STATED = date(2028, 3, 1)
CONTENT: dict[str, Any] = {
    "act": "Decree 1", "kinds": ["temporary_residence"], "window_from": date(2028, 1, 1), "window_to": date(2028, 12, 31),
    "mode": "plus_days", "days": 90, "effective_from": date(2026, 1, 1),
}  # fmt: skip


@pytest.fixture
def people() -> tuple[Actor, Actor]:
    return tuple(Actor("officer", make_user("supervisor").pk) for _n in range(2))  # type: ignore[return-value]


def permit(**fields: Any) -> Permit:
    return make_permit(**{"valid_until_stated": STATED, "issued_on": date(2025, 3, 1), **fields})


def ticked(**content: Any) -> dict[str, Any]:
    """The content of an order whose author says that it adds to every order that it overlaps."""
    words = {**CONTENT, **content}
    met = services.overlapping({**EMPTY, **words})
    return {"adds_to": [other.number for other in met], **words}


def tried(author: Actor, **content: Any) -> ExtensionOrder:
    order = services.draft_order(content=ticked(**content), actor=author)
    services.begin_dry_run(order_id=order.pk, actor=author)
    run_due_jobs()
    order.refresh_from_db()
    return order


def approved(people: tuple[Actor, Actor], **content: Any) -> ExtensionOrder:
    order = tried(people[0], **content)
    return services.approve_order(order_id=order.pk, content_hash=order.content_hash, actor=people[1])


def applied(people: tuple[Actor, Actor], **content: Any) -> ExtensionOrder:
    order = approved(people, **content)
    services.begin_applying(order_id=order.pk, actor=people[0], on=clock.today())
    run_due_jobs()
    order.refresh_from_db()
    assert order.status == "applied"
    return order


def repealed(people: tuple[Actor, Actor], order: ExtensionOrder, **more: str) -> ExtensionOrder:
    order = services.propose_repeal(order_id=order.pk, act="Decree 2", actor=people[0], **more)
    services.confirm_repeal(order_id=order.pk, expected_version=order.version, actor=people[1])
    run_due_jobs()
    order.refresh_from_db()
    assert order.status == "repealed"
    return order


def last_day(one: Permit) -> date | None:
    return Permit.objects.get(pk=one.pk).valid_until


def names(one: Permit) -> list[str]:
    return list(Event.objects.filter(subject_type="permits.permit", subject_id=one.pk).order_by("pk").values_list("name", flat=True))


def invariants_hold() -> bool:
    return [last_day_differs(), not_extended(), not_taken_back(), reckoned_otherwise()] == [0, 0, 0, 0]


def test_an_order_extends_what_it_names_once_and_writes_down_what_it_did(people):
    ours, other_kind, outside = permit(), permit(kind="permanent_residence"), permit(valid_until_stated=date(2029, 1, 1))
    order = applied(people)
    assert [last_day(one) for one in (ours, other_kind, outside)] == [date(2028, 5, 30), STATED, date(2029, 1, 1)]
    row = PermitExtension.objects.get()
    assert (row.order, row.document, row.stated, row.before, row.gives, row.after) == (
        order, ours, STATED, STATED, date(2028, 5, 30), date(2028, 5, 30),
    )  # fmt: skip
    assert (row.days, row.rule_version) == (90, 1)
    assert names(ours) == ["extensions.PermitExtended"]
    event = Event.objects.get(name="extensions.PermitExtended")
    assert event.person_id == ours.person_id
    assert event.payload == {
        "permit_id": ours.pk, "person_id": ours.person_id, "order_id": order.pk, "stated": "2028-03-01", "before": "2028-03-01",
        "after": "2028-05-30",
    }  # fmt: skip
    assert invariants_hold()


def test_of_two_orders_the_later_day_stands_in_whichever_order_they_were_applied(people):
    for first, second in ((30, 90), (91, 31)):
        one = permit()
        applied(people, days=first, act=f"A {first}")
        applied(people, days=second, act=f"B {second}")
        assert last_day(one) == STATED + timedelta(days=max(first, second))
    assert names(permit(valid_until=STATED)) == []
    assert invariants_hold() is False  # the last permit was put there by hand, after the orders


def test_an_order_that_moves_nothing_tells_nobody_and_is_still_in_the_ledger(people):
    one = permit()
    applied(people, days=90, act="A")
    applied(people, days=30, act="B")
    assert names(one) == ["extensions.PermitExtended"]
    assert list(PermitExtension.objects.order_by("pk").values_list("before", "gives", "after")) == [
        (STATED, date(2028, 5, 30), date(2028, 5, 30)),
        (date(2028, 5, 30), date(2028, 3, 31), date(2028, 5, 30)),
    ]


def test_repeal_is_the_same_reckoning_without_the_order(people):
    one, short = permit(), permit(valid_until_stated=date(2028, 12, 31))
    long = applied(people, days=90, act="A")
    applied(people, days=30, act="B", window_to=date(2028, 6, 1))
    repealed(people, long)
    assert (last_day(one), last_day(short)) == (STATED + timedelta(days=30), date(2028, 12, 31))
    assert names(one) == ["extensions.PermitExtended", "extensions.PermitShortened"]
    assert sorted(PermitTakeBack.objects.values_list("before", "after")) == [
        (STATED + timedelta(days=90), STATED + timedelta(days=30)),
        (date(2028, 12, 31) + timedelta(days=90), date(2028, 12, 31)),
    ]
    assert invariants_hold()


def test_a_document_entered_later_is_extended_at_once(people):
    applied(people)
    one = enter_permit(
        person=make_applicant(), kind="temporary_residence", series="77", number="1", citizenship="TJ", region="77",
        issued_on=date(2025, 3, 1), valid_until_stated=STATED, actor=SYSTEM,
    )  # fmt: skip
    deliver()
    assert last_day(one) == date(2028, 5, 30)
    assert names(one) == ["permits.PermitEntered", "extensions.PermitExtended"]
    assert services.extend_entered(_permits(), one.pk) == 0
    assert invariants_hold()


def _permits() -> Any:
    from permits.extensions.own_kinds import PERMITS

    return PERMITS


def test_a_document_that_ended_before_the_order_is_not_touched(people):
    before, after = permit(), permit()
    end_permit(permit_id=before.pk, status="ended", actor=SYSTEM, on=date(2025, 12, 31))
    end_permit(permit_id=after.pk, status="ended", actor=SYSTEM, on=date(2026, 1, 1))
    applied(people)
    assert (last_day(before), last_day(after)) == (STATED, date(2028, 5, 30))


def test_a_document_issued_later_waits_for_a_person_and_is_counted(people):
    one = permit(issued_on=date(2025, 6, 16))
    order = applied(people, last_issue_day=date(2025, 6, 15))
    assert last_day(one) == STATED
    assert OrderRun.objects.get(order=order, purpose="dry_run").found["ask_staff"]["documents"] == 1


def test_a_dry_run_counts_by_kind_state_region_and_days_and_changes_nothing(people):
    permit(), permit(citizenship="UZ", region="78"), permit(kind="permanent_residence")
    late = permit(valid_until_stated=date(2028, 2, 29))
    Permit.objects.filter(pk=late.pk).update(valid_until=date(2030, 1, 1))
    order = tried(people[0], kinds=["temporary_residence", "permanent_residence"])
    found = OrderRun.objects.get().found
    extended = found["extended"]
    assert (order.status, extended["documents"], found["already_later"]["documents"]) == ("ready", 3, 1)
    assert extended["kind"] == {"temporary_residence": 2, "permanent_residence": 1}
    assert (extended["citizenship"], extended["region"], extended["bucket"]) == ({"TJ": 2, "UZ": 1}, {"77": 2, "78": 1}, {"3": 3})
    assert (extended["first_stated"], extended["last"]) == ("2028-03-01", "2028-05-30")
    assert len(found["sample"]) == 3
    assert not PermitExtension.objects.exists()
    assert not Permit.objects.filter(valid_until=date(2028, 5, 30)).exists()


def test_the_sample_of_an_order_over_two_tables_shows_documents_of_both(people):
    today = clock.today()
    for _n in range(SAMPLE + 2):
        permit(valid_until_stated=today + timedelta(days=100))
    patents = [make_patent("issued") for _n in range(2)]
    window = {"window_from": today, "window_to": today + timedelta(days=200), "kinds": ["temporary_residence", "work_patent"]}
    tried(people[0], **window)
    sample = OrderRun.objects.get().found["sample"]
    assert len(sample) == SAMPLE
    assert {key for ledger, key, *_days in sample if ledger != PERMITS.name} == {patent.pk for patent in patents}


def test_a_dry_run_tells_the_odd_cases_apart_and_the_run_does_what_it_said(people):
    """One document of each odd kind; all of them fall under the order's kind, and most of them into its window."""
    plain, later = permit(valid_until_stated=date(2028, 1, 1)), permit()
    Permit.objects.filter(pk=later.pk).update(valid_until=date(2030, 1, 1))
    beyond = permit(valid_until_stated=date(2028, 6, 1))  # the order's day is the one that it states
    late = permit(issued_on=date(2026, 1, 2))
    replaced, gone_before = permit(), permit()
    end_permit(permit_id=replaced.pk, status="replaced", actor=SYSTEM, on=date(2026, 2, 1))
    end_permit(permit_id=gone_before.pk, status="ended", actor=SYSTEM, on=date(2025, 12, 31))
    outside = [permit(valid_until_stated=day) for day in (date(2027, 12, 31), date(2028, 6, 2))]
    endless = make_permit(valid_until_stated=None, valid_until=None)
    words = {"mode": "fixed", "days": None, "until": date(2028, 6, 1), "window_to": date(2028, 6, 1), "last_issue_day": date(2026, 1, 1)}
    order = tried(people[0], **words)
    found = OrderRun.objects.get(order=order).found
    counts = {fate: found.get(fate, {}).get("documents", 0) for fate in ("extended", "already_later", "gives_nothing", "ask_staff")}
    assert counts == {"extended": 2, "already_later": 1, "gives_nothing": 1, "ask_staff": 1}
    assert (found["extended"]["ended"], found["extended"]["over_already"]) == (1, 0)
    assert sorted(key for _ledger, key, *_days in found["sample"]) == [plain.pk, replaced.pk]
    services.approve_order(order_id=order.pk, content_hash=order.content_hash, actor=people[1])
    services.begin_applying(order_id=order.pk, actor=people[0], on=clock.today())
    run_due_jobs()
    written = PermitExtension.objects.order_by("document_id").values_list("document_id", flat=True)
    assert list(written) == [plain.pk, later.pk, replaced.pk]
    assert [last_day(one) for one in (beyond, late, gone_before)] == [date(2028, 6, 1), STATED, STATED]
    assert [last_day(one) for one in (*outside, endless)] == [date(2027, 12, 31), date(2028, 6, 2), None]


def test_a_dry_run_says_how_many_documents_are_over_in_spite_of_the_order(people):
    for stated in (date(2021, 12, 1), date(2026, 11, 1)):
        permit(valid_until_stated=stated, issued_on=date(2020, 1, 1))
    order = tried(people[0], window_from=date(2021, 1, 1), window_to=date(2026, 12, 31), effective_from=date(2021, 1, 1))
    extended = OrderRun.objects.get(order=order).found["extended"]
    assert (extended["documents"], extended["over_already"]) == (2, 1)


def test_a_dry_run_over_no_documents_says_nothing_would_happen(people):
    order = tried(people[0])
    run = OrderRun.objects.get(order=order)
    assert (order.status, run.found) == ("ready", {"sample": []})


def test_the_author_never_approves_and_a_change_asks_for_a_new_dry_run(people):
    order = tried(people[0])
    with pytest.raises(NeedsSecondSupervisor):
        services.approve_order(order_id=order.pk, content_hash=order.content_hash, actor=people[0])
    seen = order.content_hash
    services.change_order(order_id=order.pk, expected_version=order.version, content={**CONTENT, "days": 91}, actor=people[0])
    with pytest.raises(OrderMovedOn):
        services.approve_order(order_id=order.pk, content_hash=seen, actor=people[1])
    services.begin_dry_run(order_id=order.pk, actor=people[0])
    run_due_jobs()
    with pytest.raises(OrderChangedSince):
        services.approve_order(order_id=order.pk, content_hash=seen, actor=people[1])


def test_who_edits_an_order_becomes_its_author(people):
    order = services.draft_order(content=CONTENT, actor=people[0])
    services.change_order(order_id=order.pk, expected_version=1, content=CONTENT, actor=people[1])
    services.begin_dry_run(order_id=order.pk, actor=people[1])
    run_due_jobs()
    order.refresh_from_db()
    with pytest.raises(NeedsSecondSupervisor):
        services.approve_order(order_id=order.pk, content_hash=order.content_hash, actor=people[1])


def test_of_two_people_on_one_draft_the_second_sees_that_it_moved(people):
    order = services.draft_order(content=CONTENT, actor=people[0])
    services.change_order(order_id=order.pk, expected_version=1, content={**CONTENT, "days": 1}, actor=people[0])
    with pytest.raises(StaleVersion):
        services.change_order(order_id=order.pk, expected_version=1, content={**CONTENT, "days": 2}, actor=people[1])
    order.refresh_from_db()
    assert order.days == 1


def test_an_order_is_not_applied_before_its_day(people):
    order = approved(people, effective_from=clock.today() + timedelta(days=1))
    with pytest.raises(OrderNotInForceYet):
        services.begin_applying(order_id=order.pk, actor=people[0], on=clock.today())


def test_a_paused_order_goes_on_where_it_stood(people, monkeypatch):
    monkeypatch.setattr("permits.extensions.services.runs.SMALLEST", 1)
    made = [permit() for _n in range(4)]
    order = approved(people)
    services.begin_applying(order_id=order.pk, actor=people[0], on=clock.today())
    run = OrderRun.objects.get(purpose="apply")
    OrderRun.objects.filter(pk=run.pk).update(step=1)
    run_piece(run.job_id)
    services.pause_order(order_id=order.pk, actor=people[1])
    run_due_jobs()
    assert PermitExtension.objects.count() == 1
    services.resume_order(order_id=order.pk, actor=people[0])
    run_due_jobs()
    order.refresh_from_db()
    assert (order.status, PermitExtension.objects.count()) == ("applied", 4)
    assert [names(one) for one in made] == [["extensions.PermitExtended"]] * 4
    with pytest.raises(OrderMovedOn):
        services.resume_order(order_id=order.pk, actor=people[0])


def test_an_extension_taken_back_before_its_message_was_due_is_not_told_any_more(people):
    one = permit()
    order = applied(people)
    news = Event.objects.get(name="extensions.PermitExtended", subject_id=one.pk)
    assert [notice.template for notice in notices_of(news)] == ["permits/messages/extended"]
    repealed(people, order)
    assert notices_of(news) == []
    back = Event.objects.get(name="extensions.PermitShortened", subject_id=one.pk)
    assert [notice.template for notice in notices_of(back)] == ["permits/messages/shortened"]


def test_a_paused_order_can_be_repealed(people):
    one = permit()
    order = approved(people)
    services.begin_applying(order_id=order.pk, actor=people[0], on=clock.today())
    run_piece(OrderRun.objects.get(purpose="apply").job_id)
    services.pause_order(order_id=order.pk, actor=people[0])
    repealed(people, order)
    assert last_day(one) == STATED
    assert invariants_hold()


def test_repeal_takes_two_people(people):
    order = applied(people)
    order = services.propose_repeal(order_id=order.pk, act="Decree 2", actor=people[0])
    with pytest.raises(NeedsSecondSupervisor):
        services.confirm_repeal(order_id=order.pk, expected_version=order.version, actor=people[0])
    with pytest.raises(StaleVersion):
        services.confirm_repeal(order_id=order.pk, expected_version=order.version - 1, actor=people[1])


def test_the_check_after_the_run_finds_a_document_that_was_missed(people, monkeypatch):
    """One that was entered while the run went by, and whose event has not been delivered yet."""
    permit()
    order = approved(people)
    services.begin_applying(order_id=order.pk, actor=people[0], on=clock.today())
    run = OrderRun.objects.get(purpose="apply")
    with monkeypatch.context() as blind:
        blind.setattr(pieces, "extend", lambda *_args, **_kwargs: pieces.Done(0, 0))
        run_piece(run.job_id)
    run.refresh_from_db()
    assert (run.is_checking, PermitExtension.objects.count()) == (True, 0)
    run_piece(run.job_id)
    order.refresh_from_db()
    assert (order.status, PermitExtension.objects.count()) == ("applied", 1)
    assert invariants_hold()


def test_a_document_that_is_not_as_the_order_makes_it_stops_the_work_in_sight(people):
    one = permit()
    order = approved(people)
    services.begin_applying(order_id=order.pk, actor=people[0], on=clock.today())
    job = OrderRun.objects.get(purpose="apply").job_id
    run_piece(job)
    Permit.objects.filter(pk=one.pk).update(valid_until=STATED)
    for _try in range(5):
        run_piece(job)
    order.refresh_from_db()
    assert (order.status, Job.objects.get(pk=job).state, Job.objects.get(pk=job).last_error) == ("applying", "failed", "RunDoesNotAddUp")
    assert last_day_differs() == 1
    Permit.objects.filter(pk=one.pk).update(valid_until=date(2028, 5, 30))
    services.resume_order(order_id=order.pk, actor=people[0])
    run_due_jobs()
    order.refresh_from_db()
    assert order.status == "applied"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"window_to": date(2027, 12, 31)}, "window_to"),
        ({"window_to": None}, "window_to"),
        ({"is_open_ended": True}, "window_to"),
        ({"window_from": None}, "window_from"),
        ({"window_from": date(1, 1, 1)}, "window_from"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["work_patents"]}, "kinds"),
        ({"act": " "}, "act"),
        ({"days": 0}, "days"),
        ({"days": 3661}, "days"),
        ({"days": None}, "days"),
        ({"until": date(2029, 1, 1)}, "until"),
        ({"mode": ""}, "mode"),
        ({"mode": "fixed", "days": None, "until": date(2028, 1, 1)}, "until"),
        ({"mode": "suspended", "days": None, "suspended_from": date(2028, 2, 1), "suspended_to": date(2028, 1, 1)}, "suspended_to"),
        ({"mode": "suspended", "days": None, "suspended_from": date(2000, 1, 1), "suspended_to": date(2028, 1, 1)}, "suspended_to"),
        ({"effective_from": None}, "effective_from"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field_and_nothing_is_kept(people, wrong, field):
    with pytest.raises(OrderNotSound) as refused:
        services.draft_order(content={**CONTENT, **wrong}, actor=people[0])
    assert list(refused.value.errors) == [field]
    assert not ExtensionOrder.objects.exists()


def test_a_second_order_that_does_the_same_and_an_act_that_was_repealed_are_refused(people):
    order = applied(people)
    with pytest.raises(OrderNotSound) as refused:
        services.draft_order(content={**CONTENT, "act": "Other"}, actor=people[0])
    assert list(refused.value.errors) == ["kinds"]
    services.draft_order(content=ticked(act="Other", citizenships=["UZ"], days=91), actor=people[0])
    repealed(people, order)
    with pytest.raises(OrderNotSound) as refused:
        services.draft_order(content=CONTENT, actor=people[0])
    assert list(refused.value.errors) == ["act"]


@pytest.mark.parametrize("act", ["decree  1", " DECREE 1", "Decree\u00a01"])
def test_capitals_and_spaces_do_not_make_another_act_of_a_repealed_one(people, act):
    repealed(people, applied(people))
    with pytest.raises(OrderNotSound) as refused:
        services.draft_order(content={**CONTENT, "act": act, "days": 30}, actor=people[0])
    assert list(refused.value.errors) == ["act"]


def test_of_two_orders_that_do_the_same_one_is_approved(people):
    """Both were tried while neither was approved."""
    first, second = tried(people[0]), tried(people[0], act="Other")
    services.approve_order(order_id=first.pk, content_hash=first.content_hash, actor=people[1])
    with pytest.raises(OrderNotSound) as refused:
        services.approve_order(order_id=second.pk, content_hash=second.content_hash, actor=people[1])
    assert list(refused.value.errors) == ["kinds"]
    second.refresh_from_db()
    assert (second.status, second.approved_by_id) == ("ready", None)


OVERLAPPING = [
    {"days": 30},
    {"act": "Other", "days": 30},
    {"act": "Other", "window_to": None, "is_open_ended": True},
    {"act": "Other", "window_from": date(2028, 12, 31), "window_to": date(2029, 12, 31)},
    {"act": "Other", "kinds": ["temporary_asylum", "temporary_residence"], "citizenships": ["TJ"], "regions": ["77"], "days": 30},
    {"act": "Other", "days": None, "mode": "fixed", "until": date(2029, 6, 1)},
]


@pytest.mark.parametrize("other", OVERLAPPING)
@pytest.mark.parametrize("status", ["approved", "applying", "paused", "applied"])
def test_an_order_that_overlaps_one_in_force_is_refused_beside_its_field_unless_it_says_that_it_adds_to_it(people, status, other):
    first = make_order(status)
    words = {**CONTENT, **other}
    with pytest.raises(OrderNotSound) as refused:
        services.draft_order(content=words, actor=people[0])
    ((field, (error,)),) = refused.value.errors.items()
    assert (field, error.code, error.context) == ("adds_to", "order_overlaps", {"number": first.number})
    assert ExtensionOrder.objects.count() == 1
    order = services.draft_order(content={**words, "adds_to": [first.number]}, actor=people[0])
    assert order.adds_to == [first.number]


@pytest.mark.parametrize(
    "apart",
    [
        {"kinds": ["permanent_residence"]},
        {"window_from": date(2029, 1, 1), "window_to": None, "is_open_ended": True},
        {"window_from": date(2027, 1, 1), "window_to": date(2027, 12, 31)},
        {"citizenships": ["UZ"]},
        {"regions": ["78"]},
    ],
)
def test_an_order_without_common_documents_needs_no_tick_and_takes_none(people, apart):
    first = make_order("applied", citizenships=["TJ"], regions=["77"])
    words = {**CONTENT, "act": "Other", **apart}
    services.draft_order(content=words, actor=people[0])
    with pytest.raises(OrderNotSound) as refused:
        services.draft_order(content={**words, "adds_to": [first.number]}, actor=people[0])
    assert [error.code for error in refused.value.errors["adds_to"]] == ["order_adds_to_nothing"]


@pytest.mark.parametrize("status", ["draft", "ready", "repealing", "repealed"])
def test_an_order_that_is_not_approved_or_no_more_in_force_stands_in_nobodys_way(people, status):
    other = make_order(status)
    services.draft_order(content={**CONTENT, "days": 30}, actor=people[0])
    with pytest.raises(OrderNotSound) as refused:
        services.draft_order(content={**CONTENT, "adds_to": [other.number]}, actor=people[0])
    assert [error.code for error in refused.value.errors["adds_to"]] == ["order_adds_to_nothing"]


def test_who_approves_an_order_that_overlaps_one_approved_meanwhile_is_refused_until_its_author_has_ticked_and_tried_it(people):
    first, second = tried(people[0]), tried(people[0], act="Other", days=30)
    services.approve_order(order_id=first.pk, content_hash=first.content_hash, actor=people[1])
    with pytest.raises(OrderNotSound) as refused:
        services.approve_order(order_id=second.pk, content_hash=second.content_hash, actor=people[1])
    assert list(refused.value.errors) == ["adds_to"]
    second = services.change_order(
        order_id=second.pk, expected_version=second.version, content=ticked(act="Other", days=30), actor=people[0]
    )
    services.begin_dry_run(order_id=second.pk, actor=people[0])
    run_due_jobs()
    second.refresh_from_db()
    approved_one = services.approve_order(order_id=second.pk, content_hash=second.content_hash, actor=people[1])
    assert (approved_one.status, approved_one.adds_to) == ("approved", [first.number])


def test_an_order_is_not_applied_when_the_one_to_which_it_adds_was_repealed(people):
    first = applied(people)
    second = approved(people, act="Other", days=30)
    repealed(people, first)
    with pytest.raises(OrderNotSound) as refused:
        services.begin_applying(order_id=second.pk, actor=people[0], on=clock.today())
    assert list(refused.value.errors) == ["adds_to"]
    assert services.return_order(order_id=second.pk, reason="Look again", actor=people[1]).status == "draft"


def test_the_order_that_was_there_first_needs_no_tick_for_the_one_that_adds_to_it(people):
    first = approved(people)
    second = approved(people, act="Other", days=30)
    for order in (second, first):
        services.begin_applying(order_id=order.pk, actor=people[0], on=clock.today())
        run_due_jobs()
    assert set(ExtensionOrder.objects.values_list("status", flat=True)) == {"applied"}


def test_the_dry_run_shows_what_an_order_does_together_with_the_one_to_which_it_adds(people):
    first = applied(people, mode="fixed", days=None, until=date(2028, 6, 1), window_to=date(2028, 5, 1))
    for day in (date(2028, 1, 15), date(2028, 3, 1), date(2028, 4, 1), date(2028, 8, 1)):
        permit(valid_until_stated=day)
    order = tried(people[0], act="Other", days=90)
    found = OrderRun.objects.get(order=order, purpose="dry_run").found["together"]
    assert found == {first.number: {"both": 3, "further": 1, "least": 29, "most": 29}}  # 1 April + 90 days = 30 June


def test_an_order_that_never_moves_a_day_further_says_so_in_its_dry_run(people):
    permit()
    first = applied(people)
    order = tried(people[0], act="Other", days=30)
    assert OrderRun.objects.get(order=order, purpose="dry_run").found["together"] == {first.number: {"both": 1, "further": 0}}


def test_a_tick_is_part_of_what_the_second_person_approves(people):
    first = make_order("applied")
    order = tried(people[0], act="Other", days=30)
    assert order.adds_to == [first.number]
    seen = order.content_hash
    with pytest.raises(DatabaseError), transaction.atomic():
        ExtensionOrder.objects.filter(pk=order.pk).update(adds_to=[])
    order.adds_to = []
    assert content_hash(order) != seen


def test_an_order_approved_before_there_were_ticks_keeps_its_hash(people):
    order = make_order("draft", number="T-0", act="Act 0")
    words = [[name, str(getattr(order, name))] for name in CONTENT_NAMES if name not in ADDED_LATER]
    assert content_hash(order) == hashlib.sha256(json.dumps(["T-0", words], ensure_ascii=False).encode()).hexdigest()


def test_an_order_approved_before_its_act_was_repealed_is_not_applied(people):
    first = applied(people)
    second = approved(people, days=30)
    repealed(people, first)
    with pytest.raises(OrderNotSound) as refused:
        services.begin_applying(order_id=second.pk, actor=people[0], on=clock.today())
    assert list(refused.value.errors) == ["act"]


@pytest.mark.parametrize("fields", [{}, {"citizenships": ["UZ"]}, {"kinds": ["temporary_residence", "visa"]}])
def test_the_table_itself_refuses_a_second_order_in_force_that_does_the_same(fields):
    make_order("applied")
    other = make_order("ready", **fields)
    for status in ("approved", "applying", "paused", "applied"):
        with pytest.raises(IntegrityError, match="does the same"), transaction.atomic():
            make_order(status, **fields)
    told = {"status": "approved", "approved_by": make_user("supervisor"), "approved_at": clock.now()}
    with pytest.raises(IntegrityError, match="does the same"), transaction.atomic():
        ExtensionOrder.objects.filter(pk=other.pk).update(**told)


@pytest.mark.parametrize("fields", [{"kinds": ["visa"]}, {"days": 91}, {"window_to": date(2028, 12, 30)}])
def test_orders_that_overlap_and_do_something_else_stand_side_by_side_when_one_says_that_it_adds_to_the_other(fields):
    """Of several the latest day stands; the table itself wants to hear it from one of the two."""
    first = make_order("applied")
    if fields != {"kinds": ["visa"]}:
        for status in ("approved", "applying", "applied"):
            with pytest.raises(IntegrityError, match="does not say so"), transaction.atomic():
                make_order(status, adds_to=[], **fields)
    assert make_order("applied", adds_to=[first.number], **fields)


def test_either_of_two_orders_may_say_that_it_adds_to_the_other():
    make_order("applied", adds_to=["T-later"])
    assert make_order("applied", number="T-later", days=30, adds_to=[])


def test_regions_and_states_apart_are_two_orders():
    make_order("applied", citizenships=["TJ"], regions=["77"])
    assert make_order("applied", citizenships=["UZ"], regions=["77"])
    assert make_order("applied", citizenships=["TJ"], regions=["78"])
    with pytest.raises(IntegrityError), transaction.atomic():
        make_order("applied", citizenships=["UZ", "KG"], regions=["77"])


def test_the_table_itself_refuses_to_bring_a_repealed_act_into_force():
    make_order("repealed", act="Decree 1")
    again = make_order("ready", act="Decree 1", days=30)
    told = {"status": "approved", "approved_by": make_user("supervisor"), "approved_at": clock.now()}
    with pytest.raises(IntegrityError, match="the act was repealed"), transaction.atomic():
        ExtensionOrder.objects.filter(pk=again.pk).update(**told)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": []},
        {"window_to": date(2027, 1, 1)},
        {"window_to": None},
        {"is_open_ended": True},
        {"days": 0},
        {"until": date(2029, 1, 1)},
        {"mode": "fixed"},
    ],
)
def test_the_table_itself_refuses_an_order_without_sense(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_order(**wrong)


def test_the_table_itself_wants_two_people():
    author = make_user("supervisor")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_order("approved", drafted_by=author, approved_by=author)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_order("repealing", repeal_proposed_by=author, repeal_confirmed_by=author)


@pytest.mark.parametrize("change", [{"days": 91}, {"kinds": ["visa"]}, {"act": "Other"}, {"status": "draft"}])
def test_an_order_in_force_cannot_be_changed_even_by_sql(change):
    order = make_order("applied")
    with pytest.raises(DatabaseError), transaction.atomic():
        ExtensionOrder.objects.filter(pk=order.pk).update(**change)


def test_the_ledger_is_never_changed(people):
    permit()
    applied(people)
    for statement in ("UPDATE {} SET days = 1", "DELETE FROM {}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format("permit_extensions_permitextension"))


def test_a_second_row_for_the_same_order_and_document_is_impossible(people):
    permit()
    applied(people)
    row = PermitExtension.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_both_shipped_orders_can_be_drafted_and_tried(people):
    permit(valid_until_stated=date(2021, 12, 31), issued_on=date(2018, 1, 1))
    for example in ("iom-2021-a", "iom-2021-b"):
        order = services.draft_example(example=example, actor=people[0])
        services.begin_dry_run(order_id=order.pk, actor=people[0])
    run_due_jobs()
    counts = [run.found.get("extended", {}).get("documents", 0) for run in OrderRun.objects.order_by("pk")]
    assert counts == [1, 0]
