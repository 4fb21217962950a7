"""Every question of the public check is counted and kept, in one way and one shape, and goes on its day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client import REGISTRY

from patents import public_check
from patents.invariants import questions_kept_too_long
from patents.models import Question
from patents.public_check import Asker, hashed, record_question
from patents.services import forget_questions
from patents.tasks import sweep_questions
from portal import clock
from portal.edge import short_metrics
from portal.edge.limits import Limit
from portal.edge.short_path import ShortPathMiddleware
from tests.factories import make_patent, make_user, sign_in

PATH = "/api/v1/patent-check/"
# One question for each answer: three kinds of "not valid" must not be told apart.
KINDS = ("valid", "unpaid", "annulled", "unknown", "unreadable")


def number_of(kind: str) -> str:
    status = {"valid": "issued", "unpaid": "granted", "annulled": "annulled"}.get(kind)
    return make_patent(status).number if status else {"unknown": "0000000000", "unreadable": "x"}[kind]


def ask(number: str = "0000000000", *, client: Client | None = None, **extra):
    return (client or Client()).get(PATH, {"series": "77", "number": number}, **extra)


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_check, "PER_ADDRESS", Limit("test-check", times=3, per_seconds=60))


# ---- one way, one shape


@pytest.mark.django_db
def test_every_answer_costs_the_same_statements_and_has_the_same_headers():
    ask()  # the term of keeping is looked up once a day
    seen = {}
    for kind in KINDS:
        number = number_of(kind)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = ask(number)
        statements = [query["sql"].split("(")[0] for query in queries]
        seen[kind] = (statements, sorted(response.headers))
    assert len(seen["valid"][0]) == 2
    assert len({str(one) for one in seen.values()}) == 1


@pytest.mark.django_db
def test_the_three_kinds_of_no_are_the_same_but_for_the_moment():
    bodies = [ask(number_of(kind)).json() | {"as_of": ""} for kind in ("unpaid", "annulled")]
    assert bodies[0] == bodies[1]
    sizes = [len(ask(number_of(kind)).content) for kind in ("valid", "unpaid", "unknown")]
    assert max(sizes) - min(sizes) <= len("not_valid") - len("valid") + 8  # the word, and a moment without microseconds


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_the_short_and_the_long_way_answer_alike(kind):
    number = number_of(kind)
    short, long = ask(number), ask(number, HTTP_COOKIE="language=ru")
    assert short.status_code == long.status_code
    assert {**short.json(), "as_of": ""} == {**long.json(), "as_of": ""}
    for name in ("Content-Type", "Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy",
                 "Cross-Origin-Opener-Policy", "Content-Language"):  # fmt: skip
        assert short[name] == long[name], name
    assert {"Accept-Language", "Cookie"} <= set(short["Vary"].split(", "))
    assert set(long.headers) - {"Allow"} <= set(short.headers)  # the long way goes through a framework that names its methods
    assert "no-store" in short["Cache-Control"]
    assert "no-store" in long["Cache-Control"]
    assert "Content-Length" in short
    assert not short.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("short", "extra"),
    [
        (True, {}),
        (True, {"HTTP_ACCEPT": "*/*"}),
        (False, {"HTTP_COOKIE": "a=b"}),
        (False, {"HTTP_AUTHORIZATION": "Token nothing"}),
        (False, {"HTTP_ACCEPT": "text/html"}),
        (False, {"QUERY_STRING": "series=77&number=1&lang=en"}),
        (False, {"CONTENT_LENGTH": "5"}),
        (False, {"HTTP_TRANSFER_ENCODING": "chunked"}),
        (False, {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}),
    ],
)
def test_only_a_plain_question_goes_the_short_way(short, extra):
    with patch.object(ShortPathMiddleware, "_answer", autospec=True, side_effect=ShortPathMiddleware._answer) as answer:
        Client().get(f"{PATH}?series=77&number=0000000000", **extra)
    assert answer.called is short


@pytest.mark.django_db
def test_other_methods_and_addresses_go_the_long_way():
    assert Client().post(PATH).status_code == 405
    assert Client().head(PATH).status_code == 400
    assert Client().get("/api/v1/patent-check").status_code == 301


@pytest.mark.django_db
def test_a_foreign_host_is_refused_on_the_short_way_as_a_problem():
    response = ask(HTTP_HOST="evil.example")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.django_db
def test_a_broken_view_is_a_problem_with_the_headers_of_every_page():
    with (
        patch.object(public_check, "_answer_group", side_effect=ZeroDivisionError),
        patch.object(public_check._group, "_write", side_effect=ZeroDivisionError),
    ):
        response = Client(raise_request_exception=False).get(PATH, {"series": "77", "number": "0000000000"})
    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "Content-Security-Policy" in response


def requests_counted() -> dict[str, float]:
    """Every figure that django_prometheus keeps of requests and answers, but for how long they took."""
    short_metrics.write_gathered()
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for metric in REGISTRY.collect()
        if metric.name.startswith("django_http")
        for sample in metric.samples
        if not sample.name.endswith("_created") and "latency_" not in f"{sample.name}{sample.labels.get('le', '')}_"
    }


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["valid", "unreadable"])
def test_the_short_way_is_measured_as_the_long_one(kind):
    number, seen = number_of(kind), []
    for extra in ({}, {"HTTP_COOKIE": "a=b"}):
        before = requests_counted()
        size = len(ask(number, **extra).content)
        grown = {name: value - before.get(name, 0) for name, value in requests_counted().items() if value != before.get(name, 0)}
        sizes = [name for name in grown if "responses_body_total_bytes" in name]
        assert grown["django_http_responses_body_total_bytes_sum[]"] == size
        seen.append({name: value for name, value in grown.items() if name not in sizes})
    assert seen[0] == seen[1]
    assert len(seen[0]) >= 10


@pytest.mark.django_db
def test_an_encrypted_question_gets_the_header_that_keeps_it_so(settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT = 3600, True
    assert "3600" in ask(secure=True)["Strict-Transport-Security"]
    assert ask().status_code == 301


HOSTILE = [
    "77%00", "%ED%A0%80", "%FF", "%D9%A7%D9%A7", "%D0%A1%D0%9E", "9" * 5000, "77&series=77", "77&series=x", "77&series[]=7", "%E2%80%AE77",
    "%0D%0AX: y", "=HYPERLINK(", "%7B%7B7*7%7D%7D", "&".join(["a=1"] * 600), "\u00e9", "%C2%B2%C2%B2",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["series", "number"])
@pytest.mark.parametrize("raw", HOSTILE)
def test_no_input_breaks_the_check(field, raw):
    others = {"series": "number=2600000017", "number": "series=77"}[field]
    response = Client().get(f"{PATH}?{others}&{field}={raw}", REMOTE_ADDR="192.0.2.9")
    assert response.status_code in (200, 400)
    assert response["Content-Type"] in ("application/json", "application/problem+json")


# ---- counted


@pytest.mark.django_db
def test_a_walk_is_refused_after_the_limit_and_told_when_to_come_back(three):
    codes = [ask(f"26{n:08d}").status_code for n in range(12)]
    assert codes == [200] * 3 + [429] * 9
    refused = ask()
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused.json()["code"] == "limit_exceeded"
    assert Question.objects.filter(result="refused").count() == 10


@pytest.mark.django_db
def test_a_subscriber_of_ipv6_counts_by_the_network(three):
    codes = [ask(REMOTE_ADDR=f"2001:db8:0:1::{n:x}").status_code for n in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    assert ask(REMOTE_ADDR="2001:db8:0:2::1").status_code == 200


@pytest.mark.django_db
def test_an_account_counts_wherever_it_asks_from(monkeypatch):
    monkeypatch.setattr(public_check, "PER_ACCOUNT", Limit("test-account", times=2, per_seconds=60))
    user = make_user("employer")
    client = sign_in(user)
    codes = [ask(client=client, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(3)]
    assert codes == [200, 200, 429]
    assert ask(REMOTE_ADDR="192.0.2.1").status_code == 200  # a stranger at one of these addresses
    assert set(Question.objects.values_list("account_id", flat=True)) == {user.pk, None}


def in_parallel(times: int) -> list[int]:
    def one(_n: int) -> int:
        try:
            return ask().status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_from_one_address_get_exactly_the_limit(three, monkeypatch):
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", "redis://127.0.0.1:1/0")  # nothing here needs it
    codes = in_parallel(40)
    assert (codes.count(200), codes.count(429)) == (3, 37)
    assert Question.objects.count() == 40
    assert Question.objects.exclude(result="refused").count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_same_race_lets_more_through_when_the_count_is_read_first(three, monkeypatch):
    """The control: the count before the group's write, not in it."""
    whole = public_check._COUNT_AND_KEEP.rows

    def read_first(parameters):
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(count), 0) FROM edge_limitwindow WHERE key = %s", [parameters["caller_keys"][0]])
            (count,) = cursor.fetchone()
            cursor.execute("SELECT pg_sleep(0.05)")
        whole(parameters)
        return [(1 if count >= 3 else 0,) for _row in parameters["results"]]

    monkeypatch.setattr(public_check._COUNT_AND_KEEP, "rows", read_first)
    monkeypatch.setattr(public_check._group, "_gather", 2.0)  # however slowly the threads begin, those of the pool share a group
    monkeypatch.setattr(public_check._group, "_crowd", 20)
    assert in_parallel(40).count(200) > 3


# ---- kept


@pytest.mark.django_db
def test_what_is_kept_holds_no_address_and_no_number():
    ask("2600000017", REMOTE_ADDR="192.0.2.77")
    kept = Question.objects.get()
    assert bytes(kept.asked) == hashed("asked", "77", "2600000017")
    assert bytes(kept.network) == hashed("network", "192.0.2.77")
    assert len(bytes(kept.asked)) == 16
    assert (kept.result, kept.account_id) == ("not_found", None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(q)::text FROM patents_question q")
        (row,) = cursor.fetchone()
    assert "2600000017" not in row
    assert "192.0.2" not in row


@pytest.mark.django_db
def test_the_same_number_typed_otherwise_is_the_same_question():
    ask("26 0000-0017")
    assert bytes(Question.objects.get().asked) == hashed("asked", "77", "2600000017")


@pytest.mark.django_db
def test_the_page_keeps_its_questions_too():
    Client().post("/check/", {"series": "77", "number": "0000000000"})
    assert Question.objects.get().result == "not_found"


@pytest.mark.django_db
def test_another_door_keeps_what_it_was_told():
    record_question(Asker("192.0.2.1", 7), "77", "2600000017", "valid")
    assert (kept := Question.objects.get()).result == "valid"
    assert kept.account_id == 7


@pytest.fixture
def aged(db: None) -> dict[int, int]:
    """Questions whose last day was so many days ago."""
    record_question(Asker("192.0.2.1"), "77", "2600000017", "valid")
    one = Question.objects.get()
    found = {}
    for days in (-1, 0, 1, 2):
        one.pk, one.keep_until = None, clock.today() - timedelta(days=days)
        one.save(force_insert=True)
        found[days] = one.pk
    return found


def test_questions_go_after_their_last_day_and_not_before(aged):
    assert questions_kept_too_long() == 1  # the sweep of a day may still come
    assert forget_questions() == 2
    assert {aged[-1], aged[0]} < set(Question.objects.values_list("pk", flat=True))
    assert Question.objects.count() == 3
    sweep_questions()
    assert Question.objects.count() == 3
    assert questions_kept_too_long() == 0


def test_the_applications_role_forgets_what_is_due_and_can_delete_nothing_else(aged, as_app_role):
    with pytest.raises(DatabaseError), as_app_role() as app, app.cursor() as cursor:
        cursor.execute("DELETE FROM patents_question")
    with as_app_role():
        assert forget_questions() == 2


def test_a_question_is_kept_for_a_year_as_the_law_room_says(db):
    ask()
    kept = Question.objects.get().keep_until
    assert timedelta(days=365) <= kept - clock.today() <= timedelta(days=366)


def test_nobody_changes_or_deletes_a_question_before_its_day(aged):
    for act in (lambda: Question.objects.update(result="valid"), lambda: Question.objects.filter(pk=aged[0]).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


# ---- when the database is away


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["_FIND", "_COUNT_AND_KEEP"])
def test_what_cannot_be_kept_is_not_answered(statement, monkeypatch):
    def away(_parameters):
        raise OperationalError("the server is away")

    monkeypatch.setattr(getattr(public_check, statement), "rows", away)
    response = ask(number_of("valid"))
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert "result" not in response.json()
    assert not Question.objects.exists()
    assert Client().post("/check/", {"series": "77", "number": "0000000000"}).status_code == 503
