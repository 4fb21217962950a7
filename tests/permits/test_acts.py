"""What the page of a permit offers its holder, and when."""

from datetime import date, timedelta

import pytest

from permits.acts import acts
from permits.models import Permit
from portal import clock
from portal.legal.calendar import add_months
from tests.factories import make_permit, sign_in

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _english():
    from django.utils.translation import override

    with override("en"):
        yield


def held(kind: str, *, issued: date, until: date | None) -> Permit:
    return make_permit(kind=kind, issued_on=issued, valid_until_stated=until)


def titles(permit: Permit) -> dict[str, bool]:
    """What is offered, and whether it can be done on that day."""
    return {str(act.title): bool(act.url) for act in acts(permit, on=TODAY)}


def test_a_temporary_permit_leads_to_the_permanent_one_in_the_days_of_the_law():
    early = held("temporary_residence", issued=add_months(TODAY, -3), until=add_months(TODAY, 33))
    in_time = held("temporary_residence", issued=add_months(TODAY, -30), until=add_months(TODAY, 6))
    late = held("temporary_residence", issued=add_months(TODAY, -35), until=add_months(TODAY, 1))
    offered = [titles(permit)["Apply for a residence permit (VNZh)"] for permit in (early, in_time, late)]
    assert offered == [False, True, False]


def test_a_certificate_can_be_extended_in_its_last_three_months_only():
    for kind in ("temporary_asylum", "refugee_certificate"):
        assert titles(held(kind, issued=add_months(TODAY, -9), until=add_months(TODAY, 4)))["Extend it"] is False
        assert titles(held(kind, issued=add_months(TODAY, -10), until=add_months(TODAY, 2)))["Extend it"] is True


def test_a_missed_yearly_notice_comes_first_and_may_still_be_sent():
    permit = held("temporary_residence", issued=add_months(TODAY, -20), until=add_months(TODAY, 16))
    first = acts(permit, on=TODAY)[0]
    assert (str(first.title), "The last day was" in first.note) == ("Yearly notice of residence", True)
    assert first.url.endswith("/yearly/")


def test_nothing_is_offered_with_a_document_that_is_over():
    assert acts(held("temporary_residence", issued=add_months(TODAY, -40), until=TODAY - timedelta(days=1)), on=TODAY) == []


def test_a_registration_can_be_neither_replaced_nor_extended_here():
    assert titles(held("stay_registration", issued=add_months(TODAY, -1), until=add_months(TODAY, 1))) == {}


def test_the_page_names_one_day_once_and_two_days_where_they_differ():
    permit = held("temporary_residence", issued=add_months(clock.today(), -10), until=add_months(clock.today(), 26))
    client, address = sign_in(permit.person.user), f"/permits/temporary_residence/{permit.series}/{permit.number}/"
    page = client.get(address, headers=EN).content.decode()
    assert ("Valid until, as the law has it today" in page, "sheet with both dates" in page) == (False, False)
    Permit.objects.filter(pk=permit.pk).update(valid_until=add_months(clock.today(), 30))
    page = client.get(address, headers=EN).content.decode()
    assert ("Valid until, as the law has it today" in page, "sheet with both dates" in page) == (True, True)
