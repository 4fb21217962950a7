"""The portal's own pages: their titles, their weight, and nothing a strict content policy would refuse."""

import re

import pytest
from django.db import OperationalError
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from portal.ui import components, home, views

pytestmark = [pytest.mark.urls("tests.ui.pages"), pytest.mark.django_db]
PAGES = ["/", "/help/", "/privacy/", "/accessibility/", "/credits/", "/form/", "/gallery/", "/no-such-page/"]
ERROR_PAGES = ["400", "403", "403_csrf", "404", "405", "429", "500", "503"]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client, address, language):
    page = client.get(address, headers={"accept-language": language}).text
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", page)
    for script in re.findall(r"<script[^>]*>[^<]*</script>", page):
        assert re.fullmatch(r'<script type="module" src="/static/[^"]+"></script>', script)
    for link in re.findall(r'(?:src|href|action)="([^"]*)"', page):
        assert re.match(r"/(?!/)|#|\?", link), link


@pytest.mark.parametrize("address", PAGES)
def test_the_policy_allows_no_inline_script_and_no_other_host(client, address):
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_and_says_where_one_is(client, address):
    page = client.get(address).text
    assert page.count("<h1") == 1
    assert re.search(r"<title>.*Портал миграционных услуг</title>", page)
    assert 'href="#main-content"' in page
    assert 'id="main-content"' in page


def test_the_title_says_that_there_is_an_error(client):
    assert "<title>Ошибка: " in client.post("/form/", {}).text
    assert "<title>Ошибка: " not in client.get("/form/").text


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_needs_no_request_and_no_database(name, language, django_assert_num_queries):
    with translation.override(language), django_assert_num_queries(0):
        page = render_to_string(f"{name}.html")
    assert f'<html lang="{language}"' in page
    assert bool(re.search("[а-яё]", page)) == (language == "ru")


def test_a_broken_page_answers_in_the_language_of_the_person():
    request = RequestFactory().get("/", headers={"accept-language": "en"})
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        answer = views.server_error(request)
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text


def test_a_database_that_is_away_is_a_pause():
    request = RequestFactory().get("/", headers={"cookie": "language=ru"})
    try:
        raise OperationalError
    except OperationalError:
        answer = views.server_error(request)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert "Портал ненадолго остановлен" in answer.text


def test_a_wrong_method_is_answered_in_words(client):
    answer = client.post("/help/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "Этот адрес работает иначе" in answer.text


def test_the_home_page_states_the_figures_of_the_law(client):
    page = client.get("/").text.replace("\u00a0", " ")
    assert "10 рабочих дней" in page
    assert "30 календарных дней" in page
    assert "4 200 ₽" in page


def test_sections_of_the_home_page_come_in_their_order(client, django_user_model, monkeypatch):
    monkeypatch.setattr(home, "_makers", [])
    for order, text in ((home.COMING_UP, "second"), (home.TODAY, "first")):
        home.register_section(order, lambda request, text=text: home.HomeSection("ui/components/inset.html", {"content": text}, title=text))
    home.register_section(home.WAITING_ON_YOU, lambda request: None)
    client.force_login(django_user_model.objects.create_user("zarina@example.org"))
    page = client.get("/").text
    assert page.count('class="portal-section"') == 2
    assert page.index(">first<") < page.index(">second<")


def test_an_empty_home_page_says_so(client, django_user_model, monkeypatch):
    monkeypatch.setattr(home, "_makers", [])
    client.force_login(django_user_model.objects.create_user("zarina@example.org"))
    assert "Здесь пока пусто" in client.get("/").text


def test_each_line_of_several_task_lists_is_described_by_its_own_state():
    first = [components.Task("Passport", "Done", "/passport/"), components.Task("Photo", "Missing", "/photo/", kind="attention")]
    second = [components.Task("Region", "To do", "/region/")]
    page = engines["django"].from_string("{% task_list first %}{% task_list second %}").render({"first": first, "second": second})
    marks = re.findall(r'id="([^"]+)"', page)
    assert len(set(marks)) == len(marks) == 3
    assert re.findall(r'aria-describedby="([^"]+)"', page) == marks


def test_the_first_page_leads_to_what_else_the_portal_does(client):
    page = client.get("/", headers={"accept-language": "en"}).text
    for address in ("/cases/start/permanent-residence/", "/permits/extension/", "/appointments/book/", "/employer/"):
        assert f'href="{address}"' in page


def test_the_page_about_personal_data_says_how_long_a_question_of_a_check_is_kept(client):
    page = client.get("/privacy/", headers={"accept-language": "en"}).content.decode()
    assert "It is kept for 12 months, to find who tries numbers" in page
