"""What the portal says to employers against what was published. The figures stand here once more, copied by hand and not from our files.

115-FZ art. 13 (8) and the orders of the Ministry of Internal Affairs by which the notice is sent; Labour Code art. 327.5, 327.6; Code of
Administrative Offences art. 18.15."""

from datetime import date, timedelta

import pytest

from portal.legal import services as legal
from portal.legal.models import LegalValue

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)
CAPITALS = ("77", "78", "50", "47")  # Moscow, Saint Petersburg, Moscow Oblast, Leningrad Oblast


@pytest.mark.parametrize(
    ("first", "before", "since"),
    [
        (date(2019, 9, 9), "MVD order 11 of 10.01.2018", "MVD order 363 of 04.06.2019"),
        (date(2021, 1, 1), "MVD order 363 of 04.06.2019", "MVD order 536 of 30.07.2020"),
    ],
)
def test_the_notice_has_three_working_days_by_each_order_and_the_order_changes_on_its_day(first: date, before: str, since: str):
    for day, order in ((first - timedelta(days=1), before), (first, since)):
        term = legal.term("employment.contract_notice", on=day)
        assert (term.amount, str(term.unit), term.confidence) == (3, "working_days", "A")
        assert term.act.startswith("Federal Law 115-FZ, art. 13, para. 8; ")
        assert order in term.act


def test_the_order_of_today_is_that_of_2021():
    assert legal.term("employment.contract_notice", on=TODAY).since == date(2021, 1, 1)
    with legal.only_asking(), pytest.raises(legal.MissingLegalParameter):
        legal.term("employment.contract_notice", on=date(2018, 1, 9))


def test_a_month_after_the_patent_the_labour_contract_ends():
    term = legal.term("employment.contract_end", on=TODAY)
    assert (term.amount, str(term.unit), term.confidence) == (1, "months", "B")
    assert "327.6" in term.act


@pytest.mark.parametrize(
    ("who", "everywhere", "in_the_capitals"),
    [("company", (250_000, 800_000), (400_000, 1_000_000)), ("official", (35_000, 50_000), (35_000, 70_000))],
)
def test_fines_of_article_18_15_are_higher_in_the_two_capitals_and_their_oblasts(
    who: str, everywhere: tuple[int, int], in_the_capitals: tuple[int, int]
):
    for scope, sums in [("", everywhere), *[(code, in_the_capitals) for code in CAPITALS]]:
        least, most = (legal.money(f"employment.{who}_fine_{end}", on=TODAY, scope=scope) for end in ("least", "most"))
        assert (least.amount, most.amount) == sums
        assert (least.confidence, most.confidence) == ("B", "A")
        assert "18.15" in least.act


def test_no_other_region_has_a_fine_of_its_own():
    rows = LegalValue.objects.filter(series__key__contains="_fine_", series__key__startswith="employment.")
    assert set(rows.values_list("series__scope", flat=True)) == {"", *CAPITALS}


def test_a_company_may_be_stopped_for_14_to_90_days_instead():
    least, most = (legal.term(f"employment.company_stop_{end}", on=TODAY) for end in ("least", "most"))
    assert (least.amount, most.amount, str(least.unit), str(most.unit)) == (14, 90, "calendar_days", "calendar_days")


def test_no_list_of_a_region_is_shipped():
    assert not LegalValue.objects.filter(series__key="employment.activity_ban").exclude(value=None).exists()
