"""Rule 25: no input gives a 5xx. The hostile list in every path, query, header and form of the open pages."""

import io

import pytest
from django.test import Client

from tests.factories import PASSWORD, make_user

PAGES = ["/", "/accounts/login/", "/accounts/signup/", "/help/", "/inbox/", "/nowhere/"]
HOSTILE = ["%00", "a%00b", "%ED%A0%80", "%FF", "%0d%0aSet-Cookie:%20a=b", "%1b[0m", "%C0%AE%C0%AE/", "%u0000"]
TYPED = [
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202eevil",
    "a" * 5000,
    "😀",
    "=HYPERLINK(1)",
    "<script>",
    "{{7*7}}",
    "\r\nX: y",
    "٣٤٥٦٧٨",
    "e\u0301" * 99,
]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=True)


@pytest.mark.django_db
@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_paths_get_a_page_of_the_4xx_kind(client, raw):
    assert 400 <= client.get(f"/{raw}/").status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_queries_never_break_a_page(client, page, raw):
    for name in ("next", "lang", "before", "q", raw):
        assert client.generic("GET", page, QUERY_STRING=f"{name}={raw}").status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("typed", TYPED, ids=lambda text: ascii(text)[:12])
def test_hostile_text_in_every_door_never_breaks_a_page(client, typed):
    words = typed.encode("utf-8", "surrogatepass")
    for page, field in (("/accounts/login/", "login"), ("/accounts/login/code/", "email"), ("/accounts/signup/", "email")):
        body = f"{field}=".encode() + b"".join(b"%%%02x" % byte for byte in words) + b"&password=x"
        answer = client.post(page, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (200, 302), (page, answer.status_code)


@pytest.mark.django_db
def test_a_null_byte_in_the_path_is_told_in_the_persons_language(client):
    client.cookies["language"] = "en"
    answer = client.get("/%00/")
    assert answer.status_code == 400
    assert "cannot be read" in answer.content.decode()


@pytest.mark.django_db
def test_hostile_headers_never_break_a_page(client):
    for name in ("User-Agent", "Accept-Language", "X-Forwarded-For", "Referer", "Idempotency-Key", "Cookie"):
        for value in ("\x00", "x" * 5000, "\u202e", "é\x7f", "language=%00; sessionid=%00"):
            as_sent = value.encode().decode("latin-1")  # a server hands bytes over like this
            assert client.get("/accounts/login/", headers={name: as_sent}).status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["Token \xff", "Token a", "Token", "Basic x", "Token " + "a" * 5000, "\xd0\xb0"])
def test_a_hostile_token_is_refused_as_any_wrong_one(client, token):
    assert client.get("/api/v1/me/", headers={"Authorization": token}).status_code in {400, 401}


def test_a_host_that_is_not_ours_is_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_body_of_three_megabytes_is_refused_with_the_limit_named(client):
    client.cookies["language"] = "en"
    answer = client.post("/accounts/login/", b"a" * 3_000_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "1 MB" in answer.content.decode()


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "٣"])
def test_a_length_that_is_no_number_is_refused(client, length):
    assert client.generic("POST", "/accounts/login/", b"a=b", CONTENT_LENGTH=length).status_code == 400


def test_under_api_the_same_refusals_are_problem_documents(client):
    for answer in (client.get("/api/v1/%00/"), client.post("/api/v1/x/", b"a" * 3_000_000, content_type="application/json")):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] in {"unreadable_request", "too_large"}


@pytest.mark.django_db
@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "///evil.example"])
def test_next_never_leads_to_another_site(client, evil):
    user = make_user(password=PASSWORD)
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": evil})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "evil.example" not in client.get("/admin/login/", {"next": evil}).headers.get("Location", "")


@pytest.mark.django_db
def test_a_body_beyond_the_limit_is_taken_in_before_it_is_refused(client):
    """A browser that is cut off while it sends shows no answer at all."""
    sent = io.BytesIO(b"x" * (2 * 1024 * 1024))
    answer = client.generic("POST", "/accounts/login/", b"", **{"wsgi.input": sent, "CONTENT_LENGTH": str(2 * 1024 * 1024)})
    assert answer.status_code == 413
    assert sent.read() == b""
