"""The pages, walked as people walk them."""

import io
import re
import uuid
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from employment.models import Organisation, PatentCheck, ShareCode
from portal import clock
from tests.employment.world import BORN, make_organisation, new_inn, owner_of, valid_patent
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db
HOSTILE = ["\x00", "\u202eABC", "<script>alert(1)</script>", "{{7*7}}", "=HYPERLINK(", "٧٧", "9" * 6000, "a\r\nb"]


def key():
    return str(uuid.uuid4())


def typed(day):
    return day.strftime("%d.%m.%Y")


def words(response):
    return unescape(response.content.decode())


def test_a_worker_shares_an_employer_asks_and_anybody_verifies():
    patent, organisation = valid_patent(), make_organisation()
    worker, employer = sign_in(patent.person.user), sign_in(owner_of(organisation))
    told = {"inn": organisation.inn, "purpose": "hiring", "ends_on": typed(clock.today()), "agree": "on", "submission_key": key()}
    shown = worker.post("/profile/sharing/new/", told)
    code = re.search(r"\b([2-9A-Z]{3} [2-9A-Z]{3} [2-9A-Z]{3})\b", words(shown)).group(1)
    assert "no-store" in shown["Cache-Control"]
    assert worker.post("/profile/sharing/new/", told).status_code == 302  # a reload shows no code
    asked = {"way": "code", "code": code, "birth_date": typed(BORN), "submission_key": key()}
    result = employer.post(f"/employer/{organisation.number}/check/", asked, follow=True)
    assert "Рахимова" in words(result)
    check = PatentCheck.objects.get()
    paper = employer.get(f"/employer/{organisation.number}/checks/{check.number}/receipt.pdf").content
    printed = " ".join(PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())
    assert f"{check.asked_at.astimezone(clock.MOSCOW):%H:%M:%S}, " in printed
    assert check.asked_at.isoformat(timespec="seconds") not in printed
    paper = employer.get(f"/employer/{organisation.number}/checks/{check.number}/receipt.pdf", headers={"accept-language": "en"}).content
    english = " ".join(PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())
    assert ("Region Moscow" in english, "Москва" in english, "Region" in printed, "Москва" in printed) == (True, False, False, True)
    assert ("для приёма на работу" in printed, "hiring" in printed, check.consent.number in printed) == (True, False, True)
    document = employer.get(f"/employer/{organisation.number}/checks/{check.number}/receipt.json").content.decode()
    stranger = sign_in(make_user())
    verified = words(stranger.post("/check/receipt/", {"file": SimpleUploadedFile("receipt.json", document.encode())}))
    assert "Подлинное" in verified
    assert "Рахимова" not in verified
    assert "Не подлинное" in words(stranger.post("/check/receipt/", {"document": document.replace(check.number, "R26-AAAA-AAAA-A", 1)}))
    assert organisation.name in words(worker.get("/profile/sharing/"))
    consent = ShareCode.objects.get()
    result_page = f"/employer/{organisation.number}/checks/{check.number}/"
    assert "закончилось" not in words(employer.get(result_page))
    worker.post(f"/profile/sharing/{consent.number}/end/")
    again = employer.post(f"/employer/{organisation.number}/check/", {**asked, "submission_key": key()})
    assert "нет действующего согласия" in words(again)
    assert f"Согласие работника {consent.number} закончилось" in words(employer.get(result_page))


def test_refused_codes_give_one_page():
    patent, organisation = valid_patent(), make_organisation()
    employer = sign_in(owner_of(organisation))
    told = {"inn": new_inn(), "purpose": "hiring", "ends_on": typed(clock.today()), "agree": "on", "submission_key": key()}
    shown = sign_in(patent.person.user).post("/profile/sharing/new/", told)
    foreign = re.search(r"\b([2-9A-Z]{3} [2-9A-Z]{3} [2-9A-Z]{3})\b", words(shown)).group(1)
    bodies = set()
    for code in (foreign, "QQQ QQQ QQQ"):
        page = employer.post(
            f"/employer/{organisation.number}/check/",
            {"way": "code", "code": code, "birth_date": typed(BORN), "submission_key": "11111111-1111-4111-8111-111111111111"},
        )
        bodies.add(words(page).partition("<main")[2].replace(code, "CODE"))
    bodies = {re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body) for body in bodies}
    assert len(bodies) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_answered_by_the_form(text):
    organisation = make_organisation()
    employer = sign_in(owner_of(organisation))
    told = {"kind": "company", **dict.fromkeys(("name", "inn", "kpp", "ogrn", "address", "phone"), text), "submission_key": key()}
    assert employer.post("/employer/new/", told).status_code == 200
    for way in ("code", "number"):
        asked = {"way": way, **dict.fromkeys(("code", "birth_date", "series", "number"), text), "submission_key": key()}
        assert employer.post(f"/employer/{organisation.number}/check/", asked).status_code == 200
    assert employer.post("/check/receipt/", {"document": text, "number": text, "digest": text}).status_code == 200
    assert employer.get(f"/employer/{organisation.number}/", {"before": text}).status_code in {200, 400}
    assert Organisation.objects.count() == 1
    assert not PatentCheck.objects.exists()


def test_an_officer_refuses_only_with_words_and_the_employer_reads_them():
    organisation = make_organisation("pending")
    officer, address = sign_in(make_user("officer")), f"/admin/employer/{organisation.number}/"
    assert officer.post(address, {"outcome": "refused"}).status_code == 200
    assert officer.post(address, {"outcome": "refused", "reason": "No such KPP."}).status_code == 302
    assert "No such KPP." in words(sign_in(owner_of(organisation)).get(f"/employer/{organisation.number}/"))


@pytest.mark.parametrize("status", ["pending", "refused", "suspended"])
def test_the_page_of_checks_leads_back_while_the_employer_is_not_confirmed(status):
    organisation = make_organisation(status)
    page = f"/employer/{organisation.number}/"
    assert sign_in(owner_of(organisation)).get(page + "check/").headers["Location"] == page


@pytest.mark.parametrize(
    ("fields", "led"), [({}, True), ({"kind": "person", "inn": "500100732259", "kpp": "", "ogrn": ""}, False)], ids=["company", "household"]
)
def test_only_who_needs_papers_is_led_to_them_first(fields, led):
    """A household needs none: its page keeps the link and has no button for it."""
    organisation = make_organisation("pending", **fields)
    page = words(sign_in(owner_of(organisation)).get(f"/employer/{organisation.number}/"))
    address = f"/employer/{organisation.number}/papers/"
    assert page.count(f'href="{address}"') == (2 if led else 1)
