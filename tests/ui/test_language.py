"""The language is switched on any page, and nothing typed is lost."""

import pytest
from django.http import HttpResponse

from portal.ui.middleware import LanguageMiddleware
from tests.ui import pages

pytestmark = [pytest.mark.urls("tests.ui.pages"), pytest.mark.django_db]
TYPED = {
    "surname": "Karimova",
    "born": "31.02",
    "region": "78",
    "sex": "F",
    "papers": ["exam"],
    "note": "line one\r\nline two",
    "agree": "on",
}


@pytest.fixture(autouse=True)
def _nothing_submitted_before():
    pages.submitted.clear()


def test_russian_is_spoken_when_nobody_says_otherwise(client):
    response = client.get("/help/")
    assert '<html lang="ru"' in response.text
    assert response.headers["Content-Language"] == "ru"


def test_the_browser_is_asked_before_that(client):
    assert '<html lang="en"' in client.get("/help/", headers={"accept-language": "en-GB,en;q=0.9"}).text


def test_an_unknown_language_of_the_browser_means_russian(client):
    assert '<html lang="ru"' in client.get("/help/", headers={"accept-language": "tg,uz;q=0.9"}).text


def test_the_choice_is_remembered_and_wins_over_the_browser(client):
    answer = client.get("/help/?lang=en&a=1", headers={"accept-language": "ru"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/help/?a=1")
    assert '<html lang="en"' in client.get("/help/", headers={"accept-language": "ru"}).text


@pytest.mark.parametrize("code", ["xx", "", "../../etc", "en\x00", "e" * 500])
def test_an_unknown_language_changes_nothing(client, code):
    answer = client.get("/help/", {"lang": code})
    assert answer.status_code in (200, 400)
    assert "language" not in client.cookies


def test_the_switch_never_leads_to_another_host(rf):
    request = rf.get("/?lang=en")
    request.path = "//evil.example/"
    assert LanguageMiddleware(HttpResponse)(request).headers["Location"] == "/evil.example/"


def test_languages_are_named_in_themselves(client):
    page = client.get("/help/", headers={"accept-language": "en"}).text
    assert ">Русский</a>" in page
    assert ">English</span>" in page


def test_a_page_with_a_form_offers_buttons_of_that_form(client):
    page = client.get("/form/").text
    assert '<form method="post" id="main-form"' in page
    assert 'form="main-form" formnovalidate name="_language" value="en"' in page


def test_enter_in_a_field_does_not_press_the_language(client):
    """A browser presses the first submit button of the form in page order."""
    page = client.get("/form/").text
    first = page.index('form="main-form"')
    assert 'name="_language"' not in page[first : page.index("</button>", first)]


def test_switching_keeps_every_typed_answer_and_judges_none(client):
    page = client.post("/form/", {**TYPED, "_language": "en"}).text
    assert '<html lang="en"' in page
    assert 'value="Karimova"' in page
    assert 'value="31.02"' in page
    assert 'value="78" selected' in page
    assert 'value="F" checked' in page
    assert 'value="exam" checked' in page
    assert "line one\nline two" in page.replace("\r\n", "\n")
    assert "govuk-error-summary" not in page
    assert pages.submitted == []


def test_switching_there_and_back_still_keeps_them(client):
    client.post("/form/", {**TYPED, "_language": "en"})
    page = client.post("/form/", {**TYPED, "_language": "ru"}).text
    assert '<html lang="ru"' in page
    assert 'value="31.02"' in page


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("comes_from", "kept"), [("same-origin", True), ("", True), ("cross-site", False), ("same-site", False), ("none", False)]
)
def test_nobody_fills_in_a_form_for_somebody_else_by_a_link_to_it(client, method, comes_from, kept):
    headers = {"Sec-Fetch-Site": comes_from} if comes_from else {}
    page = getattr(client, method)("/form/", {**TYPED, "_language": "en"}, headers=headers).text
    assert '<html lang="en"' in page
    assert ("Karimova" in page) == kept
    assert not pages.submitted


def test_a_complete_form_is_not_sent_by_a_language_button(client):
    client.post("/form/", {**TYPED, "born": "14.06.1998", "_language": "en"})
    assert pages.submitted == []
    client.post("/form/", {**TYPED, "born": "14.06.1998"})
    assert len(pages.submitted) == 1


def test_an_unknown_language_button_sends_the_form_as_usual(client):
    page = client.post("/form/", {**TYPED, "_language": "xx"}).text
    assert "govuk-error-summary" in page


def test_a_file_that_was_chosen_does_not_stop_the_switch(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = client.post("/form/", {**TYPED, "scan": SimpleUploadedFile("a.pdf", b"%PDF"), "_language": "en"})
    assert page.status_code == 200
    assert '<html lang="en"' in page.text
