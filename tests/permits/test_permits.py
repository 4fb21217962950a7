"""A permit comes to be once, keeps what is printed on it, and ends once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from stdnum import damm

from permits.errors import PermitAlreadyEntered, PermitEndsBeforeItsIssue, PermitNotInForce
from permits.models import Permit
from permits.selectors import permits_in_force
from permits.services import end_permit, enter_permit, issue_permit
from portal.events.actor import SYSTEM
from portal.events.models import Event
from tests.factories import make_applicant, make_case, make_permit

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def issued(**fields: object) -> Permit:
    base = {"kind": "temporary_residence", "region": "77", "citizenship": "TJ", "valid_until": date(2029, 3, 1), "actor": SYSTEM, "on": DAY}
    return issue_permit(case=make_case("granted"), **{**base, **fields})


def entered(**fields: object) -> Permit:
    base = {
        "person": make_applicant(), "kind": "permanent_residence", "series": "82", "number": "1234567", "citizenship": "TJ", "region": "77",
        "issued_on": date(2017, 6, 1), "valid_until_stated": date(2022, 5, 31), "actor": SYSTEM,
    }  # fmt: skip
    return enter_permit(**{**base, **fields})


def names(permit: Permit) -> list[str]:
    return list(Event.objects.filter(subject_type="permits.permit", subject_id=permit.pk).order_by("pk").values_list("name", flat=True))


def test_a_granted_case_becomes_a_permit_with_a_number_that_checks():
    permit = issued()
    assert (permit.valid_until_stated, permit.valid_until, permit.status) == (date(2029, 3, 1), date(2029, 3, 1), "in_force")
    assert damm.is_valid(permit.number)
    assert permit.number.startswith("260000001")
    assert names(permit) == ["permits.PermitIssued"]


def test_numbers_of_a_kind_region_and_year_do_not_repeat():
    assert [issued().number[:-1], issued().number[:-1], issued(region="78").number[:-1]] == ["260000001", "260000002", "260000001"]


def test_a_permit_without_a_last_day_has_neither_date():
    permit = issued(kind="permanent_residence", valid_until=None)
    assert list(permits_in_force(permit.person_id, on=date(2050, 1, 1))) == [permit]


def test_the_last_day_is_inclusive_and_the_day_of_issue_is_the_first():
    permit = issued()
    for day, is_valid in ((DAY - timedelta(1), False), (DAY, True), (date(2029, 3, 1), True), (date(2029, 3, 2), False)):
        assert permits_in_force(permit.person_id, on=day).exists() is is_valid, day


def test_a_successor_replaces_its_predecessor_from_the_same_day():
    first = issued()
    case = make_case("granted", person=first.person, reference="SECOND")
    second = issue_permit(
        case=case, kind=first.kind, region="77", citizenship="TJ", valid_until=date(2030, 1, 1), actor=SYSTEM, on=DAY, predecessor=first
    )
    first.refresh_from_db()
    assert (first.status, first.ended_on, second.predecessor) == ("replaced", DAY, first)
    assert list(permits_in_force(first.person_id, on=DAY)) == [second]


def test_a_permit_ends_once():
    permit = issued()
    end_permit(permit_id=permit.pk, status="annulled", actor=SYSTEM, on=DAY)
    with pytest.raises(PermitNotInForce):
        end_permit(permit_id=permit.pk, status="ended", actor=SYSTEM, on=DAY)
    assert names(permit) == ["permits.PermitIssued", "permits.PermitEnded"]


def test_a_paper_of_before_is_entered_as_printed_and_only_once():
    permit = entered()
    assert names(permit) == ["permits.PermitEntered"]
    with pytest.raises(PermitAlreadyEntered):
        entered()
    assert Permit.objects.count() == 1


def test_a_document_that_ends_before_its_issue_is_refused_in_words():
    with pytest.raises(PermitEndsBeforeItsIssue):
        entered(valid_until_stated=date(2017, 5, 31))
    assert entered(valid_until_stated=date(2017, 6, 1)).valid_until == date(2017, 6, 1)


@pytest.mark.parametrize(
    "days",
    [
        {"valid_until_stated": date(2025, 2, 28), "valid_until": date(2025, 2, 28)},
        {"valid_until_stated": date(2028, 3, 1), "valid_until": date(2028, 2, 29)},
        {"valid_until_stated": date(2028, 3, 1), "valid_until": None},
        {"valid_until_stated": None, "valid_until": date(2028, 3, 1)},
    ],
)
def test_the_table_itself_refuses_days_that_contradict_each_other(days: dict[str, date | None]):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_permit(issued_on=date(2025, 3, 1), **days)


@pytest.mark.parametrize(
    "change",
    [
        {"valid_until_stated": date(2030, 1, 1)},
        {"issued_on": date(2020, 1, 1)},
        {"number": "1"},
        {"kind": "temporary_asylum"},
        {"citizenship": "UZ"},
    ],
)
def test_what_is_printed_cannot_be_changed_even_by_sql(change: dict[str, object]):
    permit = make_permit(valid_until_stated=date(2028, 1, 1), valid_until=date(2031, 1, 1))
    with pytest.raises(InternalError), transaction.atomic():
        Permit.objects.filter(pk=permit.pk).update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"valid_until": date(2027, 12, 31)},
        {"valid_until": None},
        {"status": "ended"},
        {"ended_on": date(2027, 1, 1)},
    ],
)
def test_the_table_refuses_dates_that_contradict_each_other(change: dict[str, object]):
    permit = make_permit(valid_until_stated=date(2028, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Permit.objects.filter(pk=permit.pk).update(**change)


def test_an_ended_permit_does_not_come_back():
    permit = make_permit(status="ended", ended_on=DAY)
    with pytest.raises(InternalError), transaction.atomic():
        Permit.objects.filter(pk=permit.pk).update(status="in_force", ended_on=None)


def test_moving_the_last_day_stays_in_the_page():
    permit = make_permit()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'permits_permit'")
        assert cursor.fetchone() == (["fillfactor=85"],)
        cursor.execute("SELECT pg_stat_get_xact_tuples_hot_updated('permits_permit'::regclass)")
        before = cursor.fetchone()[0]
        Permit.objects.filter(pk=permit.pk).update(valid_until=permit.valid_until + timedelta(days=199))
        cursor.execute("SELECT pg_stat_get_xact_tuples_hot_updated('permits_permit'::regclass)")
        assert cursor.fetchone()[0] == before + 1
