"""What an employer reads beside the answer: what to do, by when, what it costs otherwise, and which activities a region closes."""

import re
from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employment.models import Organisation, PatentCheck
from portal import clock
from portal.events.actor import SYSTEM
from portal.legal import checks
from portal.legal import services as legal
from portal.legal.models import LegalValue
from tests.employment.test_checks import ask, ask_number
from tests.employment.test_employer_api import URL, read
from tests.employment.test_tokens import new_token
from tests.employment.world import add_member, make_consent, make_organisation, owner_of, valid_patent
from tests.factories import make_patent, make_user, sign_in

pytestmark = pytest.mark.django_db
SOLE_TRADER = {"kind": "sole_trader", "inn": "500100732259", "kpp": "", "ogrn": "304500116000157"}
HOUSEHOLD = {"kind": "person", "inn": "500100732259", "kpp": "", "ogrn": ""}
ADD = "/admin/legal/legalvalue/add/"


def told(check: PatentCheck, organisation: Organisation, language: str = "en") -> str:
    """The section of the page; empty where there is none."""
    address = f"/employer/{organisation.number}/checks/{check.number}/"
    answer = sign_in(owner_of(organisation)).get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    page = " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
    heading, receipt = {"en": ("What you must do", "Receipt R"), "ru": ("Что вы должны сделать", "Подтверждение R")}[language]
    return page.partition(heading)[2].partition(receipt)[0]


def asked(region: str = "77", status: str = "valid", **fields: Any) -> tuple[PatentCheck, Organisation]:
    organisation = make_organisation(**fields)
    place = {"series": region, "region": region}
    patent = valid_patent(**place) if status == "valid" else make_patent("annulled", **place)
    return ask_number(organisation, patent), organisation


def enter(key: str, value: str | None, *, scope: str = "", since: date | None = None) -> None:
    since = since or clock.today()
    legal.add_value(key=f"employment.{key}", scope=scope, since=since, until=None, value=value, citation="New act 1", actor=SYSTEM)


def entered(key: str, value: str, scope: str = "") -> Any:
    typed = {"key": key, "scope": scope, "since": "2027-01-01", "until": "", "value": value, "citation": "Act 1", "confidence": "A"}
    return sign_in(make_user("operator")).post(ADD, typed, headers={"accept-language": "en"})


def test_a_company_reads_the_term_where_to_hand_it_in_and_the_fines_of_moscow():
    words = told(*asked())
    assert "you have 3 working days after it is concluded" in words
    assert "The portal does not send this notice" in words
    assert "Federal Law 115-FZ, art. 13, para. 8; MVD order 536 of 30.07.2020" in words
    assert "the company is fined from 400,000 to 1,000,000 roubles for each worker. Its activity may be stopped for 14–90 calendar" in words
    assert "who did not report it in time is fined from 35,000 to 70,000 roubles" in words
    assert words.count("Code of Administrative Offences, art. 18.15") == 1
    assert "forbidden" not in words


def test_the_same_in_russian():
    words = told(*asked(), language="ru")
    assert "на это есть 3 рабочих дня после заключения договора и столько же после его прекращения" in words
    assert "организации грозит штраф от 400 000 до 1 000 000 рублей за каждого работника" in words
    assert "её деятельность могут приостановить на 14–90 календарных дней" in words
    assert "грозит штраф от 35 000 до 70 000 рублей" in words
    assert "КоАП РФ, ст. 18.15" in words
    assert "ст. 13, п. 8; приказ МВД России от 30.07.2020 № 536, приложения 7 и 8" in words


def test_elsewhere_the_fines_are_those_of_the_whole_country():
    words = told(*asked("23"))
    assert "from 250,000 to 800,000 roubles" in words
    assert "from 35,000 to 50,000 roubles" in words


@pytest.mark.parametrize("fields", [SOLE_TRADER, HOUSEHOLD], ids=["sole trader", "household"])
def test_whose_fine_is_not_established_reads_the_duty_and_no_sum(fields: dict[str, str]):
    words = told(*asked(**fields))
    assert "3 working days" in words
    assert "fined" not in words


@pytest.mark.parametrize("language", ["en", "ru"])
def test_after_a_patent_that_allows_no_work_the_page_says_when_the_contract_ends(language: str):
    words = told(*asked(status="annulled"), language=language)
    said = {
        "en": [
            "suspend them from work. They have 1 month after its end to get",
            "Labour Code, art. 327.5 and 327.6",
            "Report the end of the contract to",
            "3 working days",
        ],
        "ru": [
            "отстраните его от работы.",
            "у него есть 1 месяц после окончания этого",
            "ТК РФ, ст. 327.5 и 327.6",
            "о прекращении договора",
        ],
    }
    assert [part for part in said[language] if part not in words] == []
    assert "after it is concluded" not in words


def test_where_there_is_no_such_patent_nothing_is_asked_of_anybody():
    organisation = make_organisation()
    check = ask_number(organisation, SimpleNamespace(series="77", number="2600000000"))
    assert (check.result, told(check, organisation)) == ("not_found", "")


def test_by_the_code_the_region_is_that_of_the_patent():
    organisation = make_organisation()
    patent = valid_patent(series="23", region="23")
    enter("activity_ban", "47.11", scope="23")
    _consent, code = make_consent(organisation, patent=patent)
    check = ask(organisation, code)
    assert check is not None
    words = told(check, organisation)
    assert "250,000" in words
    assert "in Krasnodar Krai in these activities (OKVED): 47.11." in words


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Work under a patent is forbidden in Moscow in these activities (OKVED): 47.11, 49.32. Check that yours is not among them."),
        ("ru", "Работать по патенту в Москве запрещено в этих видах деятельности (ОКВЭД): 47.11, 49.32. Проверьте, что вашего среди них"),
    ],
)
def test_activities_that_the_region_closes_today_are_told_with_the_act(language: str, said: str):
    enter("activity_ban", "47.11 49.32", scope="77")
    words = told(*asked(), language=language)
    assert said in words
    assert "New act 1" in words
    assert said not in told(*asked("50"), language=language)


def test_a_ban_is_told_from_its_first_day_until_the_day_before_it_ends(monkeypatch: pytest.MonkeyPatch):
    today = clock.today()
    first, end = today + timedelta(days=1), today + timedelta(days=3)
    legal.add_value(key="employment.activity_ban", scope="77", since=first, until=end, value="47.11", citation="New act 1", actor=SYSTEM)
    check = asked()
    seen = []
    for days in range(4):
        monkeypatch.setattr("employment.duties.clock.today", lambda _zone=None, day=today + timedelta(days=days): day)
        seen.append("47.11" in told(*check))
    assert seen == [False, True, True, False]


def test_a_ban_is_told_to_those_who_do_business_and_not_to_a_household():
    enter("activity_ban", "47.11", scope="77")
    assert "forbidden" not in told(*asked(**HOUSEHOLD))
    assert "forbidden in Moscow" in told(*asked())
    assert "forbidden in Moscow" in told(*asked(**{**SOLE_TRADER, "inn": "771234567859"}))


@pytest.mark.parametrize(
    ("key", "scopes", "gone", "left"),
    [
        ("contract_notice", [""], ["Report the contract", "fined"], []),
        ("company_fine_most", ["", "77"], ["the company is fined", "may be stopped"], ["The official who did not report"]),
        ("company_stop_least", [""], ["may be stopped"], ["the company is fined"]),
        ("official_fine_least", ["", "77"], ["The official who"], ["the company is fined", "may be stopped"]),
    ],
)
def test_a_sentence_whose_row_has_ended_is_left_out(key: str, scopes: list[str], gone: list[str], left: list[str]):
    for scope in scopes:
        enter(key, None, scope=scope)
    words = told(*asked())
    assert [part for part in gone if part in words] == []
    assert [part for part in left if part not in words] == []
    assert "None" not in words


def test_without_the_month_of_the_labour_code_nothing_is_said_of_the_end_of_a_contract():
    enter("contract_end", None)
    words = told(*asked(status="annulled"))
    assert "suspend" not in words
    assert "3 working days" in words


def test_a_region_whose_higher_fine_has_ended_falls_back_to_that_of_the_country():
    for end in ("least", "most"):
        enter(f"company_fine_{end}", None, scope="77")
    assert "from 250,000 to 800,000 roubles" in told(*asked())


def test_what_an_operator_enters_changes_the_page(monkeypatch: pytest.MonkeyPatch):
    check = asked()
    for key, scope, value in [
        ("employment.contract_notice", "", "5 calendar_days"),
        ("employment.company_fine_most", "77", "2000000"),
        ("employment.company_fine_most", "", "900000"),
    ]:
        assert entered(key, value, scope).status_code == 302, key
    before = told(*check)
    monkeypatch.setattr("employment.duties.clock.today", lambda _zone=None: date(2027, 1, 1))
    after = told(*check)
    assert ("3 working days" in before, "to 1,000,000 roubles" in before) == (True, True)
    assert ("5 calendar days" in after, "to 2,000,000 roubles" in after, "Act 1" in after) == (True, True, True)
    assert "to 900,000 roubles" in told(*asked("23"))


@pytest.mark.parametrize(
    "value",
    [
        "47,11", "47.11, 49.32", "4", "471", "47.", "47.111", "47.11.111", "47.11.1.1", ".47", "retail", "G", "ОКВЭД 47",
        "47.11 x", "47.11 47.11", "٤٧.١١", "47.11;49.32",
    ],
)  # fmt: skip
def test_what_is_no_list_of_okved_codes_is_refused_in_words(value: str):
    before = LegalValue.objects.count()
    answer = entered("employment.activity_ban", value, "77")
    assert answer.status_code == 200
    assert "Enter codes of OKVED like 47, 47.1, 47.11 or 49.32.1" in answer.text
    assert LegalValue.objects.count() == before


@pytest.mark.parametrize(
    "value", ["47", "47.1", "47.11", "49.32.1", "49.32.11", "47.11 49.32 10.51.1", " ".join(f"{n}.11" for n in range(10, 99))]
)
def test_a_list_of_okved_codes_is_taken_for_any_region_however_long(value: str):
    assert entered("employment.activity_ban", value, "48").status_code == 302
    assert legal.text("employment.activity_ban", on=date(2027, 1, 1), scope="48").value == value


def test_a_list_for_no_region_is_refused():
    assert "needs the code of a region" in entered("employment.activity_ban", "47.11").text


def test_spaces_too_many_are_refused_where_no_form_has_put_them_right():
    assert checks.refusal(checks.Proposed(key="employment.activity_ban", value="47.11  49.32", since=date(2027, 1, 1))) is not None


def test_an_act_may_end_a_list():
    assert checks.refusal(checks.Proposed(key="employment.activity_ban", value=None, since=date(2027, 1, 1))) is None


def test_programs_read_the_same_sentences_and_the_receipt_has_none_of_them():
    check, organisation = asked()
    _token, secret = new_token(organisation)
    answer = read(secret, f"{URL}{check.number}/").json()
    assert [duty["citation"] for duty in answer["duties"]] == [
        "Федеральный закон № 115-ФЗ, ст. 13, п. 8; приказ МВД России от 30.07.2020 № 536, приложения 7 и 8", "КоАП РФ, ст. 18.15",
    ]  # fmt: skip
    assert "3\u00a0рабочих дня" in answer["duties"][0]["text"]
    assert answer["receipt"] == check.document


def test_the_law_costs_the_page_one_query():
    check, organisation = asked()
    client = sign_in(owner_of(organisation))
    address = f"/employer/{organisation.number}/checks/{check.number}/"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len([query for query in queries if "legal_legalvalue" in query["sql"]]) == 1
    assert len(queries) <= 16


def test_a_viewer_reads_it_too_and_the_public_check_says_nothing_of_it():
    check, organisation = asked()
    viewer = sign_in(add_member(organisation, make_user(), "viewer"))
    assert "Что вы должны сделать" in viewer.get(f"/employer/{organisation.number}/checks/{check.number}/").text
    patent = valid_patent()
    public = make_user()
    answer = sign_in(public).get("/check/", {"series": patent.series, "number": patent.number})
    assert "Что вы должны сделать" not in answer.text
