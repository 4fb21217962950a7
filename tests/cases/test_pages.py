"""The applicant's pages, as a browser without scripts sees them."""

import re
import uuid
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client

from cases import services
from cases.models import Case
from portal import clock
from tests.cases import acts, walk
from tests.factories import READY_DOCUMENTS, make_applicant, make_case, make_document, make_office, make_patent, make_ready_case, make_user
from tests.profiles.hostile import upload

pytestmark = pytest.mark.django_db
START = "/cases/start/work-patent/"
DRAFT_PAGES = [("question", "region"), ("documents",), ("check",)]
ALL_PAGES = [
    ("case",), *DRAFT_PAGES, ("attach", "photo"), ("sent",), ("receipt",), ("answer",), ("letter",), ("withdraw",),
]  # fmt: skip
POSTS = [("question", "region"), ("attach", "photo"), ("detach", "photo"), ("send",), ("answer",), ("withdraw",)]


def body(response: Any) -> str:
    return str(response.content.decode())


def without_token(response: Any) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", body(response))


def ready() -> tuple[Case, Client]:
    case = make_ready_case()
    return case, walk.browser(case.person.user)


# ---- the way through


def test_anybody_reads_what_it_costs_and_starting_needs_an_account():
    make_office()
    client = Client()
    page = client.get(START, headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "4\u00a0200\u00a0₽" in body(page)
    assert client.post(START)["Location"].startswith("/accounts/signup/?next=")
    told = "?region=77&applicant=12"
    assert parse_qs(urlsplit(client.post(START + told)["Location"]).query) == {"next": [START + told]}
    assert f"/accounts/login/?next={quote(START + told, safe='')}" in body(client.get(START + told))
    assert not Case.objects.exists()


def test_an_application_goes_from_the_first_page_to_the_receipt():
    make_office()
    person = make_applicant()
    client = walk.browser(person.user)
    response = client.post(START)
    case = Case.objects.get()
    assert response["Location"] == walk.url(case)
    for page in walk.typed():
        assert client.get(walk.url(case)).context["next_url"] == walk.url(case, "question", page)
        response = walk.answer(client, case, page)
    assert response["Location"] == walk.url(case, "documents")
    for number, kind in enumerate(READY_DOCUMENTS):
        assert walk.attach(client, case, kind, number)["Location"] == walk.url(case, "documents")
    assert client.get(walk.url(case, "documents")).context["next_url"] == walk.url(case, "check")
    shown = body(client.get(walk.url(case, "check")))
    key = re.search(r'name="submission_key" value="([^"]+)"', shown)[1]
    assert client.post(walk.url(case, "send"), {"submission_key": key})["Location"] == walk.url(case, "sent")
    assert case.reference in body(client.get(walk.url(case, "sent")))
    assert client.get(walk.url(case, "receipt"))["Content-Type"] == "application/pdf"
    assert client.get(walk.url(case)).status_code == 200
    assert acts.events(case) == ["CaseOpened", "CaseSubmitted"]


def test_starting_again_leads_to_the_draft_that_is_there():
    case, client = ready()
    assert client.post(START)["Location"] == walk.url(case)
    assert Case.objects.count() == 1


def test_check_your_answers_shows_words_and_links_to_change_them():
    case, client = ready()
    shown = body(client.get(walk.url(case, "check")))
    for words in ("Bricklayer", "RAHIMOVA", "Tajikistan", "DMS-1", "?from=check", case.attachments.get(kind="photo").document.shown_name):
        assert words in shown


def test_changing_an_answer_from_the_check_leads_back_to_it():
    case, client = ready()
    address = walk.url(case, "question", "work") + "?from=check"
    seen = client.get(address).context["seen"]
    changed = client.post(address, {"profession": "painter", "employer": "household", "seen": seen})
    assert changed["Location"] == walk.url(case, "check")


def test_the_check_leads_to_what_is_missing():
    case, client = ready()
    case.attachments.filter(kind="photo").delete()
    assert client.get(walk.url(case, "check"))["Location"] == walk.url(case, "documents")
    assert client.post(walk.url(case, "send"))["Location"] == walk.url(case, "check")


def test_save_and_come_back_later_keeps_the_answer():
    case = make_case(person=make_applicant())
    make_office()
    response = walk.answer(walk.browser(case.person.user), case, "region", later="1")
    case.refresh_from_db()
    assert (response["Location"], case.answers) == (walk.url(case), {"region": {"region": "77"}})


def test_a_draft_goes_on_in_another_browser():
    case = make_case(person=make_applicant())
    make_office()
    walk.answer(walk.browser(case.person.user), case, "region")
    second = walk.browser(case.person.user, "ru")
    assert second.get(walk.url(case)).context["next_url"] == walk.url(case, "question", "work")
    assert "selected" in body(second.get(walk.url(case, "question", "region")))


def test_a_repeated_send_makes_one_submission():
    case, client = ready()
    first, second = (client.post(walk.url(case, "send"), {"submission_key": case.submission_key}) for _turn in range(2))
    assert first["Location"] == second["Location"] == walk.url(case, "sent")
    assert acts.events(case) == ["CaseSubmitted"]


@pytest.mark.parametrize("key", ["", "x", "\x00", "0" * 300])
def test_a_strange_submission_key_does_no_harm(key):
    case, client = ready()
    assert client.post(walk.url(case, "send"), {"submission_key": key}).status_code == 302


def test_the_person_answers_the_officer_with_a_better_document():
    case, _request = acts.asked_case()
    client = walk.browser(case.person.user)
    assert "The photo is dark." in body(client.get(walk.url(case)))
    assert "still missing" in body(client.post(walk.url(case, "answer"), {"answer": ""}))
    assert walk.attach(client, case, "photo")["Location"] == walk.url(case, "answer")
    assert client.post(walk.url(case, "answer"), {"answer": "Вот новое фото"})["Location"] == walk.url(case)
    case.refresh_from_db()
    assert (case.status, case.versions.count()) == ("in_review", 2)


def test_a_question_about_words_needs_words():
    case, _request = acts.asked_case(())
    client = walk.browser(case.person.user)
    assert "govuk-error-summary" in body(client.post(walk.url(case, "answer"), {"answer": " "}))
    assert client.post(walk.url(case, "answer"), {"answer": "Yes."}).status_code == 302


def test_a_document_nobody_asked_for_has_no_page():
    case, _request = acts.asked_case()
    assert walk.browser(case.person.user).get(walk.url(case, "attach", "migration_card")).status_code == 404


def test_a_refusal_is_a_letter_with_ground_article_and_appeal():
    case = acts.proposed_case("refused")
    acts.confirm(case)
    letter = body(walk.browser(case.person.user).get(walk.url(case, "letter")))
    for words in ("No proof of Russian", "art. 15.1", "Words for the applicant.", "Appeal to a court until"):
        assert words in letter


def test_a_grant_leads_to_the_patent():
    case = acts.proposed_case()
    acts.confirm(case)
    assert f"/patents/77/{case.patent.number}/" in body(walk.browser(case.person.user).get(walk.url(case, "letter")))


def test_withdrawing_asks_first():
    case = acts.sent_case()
    client = walk.browser(case.person.user)
    with acts.nothing_changes():
        assert client.get(walk.url(case, "withdraw")).status_code == 200
    client.post(walk.url(case, "withdraw"))
    case.refresh_from_db()
    assert case.status == "withdrawn"
    assert client.get(walk.url(case)).status_code == 200


def test_withdrawing_too_late_says_so():
    case = acts.proposed_case()
    client = walk.browser(case.person.user)
    assert client.get(walk.url(case, "withdraw"))["Location"] == walk.url(case)
    with acts.nothing_changes():
        assert client.post(walk.url(case, "withdraw")).status_code == 409


@pytest.mark.parametrize("status", sorted(Case.Status.values))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_of_a_case_opens_in_every_state(status, language):
    make_office()
    case = make_case(status, person=make_applicant())
    assert walk.browser(case.person.user, language).get(walk.url(case)).status_code == 200


# ---- states and doors


@pytest.mark.parametrize("page", DRAFT_PAGES)
def test_a_page_of_the_draft_of_a_sent_case_leads_to_its_state(page):
    case = acts.sent_case()
    assert walk.browser(case.person.user).get(walk.url(case, *page))["Location"] == walk.url(case)


def test_nothing_of_a_sent_case_is_changed_by_forms_of_the_draft():
    case = acts.sent_case()
    client = walk.browser(case.person.user)
    with acts.nothing_changes():
        assert client.post(walk.url(case, "question", "work"), {"profession": "painter", "employer": "company"}).status_code == 302
        assert client.post(walk.url(case, "detach", "photo")).status_code == 409
        assert walk.attach(client, case, "photo").status_code == 404


@pytest.mark.parametrize("page", [("sent",), ("receipt",), ("answer",), ("letter",)])
def test_a_page_of_what_comes_later_leads_to_the_draft(page):
    case, client = ready()
    assert client.get(walk.url(case, *page))["Location"] == walk.url(case)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"citizenship": "KG"}, "art. 97"),
        ({"citizenship": "VN"}, "work permit"),
        ({"citizenship": "RU"}, "Citizens of Russia"),
        ({"birth_date": clock.today().replace(year=clock.today().year - 17, day=1)}, "age of 18"),
        ({"passport": "2025-01-01"}, "passport has expired"),
        ({"patent": True}, "already have a patent"),
    ],
)
def test_who_may_not_apply_gets_a_page_that_says_why_and_what_to_do(fields, words):
    expired, holds_patent = fields.pop("passport", None), fields.pop("patent", False)
    case = make_ready_case(make_applicant(**fields))
    if expired:
        case.person.identity_documents.update(issued_on="2015-01-01", expires_on=expired)
    if holds_patent:
        make_patent(case=make_case("granted", person=case.person))
    client = walk.browser(case.person.user)
    for page in (("case",), *DRAFT_PAGES):
        response = client.get(walk.url(case, *page))
        assert response.status_code == 200
        assert words in body(response)
        assert "What you can do" in body(response)
    assert client.post(walk.url(case, "send"), {"submission_key": case.submission_key}, follow=True).status_code == 200
    case.refresh_from_db()
    assert case.status == "draft"


@pytest.mark.parametrize("page", ALL_PAGES)
def test_another_persons_case_is_a_page_that_does_not_exist(page):
    case, client = acts.sent_case(), walk.browser(make_applicant().user)
    address = walk.url(case, *page)
    other, unknown = client.get(address), client.get(address.replace(case.reference, "M26-0000-0000-0"))
    assert other.status_code == unknown.status_code == 404
    assert without_token(other).replace(case.reference, "") == without_token(unknown).replace("M26-0000-0000-0", "")


@pytest.mark.parametrize("page", POSTS)
def test_nothing_is_sent_to_another_persons_case(page):
    case, client = acts.sent_case(), walk.browser(make_applicant().user)
    with acts.nothing_changes():
        assert client.post(walk.url(case, *page), {"file": upload(b"x")}).status_code == 404


@pytest.mark.parametrize("page", ALL_PAGES)
def test_nobody_is_led_to_the_sign_in(page):
    case = acts.sent_case()
    response = Client().get(walk.url(case, *page))
    assert (response.status_code, response["Location"].startswith("/accounts/login/")) == (302, True)


@pytest.mark.parametrize("reference", ["x", "1", "M26", "'; --", "😀", "\u202e", "a" * 300])
def test_strange_numbers_have_no_page(reference):
    assert walk.browser(make_user()).get(f"/cases/{reference}/").status_code == 404


@pytest.mark.parametrize("page", ["nonsense", "fine"])
def test_a_question_that_is_not_asked_has_no_page(page):
    case, client = ready()
    assert client.get(walk.url(case, "question", page)).status_code == 404


def test_an_unknown_procedure_has_no_page():
    assert Client().get("/cases/start/nonsense/").status_code == 404


def test_a_region_from_the_address_is_not_trusted():
    make_office()
    assert Client().get(START, {"region": "99"}).context["region"] == "77"


# ---- two tabs, a lost session, another language


def test_a_second_tab_sees_both_answers_and_keeps_what_was_typed():
    case, client = ready()
    address = walk.url(case, "question", "work")
    seen = client.get(address).context["seen"]
    walk.answer(client, case, "work", profession="painter")
    stale = client.post(address, {"profession": "welder", "employer": "household", "seen": seen})
    assert stale.status_code == 409
    assert "Painter" in body(stale)
    assert '<option value="welder" selected' in body(stale)
    case.refresh_from_db()
    assert case.answers["work"]["profession"] == "painter"
    meant = client.post(address, {"profession": "welder", "employer": "household", "seen": stale.context["seen"]})
    assert meant.status_code == 302
    case.refresh_from_db()
    assert case.answers["work"]["profession"] == "welder"


@pytest.mark.parametrize("between", [{"employer": ""}, {"_language": "ru"}])
def test_an_error_or_another_language_in_between_does_not_hide_the_other_tab(between):
    case, client = ready()
    address = walk.url(case, "question", "work")
    seen = client.get(address).context["seen"]
    walk.answer(client, case, "work", profession="painter")
    fields = {"profession": "welder", "employer": "household", "seen": seen}
    shown = client.post(address, {**fields, **between})
    assert shown.status_code == 200
    assert client.post(address, {**fields, "seen": shown.context["seen"]}).status_code == 409


@pytest.mark.parametrize("seen", ["", "[]", "{", "\x00", '"x"', "9" * 5000, "[" * 100_000])
def test_a_forged_memory_of_the_page_overwrites_nothing(seen):
    case, client = ready()
    response = client.post(walk.url(case, "question", "work"), {"profession": "welder", "employer": "household", "seen": seen})
    assert response.status_code == 409
    case.refresh_from_db()
    assert case.answers["work"]["profession"] == "bricklayer"


def test_a_session_lost_in_the_middle_leaves_nothing_half_written():
    case, client = ready()
    client.logout()
    with acts.nothing_changes():
        for page in POSTS:
            response = client.post(walk.url(case, *page), {"profession": "painter"})
            assert response["Location"].startswith("/accounts/login/?next=")


def test_switching_the_language_keeps_what_was_typed_and_saves_nothing():
    case, client = ready()
    fields = {"kind": "contract", "number": "Д-77", "valid_from": "31.02.2026", "valid_until": "", "_language": "ru"}
    with acts.nothing_changes():
        response = client.post(walk.url(case, "question", "insurance"), fields)
    assert (response.status_code, response["Content-Language"]) == (200, "ru")
    assert 'value="Д-77"' in body(response)
    assert 'value="31.02.2026"' in body(response)
    assert "govuk-error-summary" not in body(response)


# ---- bad input


@pytest.mark.parametrize(
    ("page", "fields", "kept"),
    [
        ("insurance", {"number": "a\x00b"}, None),
        ("insurance", {"number": "я" * 200}, "я" * 200),
        ("insurance", {"number": ""}, None),
        ("insurance", {"valid_from": "31.02.2026"}, "31.02.2026"),
        ("insurance", {"valid_from": "29.02.2023"}, "29.02.2023"),
        ("insurance", {"valid_from": "01.01.0001"}, "01.01.0001"),
        ("insurance", {"valid_until": "31.12.9999"}, "31.12.9999"),
        ("insurance", {"valid_until": "٠١.٠١.٢٠٢٧"}, "٠١.٠١.٢٠٢٧"),
        ("insurance", {"valid_until": "01.01.2020"}, "01.01.2020"),
        ("insurance", {"kind": "' OR 1=1"}, None),
        ("medical", {"issued_on": walk.day(-2)}, walk.day(-2)),
        ("exam", {"issued_on": ""}, None),
        ("region", {"region": "01"}, None),
        ("region", {"region": "<script>"}, None),
        ("work", {"profession": "president"}, None),
        ("work", {"employer": ""}, None),
    ],
)
def test_what_cannot_be_an_answer_is_said_kept_and_not_saved(page, fields, kept):
    case, client = ready()
    with acts.nothing_changes():
        response = walk.answer(client, case, page, **fields)
    assert response.status_code == 200
    assert "govuk-error-summary" in body(response)
    assert kept is None or f'value="{kept}"' in body(response)


@pytest.mark.parametrize(
    ("number", "saved"),
    [
        ("😀 12", "😀 12"),
        ("\u202e12\u202c34", "1234"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("  и\u0306  1 ", "й 1"),
        ("<b>1</b>", "<b>1</b>"),
    ],
)
def test_strange_but_possible_text_is_saved_in_its_normal_form_and_shown_escaped(number, saved):
    case, client = ready()
    assert walk.answer(client, case, "insurance", number=number).status_code == 302
    case.refresh_from_db()
    assert case.answers["insurance"]["number"] == saved
    assert "<b>1</b>" not in body(client.get(walk.url(case, "check")))


def test_names_of_any_script_and_length_are_shown():
    person = make_applicant(family_name="Ё" * 200, given_names="عبد الله", patronymic="", family_name_ru="", given_names_ru="雪")
    case = make_ready_case(person)
    Case.objects.filter(pk=case.pk).update(status="withdrawn")
    assert walk.browser(person.user).get(walk.url(case)).status_code == 200


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.pdf"),
        (b"MZ\x90\x00" + b"\x00" * 300, "passport.pdf"),
        (b"<script>alert(1)</script>", "photo.png"),
        (b"%PDF-1.7\n", "half.pdf"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_words(content, name):
    case, client = ready()
    with acts.nothing_changes():
        response = client.post(walk.url(case, "attach", "photo"), {"file": upload(content, name)})
    assert response.status_code == 200
    assert "govuk-error-summary" in body(response)


def test_attaching_nothing_says_what_to_do():
    case, client = ready()
    assert "Choose a file to upload" in body(client.post(walk.url(case, "attach", "photo"), {}))


def test_a_document_of_the_profile_serves_again_and_a_strangers_does_not():
    case, client = ready()
    own, stranger = make_document(case.person, "photo"), make_document(make_applicant(), "photo")
    with acts.nothing_changes():
        assert client.post(walk.url(case, "attach", "photo"), {"existing": str(stranger.pk)}).status_code == 200
        assert client.post(walk.url(case, "attach", "photo"), {"existing": str(uuid.uuid4())}).status_code == 200
    assert client.post(walk.url(case, "attach", "photo"), {"existing": str(own.pk)}).status_code == 302
    assert case.attachments.get(kind="photo").document == own


def test_a_document_taken_out_leaves_the_draft():
    case, client = ready()
    assert client.post(walk.url(case, "detach", "photo"))["Location"] == walk.url(case, "documents")
    assert not case.attachments.filter(kind="photo").exists()
    assert [needed.kind for needed in client.get(walk.url(case, "documents")).context["missing"]] == ["photo"]


def test_the_answer_to_an_officer_keeps_its_words_when_something_is_missing():
    case, _request = acts.asked_case()
    response = walk.browser(case.person.user).post(walk.url(case, "answer"), {"answer": "Длинный ответ"})
    assert "Длинный ответ" in body(response)


def test_a_question_answered_in_another_tab_leads_to_the_case():
    case, request = acts.asked_case(())
    services.provide_information(request_id=request.pk, answer="Yes.", actor=acts.applicant(case))
    assert walk.browser(case.person.user).post(walk.url(case, "answer"), {"answer": "No."})["Location"] == walk.url(case)


# ---- fields that no form has (reliability, rule 19)

EXTRA = {
    "status": "granted", "version": "99", "person": "1", "person_id": "1", "office": "1", "assigned_to": "1", "decide_by": "2099-01-01",
    "reference": "M26-0000-0000-0", "submitted_at": "2020-01-01", "closed_at": "2020-01-01", "procedure": "x", "on": "2099-01-01",
}  # fmt: skip
KEPT = ("version", "person_id", "office_id", "assigned_to_id", "decide_by", "reference", "submitted_at", "closed_at", "procedure", "status")


@pytest.mark.parametrize("page", [("question", "work"), ("attach", "photo")])
def test_extra_fields_in_the_forms_of_a_draft_change_nothing_else(page):
    case, client = ready()
    seen = {"seen": client.get(walk.url(case, "question", "work")).context["seen"]}
    own = {"existing": str(make_document(case.person, "photo").pk), "profession": "painter", "employer": "company"}
    assert client.post(walk.url(case, *page), {**EXTRA, **seen, **own}).status_code == 302
    after = Case.objects.get(pk=case.pk)
    assert all(getattr(after, name) == getattr(case, name) for name in KEPT if name != "version")
    assert set(after.answers["work"]) == {"profession", "employer"}


def test_extra_fields_with_the_sending_change_nothing_else():
    case, client = ready()
    client.post(walk.url(case, "send"), {**EXTRA, "submission_key": case.submission_key})
    after = Case.objects.get(pk=case.pk)
    assert (after.status, after.accepted_on, after.person_id, after.assigned_to_id) == ("submitted", clock.today(), case.person_id, None)


@pytest.mark.parametrize("address", ["/cases/%00/", "/cases/M26%0d%0a/", "/cases/start/work-patent/?region=%00"])
def test_unreadable_addresses_are_refused_with_words(address):
    response = walk.browser(make_user()).get(address)
    assert response.status_code == 400
    assert "cannot be read" in body(response)
