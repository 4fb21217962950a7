"""Reissue, duplicate and change of data, each page after page as its holder and two officers go through it, to the paid result."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from cases.selectors import proposal
from patents import invariants as keep
from patents.models import Patent
from patents.rules.identity import Transfer
from patents.selectors import holder_as_printed, profession_as_printed
from patents.services import receive_transfer
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.legal.calendar import add_months
from portal.notifications.models import Message
from tests.cases import walk
from tests.cases.officer import world
from tests.factories import make_office, make_patent, make_user, sign_in
from tests.patents import life

pytestmark = pytest.mark.django_db


def go(client: Client, address: str) -> Any:
    """Every page that is opened answers, in both languages."""
    for language in ("ru", "en"):
        shown = client.get(address, headers={"accept-language": language})
        assert shown.status_code == 200, address
    return shown


def begun(client: Client, procedure: str) -> Case:
    start = go(client, f"/cases/start/{procedure}/")
    assert "Region where you will work" not in start.text  # the patent has its region
    reference = client.post(f"/cases/start/{procedure}/").url.strip("/").split("/")[-1]
    return Case.objects.get(reference=reference)


def told(client: Client, case: Case, page: str, **answers: str) -> None:
    shown = go(client, walk.url(case, "question", page))
    sent = client.post(walk.url(case, "question", page), {"seen": shown.context["seen"], **answers})
    assert sent.status_code == 302, (page, shown.context["form"].errors)


def sent(client: Client, case: Case, *papers: str) -> Case:
    go(client, walk.url(case, "documents"))
    for kind in papers:
        go(client, walk.url(case, "attach", kind))
        assert walk.attach(client, case, kind).status_code == 302
    go(client, walk.url(case))
    go(client, walk.url(case, "check"))
    assert client.post(walk.url(case, "send"), {"submission_key": case.submission_key}).url == walk.url(case, "sent")
    for page in ("sent", "case"):
        go(client, walk.url(case, page))
    assert client.get(walk.url(case, "receipt")).status_code == 200
    case.refresh_from_db()
    return case


def granted(case: Case) -> Case:
    """Taken and proposed by one officer, confirmed by another, each through the page."""
    first, second = world.desk(), world.desk()
    page = f"/admin/case/{case.reference}/"
    for desk in (first, second):
        go(desk.client, page)
    first.client.post(f"{page}take/")
    case.refresh_from_db()
    words = {"expected_version": case.version, "outcome": "granted", "reason": "Условия закона соблюдены."}
    assert first.client.post(f"{page}propose/", words).status_code == 302
    waiting = proposal(case)
    assert waiting is not None
    assert second.client.post(f"{page}confirm/", {"content_hash": waiting.content_hash}).status_code == 302
    case.refresh_from_db()
    assert case.status == "granted"
    dispatch_pending()
    return case


def paid(client: Client, patent: Patent) -> None:
    """Every open bill, as the bank tells of it."""
    address = f"/patents/{patent.series}/{patent.number}/bills/"
    for bill, _code in go(client, address).context["bills"]:
        assert client.get(f"{address}{bill.charge.pk}.pdf").status_code == 200
        transfer = Transfer(
            source="notice", amount=bill.to_pay, paid_on=clock.today(), payment_id=f"WALK{bill.charge.pk}", uin=bill.charge.uin
        )
        assert receive_transfer(transfer=transfer, actor=SYSTEM).value == "counted"
    dispatch_pending()
    for page in ("", "bills/", "patent.pdf"):
        assert client.get(f"/patents/{patent.series}/{patent.number}/{page}").status_code == 200


def holder_of(**fields: Any) -> tuple[Patent, Client]:
    make_office()
    patent = life.in_force(clock.today(), **fields)
    return patent, walk.browser(patent.person.user)


def letters(patent: Patent) -> list[str]:
    return list(Message.objects.filter(recipient=patent.person.user, channel="inbox").order_by("pk").values_list("event__name", flat=True))


def nothing_is_broken() -> None:
    ours = {name: getattr(keep, name)() for name in keep.__all__ if name != "payments_lost"}  # rows of factories came by no door
    assert {name: count for name, count in ours.items() if count} == {}


def test_a_lost_patent_is_printed_again():
    patent, client = holder_of()
    case = begun(client, "work-patent-duplicate")
    told(client, case, "patent", patent=str(patent))
    told(client, case, "loss", what="lost")
    granted(sent(client, case, "passport_scan"))
    sheet = patent.reprints.get()
    assert sheet.handed_out_on is None
    paid(client, patent)
    sheet.refresh_from_db()
    assert (sheet.kind, sheet.blank, sheet.handed_out_on) == ("duplicate", 2, clock.today())
    assert {"cases.CaseGranted", "patents.PatentReprinted"} <= set(letters(patent))
    nothing_is_broken()


def test_a_new_profession_is_printed():
    patent, client = holder_of()
    case = begun(client, "work-patent-data-change")
    told(client, case, "patent", patent=str(patent))
    told(client, case, "change", what="profession")
    told(client, case, "profession", profession="cook")
    granted(sent(client, case, "passport_scan"))
    assert profession_as_printed(patent) == "bricklayer"
    paid(client, patent)
    assert profession_as_printed(patent) == "cook"
    nothing_is_broken()


def test_a_new_name_is_printed_from_the_profile():
    patent, client = holder_of()
    patent.person.family_name = "SALIMOVA"
    patent.person.save()
    case = begun(client, "work-patent-data-change")
    told(client, case, "patent", patent=str(patent))
    told(client, case, "change", what="name")
    told(client, case, "since", changed_on=walk.day(1))
    granted(sent(client, case, "passport_scan", "passport_translation"))
    assert holder_as_printed(patent).family_name == "RAHIMOVA"
    paid(client, patent)
    assert holder_as_printed(patent).family_name == "SALIMOVA"
    nothing_is_broken()


def test_a_patent_is_reissued_for_the_next_twelve_months_paid_and_begins_the_day_after_the_first_ends():
    today = clock.today()
    begun_on = add_months(today + timedelta(days=40), -12)
    patent, client = holder_of(issued_on=begun_on, months=12)
    assert patent.expires_on is not None
    case = begun(client, "work-patent-reissue")
    told(client, case, "patent", patent=str(patent))
    for page in ("work", "exam", "insurance", "medical"):
        told(client, case, page, **walk.typed()[page])
    granted(sent(client, case, "passport_scan", "insurance_policy", "medical_certificate", "contract_copy", "exam_certificate"))
    later = Patent.objects.get(predecessor=patent)
    assert later.status == "granted"
    client.post(f"/patents/{later.series}/{later.number}/bills/")
    paid(client, later)
    later.refresh_from_db()
    assert (later.status, later.begins_on) == ("issued", patent.expires_on + timedelta(days=1))
    assert "You may work" in go(client, "/").text  # the first is what counts today, not the one that has not begun
    nothing_is_broken()


def test_the_home_page_speaks_of_the_patent_that_is_valid_today():
    """A newer patent that has not begun, was not paid, or was annulled does not hide the one that allows work."""
    patent, client = holder_of()
    assert patent.expires_on is not None
    newer: date = patent.expires_on + timedelta(days=1)
    make_patent("granted", case=life.make_case("granted", person=patent.person))
    make_patent("issued", case=life.make_case("granted", person=patent.person), issued_on=newer, expires_on=newer + timedelta(days=364),
                paid_through=newer + timedelta(days=29))  # fmt: skip
    page = client.get("/")
    assert "You may work in Moscow" in page.text
    assert f"/patents/{patent.series}/{patent.number}/" in page.text


def test_an_officer_of_another_office_sees_nothing_of_it():
    patent, client = holder_of()
    case = begun(client, "work-patent-duplicate")
    told(client, case, "patent", patent=str(patent))
    told(client, case, "loss", what="lost")
    sent(client, case, "passport_scan")
    stranger = sign_in(make_user("officer", office=make_office("780-001")))
    assert stranger.get(f"/admin/case/{case.reference}/").status_code == 404
