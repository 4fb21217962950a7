"""The proof follows the law: page, sheet, code, check and message know both days the moment an order moved one."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pypdf import PdfReader

from cases.selectors import applicant_as_sent
from permits.addresses import address_of
from permits.home import today as home_today
from permits.models import Permit
from permits.proof.check import PER_ADDRESS, check_permit
from permits.proof.credential import credential_text
from permits.proof.models import PermitQuestion
from permits.proof.sweeping import forget_questions
from permits.services import end_permit
from portal import clock
from portal.codes.checking import verify_here as verify
from portal.codes.verdicts import Explanation, Verdict
from portal.events.actor import SYSTEM
from portal.events.models import Delivery
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles.models import Person
from tests.factories import make_child, make_permit, sign_in
from tests.permits.extensions.test_life import applied, people, repealed  # noqa: F401 (people is a fixture)
from tests.permits.residence import decide, make_quota, ready, send

pytestmark = pytest.mark.django_db
TODAY = clock.today()
STATED = TODAY - timedelta(days=10)


@pytest.fixture
def extended(people: Any) -> Permit:  # noqa: F811
    """Its own last day has passed; by an order it is valid."""
    permit = make_permit(valid_until_stated=STATED)
    applied(people, window_from=STATED, window_to=TODAY)
    return Permit.objects.get(pk=permit.pk)


def client_of(permit: Permit) -> Client:
    client = sign_in(permit.person.user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def text(response: Any) -> str:
    return response.content.decode().replace("\xa0", " ")


def words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def test_the_page_shows_both_days_the_order_and_why(extended):
    page = text(client_of(extended).get(reverse("permits:permit", args=address_of(extended))))
    for said in (words(STATED), words(extended.valid_until), "Decree 1", "Why is this my date?", "90 days from"):
        assert said in page, said


def test_the_list_and_the_home_page_lead_there(extended):
    client = client_of(extended)
    for page in ("/permits/", "/"):
        assert reverse("permits:permit", args=address_of(extended)) in text(client.get(page)), page


def test_the_home_page_shows_ones_own_ground_of_stay_before_a_registration_and_never_a_childs_document():
    own = make_permit(valid_until_stated=date(2099, 1, 1))
    make_permit("stay_registration", person=own.person, valid_until_stated=date(2099, 1, 1))
    make_permit(person=own.person, issued_on=date(2020, 1, 1), valid_until_stated=date(2021, 1, 1))
    child = make_permit(person=make_child(own.person).child, valid_until_stated=date(2099, 1, 1))
    request = RequestFactory().get("/")
    request.user = own.person.user
    section = home_today(request)
    assert section is not None
    assert section.context["permit"] == own
    assert child.person.given_names in text(client_of(own).get(reverse("permits:permit", args=address_of(child))))


def test_the_sheet_says_both_days_and_carries_a_code(extended):
    answer = client_of(extended).get(reverse("permits:paper", args=address_of(extended)))
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).replace("\xa0", " ")
    for said in (words(STATED), words(extended.valid_until), "Decree 1"):
        assert said in printed, said
    assert any(page.images for page in PdfReader(io.BytesIO(answer.content)).pages)


def hear() -> None:
    """News of an order are due one after another, a hundred a second: a test does not wait for their moment."""
    Delivery.objects.update(next_attempt_at=clock.now())
    dispatch_pending()


def test_the_holder_hears_of_it_in_both_channels_and_once(extended):
    hear()
    told = Message.objects.filter(recipient=extended.person.user)
    assert sorted(told.values_list("channel", flat=True)) == ["email", "inbox"]
    body = told.first().body.replace("\xa0", " ")
    for said in (words(STATED), words(extended.valid_until), "Decree 1"):
        assert said in body, said


def test_the_holder_hears_of_a_repeal_and_how_to_object(people):  # noqa: F811
    permit = make_permit(valid_until_stated=STATED)
    repealed(people, applied(people, window_from=STATED, window_to=TODAY))
    hear()
    last = Message.objects.filter(recipient=permit.person.user, channel="inbox").order_by("pk").last()
    assert "repealed" in last.subject
    assert "complain" in last.body


def test_nobody_hears_of_a_document_that_is_over(people):  # noqa: F811
    permit = make_permit(valid_until_stated=STATED)
    applied(people, window_from=STATED, window_to=TODAY)
    end_permit(permit_id=permit.pk, status="ended", actor=SYSTEM, on=TODAY)
    dispatch_pending()
    assert not Message.objects.filter(recipient=permit.person.user, body__contains="extended").exists()


def test_the_public_check_knows_the_extension_and_its_repeal(people):  # noqa: F811
    permit = make_permit(valid_until_stated=STATED)
    asked = (permit.kind, permit.series, permit.number)
    assert check_permit(*asked).result == "not_valid"
    order = applied(people, window_from=STATED, window_to=TODAY)
    assert check_permit(*asked).result == "valid"
    repealed(people, order)
    assert check_permit(*asked).result == "not_valid"


def test_series_and_number_may_be_typed_as_people_type_them(extended):
    typed = f" № {extended.number[:3]} {extended.number[3:]} "
    assert check_permit(extended.kind, f"{extended.series} ", typed).result == "valid"
    assert check_permit("permanent_residence", extended.series, extended.number).result == "not_found"


def test_each_question_is_kept_without_a_number_and_counted(extended):
    ask = {"kind": extended.kind, "series": extended.series, "number": extended.number}
    answers = [Client().get("/api/v1/permit-check/", ask) for _n in range(PER_ADDRESS.times + 1)]
    assert [answer.status_code for answer in answers] == [200] * PER_ADDRESS.times + [429]
    assert answers[0].json()["result"] == "valid"
    assert set(answers[0].json()) == {"result", "on", "as_of"}
    assert sorted(set(PermitQuestion.objects.values_list("result", flat=True))) == ["refused", "valid"]
    assert PermitQuestion.objects.count() == PER_ADDRESS.times + 1


def test_questions_go_on_their_day_and_not_before(extended):
    for _n in range(2):
        Client().get("/api/v1/permit-check/", {"kind": extended.kind, "number": "1"})
    first, _second = PermitQuestion.objects.order_by("pk")
    first.pk, first.keep_until = None, clock.today() - timedelta(days=2)
    first.save(force_insert=True)
    assert forget_questions() == 1
    assert PermitQuestion.objects.count() == 2


@pytest.mark.parametrize("asked", [{}, {"kind": "visa", "number": "1"}, {"kind": "temporary_residence", "number": "1" * 41}])
def test_what_is_no_question_is_refused_by_its_field(asked):
    assert Client().get("/api/v1/permit-check/", asked).status_code == 400


def test_a_code_is_valid_and_tells_that_an_order_moved_the_day(people):  # noqa: F811
    permit = make_permit()
    code = credential_text(permit)
    assert (verify(code).result, verify(code).explanation, verify(code).lists) == (Verdict.VALID, None, "records")
    applied(people, window_from=permit.valid_until_stated, window_to=permit.valid_until_stated)
    permit.refresh_from_db()
    answer = verify(code)
    assert (answer.result, answer.explanation, answer.valid_until_today) == (Verdict.VALID, Explanation.MOVED, permit.valid_until)
    fresh = verify(credential_text(permit))
    assert (fresh.result, fresh.explanation, fresh.content.valid_until) == (Verdict.VALID, None, permit.valid_until)
    end_permit(permit_id=permit.pk, status="annulled", actor=SYSTEM, on=TODAY)
    assert (verify(code).result, verify(code).explanation) == (Verdict.REVOKED, None)


def test_a_changed_code_names_nobody():
    code = credential_text(make_permit())
    for place in range(0, len(code), 7):
        other = "A" if code[place] != "A" else "B"
        answer = verify(code[:place] + other + code[place + 1 :])
        assert answer.result in {Verdict.TAMPERED, Verdict.FOREIGN_KEY, Verdict.UNREADABLE}, place
        assert (answer.content, answer.kind) == (None, None)


@pytest.mark.parametrize("text", ["", " ", "HELLO", "A" * 5000, "\x00"])
def test_what_is_no_code_is_unreadable(text: str):
    assert verify(text).result is Verdict.UNREADABLE


def test_the_page_of_the_code_shows_todays_day(extended):
    page = Client().post("/check/permit/code/", {"text": credential_text(extended)}, headers={"accept-language": "en"})
    assert words(extended.valid_until) in text(page)


def test_a_document_without_series_has_an_address():
    permit = make_permit(series="", kind="refugee_certificate")
    assert client_of(permit).get(reverse("permits:permit", args=address_of(permit))).status_code == 200


def test_a_paper_number_with_a_slash_has_pages(people):  # noqa: F811
    permit = make_permit(series="", number="82/0~1234", issued_on=TODAY - timedelta(days=400))
    client = client_of(permit)
    for name in ("permits:permit", "permits:paper", "yearly:notice"):
        assert client.get(reverse(name, args=address_of(permit))).status_code == 200, name
    assert reverse("permits:permit", args=address_of(permit)) in text(client.get("/permits/"))


def test_code_and_sheet_name_the_person_of_the_decided_case():
    make_quota()
    case = decide(send(ready()))
    permit = case.permits.get()
    decided = applicant_as_sent(case)
    Person.objects.filter(pk=permit.person_id).update(family_name="CHANGED", birth_date=date(1970, 1, 2))
    permit = Permit.objects.get(pk=permit.pk)
    assert verify(credential_text(permit)).content.name == decided.full_name
    paper = client_of(permit).get(reverse("permits:paper", args=address_of(permit)))
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(b"".join(paper))).pages)
    assert decided.family_name in printed
    assert "CHANGED" not in printed


def test_a_document_entered_from_paper_names_the_profile():
    permit = make_permit()
    Person.objects.filter(pk=permit.person_id).update(family_name="CHANGED")
    assert verify(credential_text(Permit.objects.get(pk=permit.pk))).content.name.startswith("CHANGED ")


def test_a_document_without_a_last_day_has_a_page_and_a_sheet():
    permit = make_permit(kind="permanent_residence", valid_until_stated=None)
    client = client_of(permit)
    for name in ("permits:permit", "permits:paper"):
        assert client.get(reverse(name, args=address_of(permit))).status_code == 200
