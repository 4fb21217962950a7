"""A program checks workers with its organisation's token: once per key, with a receipt, and sees its own organisation's alone."""

import io
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pypdf import PdfReader

from employment import receipts
from employment.api import checks as api
from employment.models import PatentCheck, ShareCode
from patents.models import Patent
from portal import clock
from portal.edge.limits import Limit
from portal.edge.models import IdempotentRequest
from portal.events.models import Event
from profiles.models import AccessRecord
from tests.employment.test_tokens import new_token
from tests.employment.world import BORN, make_consent, make_organisation, valid_patent
from tests.factories import make_document, make_user

pytestmark = pytest.mark.django_db
URL = "/api/v1/employer/checks/"


def ask(secret: str, body: Any, key: str | None = "") -> Any:
    headers = {"authorization": f"Bearer {secret}"} | ({} if key is None else {"idempotency-key": key or uuid.uuid4().hex})
    raw = body if isinstance(body, bytes) else json.dumps(body)
    return Client().post(URL, raw, content_type="application/json", headers=headers)


def read(secret: str, address: str = URL) -> Any:
    return Client().get(address, headers={"authorization": f"Bearer {secret}"})


def test_a_check_by_number_leaves_a_signed_receipt_that_names_the_token():
    patent, (token, secret) = valid_patent(), new_token(make_organisation())
    answer = ask(secret, {"series": patent.series, "number": patent.number})
    assert (answer.status_code, answer.json()["result"], answer.json()["valid_through"]) == (201, "valid", None)
    told = read(secret, f"{URL}{answer.json()['number']}/").json()
    assert told["worker"] is None
    said = receipts.verify(told["receipt"])
    assert (said["number"], said["asked_by"]["token"]) == (told["number"], str(token.reference))
    assert Event.objects.get(name="employment.PatentChecked").actor_kind == "program"


def test_a_check_by_code_shows_the_worker_and_what_is_kept_for_repeats_names_nobody():
    organisation = make_organisation()
    _token, secret = new_token(organisation)
    _consent, code = make_consent(organisation)
    answer = ask(secret, {"code": code, "birth_date": BORN.isoformat()})
    assert (answer.status_code, answer.json()["result"]) == (201, "valid")
    worker = read(secret, f"{URL}{answer.json()['number']}/").json()["worker"]
    assert worker["name_latin"] == receipts.content(PatentCheck.objects.get())["answer"]["name_latin"]
    assert worker["name_latin"] not in json.dumps(IdempotentRequest.objects.get().answer)


def test_every_refused_code_is_one_answer_and_a_wrong_birth_date_is_counted_once_per_key():
    organisation = make_organisation()
    _token, secret = new_token(organisation)
    consent, code = make_consent(organisation)
    _theirs, foreign = make_consent(make_organisation())
    wrong = {"code": code, "birth_date": "1990-01-01"}
    answers = [ask(secret, wrong, "wrong-date-1"), ask(secret, wrong, "wrong-date-1")]
    answers += [ask(secret, {"code": other, "birth_date": BORN.isoformat()}) for other in (foreign, "AAAAAAAAA", "\u202e", "x" * 40)]
    told = {(answer.status_code, answer.headers["Content-Type"], tuple(sorted(answer.json().items()))) for answer in answers}
    assert [(status, kind) for status, kind, _body in told] == [(422, "application/problem+json")]
    assert answers[0].json()["code"] == "code_refused"
    consent.refresh_from_db()
    assert (consent.wrong_dates, PatentCheck.objects.count()) == (1, 0)


def test_the_fifth_wrong_birth_date_ends_the_code():
    organisation = make_organisation()
    _token, secret = new_token(organisation)
    _consent, code = make_consent(organisation)
    for _n in range(5):
        ask(secret, {"code": code, "birth_date": "1990-01-01"})
    assert ask(secret, {"code": code, "birth_date": BORN.isoformat()}).status_code == 422
    assert ShareCode.objects.get().died_at is not None


def test_each_scope_opens_its_own_door():
    organisation = make_organisation()
    _token, reader = new_token(organisation, ("checks:read",))
    _token, writer = new_token(organisation, ("checks:write",))
    body = {"series": "77", "number": "2600000017"}
    refused = ask(reader, body)
    assert (refused.status_code, refused.json()["code"], PatentCheck.objects.count()) == (403, "scope_missing", 0)
    number = ask(writer, body).json()["number"]
    assert [read(writer, address).status_code for address in (URL, f"{URL}{number}/")] == [403, 403]
    assert [read(reader, address).status_code for address in (URL, f"{URL}{number}/")] == [200, 200]


def test_another_organisations_check_answers_like_one_that_never_was():
    _token, mine = new_token(make_organisation())
    _token, theirs = new_token(make_organisation())
    number = ask(theirs, {"series": "77", "number": "2600000017"}).json()["number"]
    foreign, unknown = read(mine, f"{URL}{number}/"), read(mine, f"{URL}R26-0000-0000-0/")
    assert (foreign.status_code, foreign.content) == (404, unknown.content)
    assert read(mine).json()["results"] == []


def test_the_list_goes_on_by_keyset():
    _token, secret = new_token(make_organisation())
    made = [ask(secret, {"series": "77", "number": f"260000001{n}"}).json()["number"] for n in range(5)]
    seen, address = [], f"{URL}?page_size=2"
    while address:
        page = read(secret, address).json()
        seen += [row["number"] for row in page["results"]]
        address = page["next"]
    assert seen == made[::-1]
    assert read(secret, f"{URL}?cursor=nonsense").status_code == 404


def test_a_request_without_a_key_is_refused_and_asks_nothing():
    _token, secret = new_token(make_organisation())
    answer = ask(secret, {"series": "77", "number": "2600000017"}, None)
    assert (answer.status_code, answer.json()["code"], PatentCheck.objects.count()) == (400, "idempotency_key_missing", 0)


def test_a_repeat_is_the_same_receipt_and_another_body_is_refused():
    _token, secret = new_token(make_organisation())
    first, again = (ask(secret, {"series": "77", "number": "2600000017"}, "order-0001") for _n in range(2))
    assert (first.status_code, first.json(), PatentCheck.objects.count()) == (again.status_code, again.json(), 1)
    other = ask(secret, {"series": "77", "number": "2600000018"}, "order-0001")
    assert (other.status_code, other.json()["code"], PatentCheck.objects.count()) == (422, "idempotency_key_reused", 1)


def test_the_same_key_of_two_tokens_is_two_keys():
    organisation = make_organisation()
    numbers = {ask(new_token(organisation)[1], {"series": "77", "number": "2600000017"}, "order-0001").json()["number"] for _n in range(2)}
    assert len(numbers) == 2


def test_a_marker_has_one_caller_a_person_or_a_program():
    person = make_user().pk
    for caller in ({}, {"caller_id": person, "program": "employer-token:1"}, {"program": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IdempotentRequest.objects.create(key="order-0001", body_hash="x", **caller)
    for caller in ({"caller_id": person}, {"program": "employer-token:1"}):
        IdempotentRequest.objects.create(key="order-0001", body_hash="x", **caller)
        with pytest.raises(IntegrityError), transaction.atomic():
            IdempotentRequest.objects.create(key="order-0001", body_hash="x", **caller)


@pytest.mark.django_db(transaction=True)
def test_ten_parallel_repeats_make_one_receipt():
    _token, secret = new_token(make_organisation())

    def once(_n: int) -> int:
        try:
            return int(ask(secret, {"series": "77", "number": "2600000017"}, "order-0001").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        statuses = set(pool.map(once, range(10)))
    assert PatentCheck.objects.count() == 1
    assert {201} <= statuses <= {201, 409}


def test_a_token_and_its_organisation_are_limited(monkeypatch):
    organisation = make_organisation()
    (_one, first), (_two, second) = new_token(organisation), new_token(organisation)
    monkeypatch.setattr(api, "ASKS", Limit("test-asks", times=2, per_seconds=600))
    monkeypatch.setattr(api, "PER_ORGANISATION", Limit("test-organisation", times=3, per_seconds=600))
    body = {"series": "77", "number": "2600000017"}
    assert [ask(secret, body).status_code for secret in (first, first, first, second, second)] == [201, 201, 429, 201, 429]
    assert int(ask(first, body).headers["Retry-After"]) > 0


def test_the_check_is_of_today():
    _token, secret = new_token(make_organisation())
    assert ask(secret, {"series": "77", "number": "2600000017"}).json()["on"] == clock.today().isoformat()


HOSTILE = [
    b"", b"null", b"[]", b"\xff\xfe", b"{", b'{"series": NaN}', b'{"series": 1e400, "number": "1"}', b"[" * 5000,
    b'{"series": "77", "series": "78", "number": "2600000017"}', b'{"series": "77", "number": "26000\\u000000017"}',
    b'{"series": "77", "number": "\\ud800"}', b'{"a":' * 30 + b"1" + b"}" * 30,
    b'{"series": {"a": 1}, "number": ["2600000017"]}', b'{"series": true, "number": false}', b'{"series": null, "number": null}',
    b'{"series": "77"}', b'{"series": "77", "number": "2600000017", "code": "AAAAAAAAA", "birth_date": "1994-05-17"}',
    b'{"code": "AAAAAAAAA", "birth_date": "0000-00-00"}', b'{"code": "AAAAAAAAA", "birth_date": "2023-02-29"}',
    b'{"code": "AAAAAAAAA", "birth_date": 9999999999}', b'{"code": "' + b"A" * 41 + b'", "birth_date": "1994-05-17"}',
    b'{"series": "77", "number": "' + b"2" * 100_000 + b'"}', '{"series": "77", "number": "26\u202e0000017"}'.encode(),
    b'{"series": "77", "number": "\' OR 1=1 --"}', b'{"series": "../..", "number": "${jndi:x}"}',
    '{"series": "٧٧", "number": "😀"}'.encode(),
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_body_is_a_problem_document_and_asks_nothing(body):
    _token, secret = new_token(make_organisation())
    answer = ask(secret, body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert PatentCheck.objects.count() == 0


def test_a_check_by_code_says_in_words_what_the_patent_allows_and_the_receipt_says_the_same():
    organisation = make_organisation()
    _token, secret = new_token(organisation)
    _consent, code = make_consent(organisation)
    number = ask(secret, {"code": code, "birth_date": BORN.isoformat()}).json()["number"]
    told = read(secret, f"{URL}{number}/").json()
    assert told["worker"]["conditions"]["ru"].startswith("Может работать только в Москве, только по профессии: ")
    assert told["worker"]["conditions"]["en"].startswith("May work only in Moscow, only as: ")
    assert receipts.verify(told["receipt"])["answer"]["conditions"] == told["worker"]["conditions"]
    paper = "".join(page.extract_text() for page in PdfReader(io.BytesIO(receipts.receipt_pdf(PatentCheck.objects.get()))).pages)
    assert "Может работать только в Москве" in " ".join(paper.split())


def test_a_patent_that_is_not_valid_allows_nothing():
    organisation = make_organisation()
    _token, secret = new_token(organisation)
    consent, code = make_consent(organisation)
    yesterday = clock.today() - timedelta(days=1)
    Patent.objects.filter(pk=consent.patent_id).update(valid_through=yesterday, paid_through=yesterday)
    number = ask(secret, {"code": code, "birth_date": BORN.isoformat()}).json()["number"]
    told = read(secret, f"{URL}{number}/").json()
    assert (told["result"], told["worker"]["conditions"]) == ("not_valid", None)


def test_the_photo_comes_while_the_consent_lasts_to_its_own_organisation_and_every_look_is_told():
    organisation = make_organisation()
    token, secret = new_token(organisation)
    _writer, writes_only = new_token(organisation, ("checks:write",))
    _stranger, other = new_token(make_organisation())
    consent, code = make_consent(organisation)
    photo = make_document(consent.person, "photo", content_type="image/png")
    photo.file.save("x/photo.png", ContentFile(b"\x89PNG"))
    consent.patent.case.attachments.create(document=photo, kind="photo")
    number = ask(secret, {"code": code, "birth_date": BORN.isoformat()}).json()["number"]
    address = f"{URL}{number}/photo/"
    answer = Client().get(address, headers={"authorization": f"Bearer {secret}", "accept": "image/png"})
    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (200, "image/png", "private, no-store")
    look = AccessRecord.objects.get(person=consent.person, reason=number)
    assert (look.reader, look.what) == (token.made_by, "document")
    assert [read(other, address).status_code, read(writes_only, address).status_code] == [404, 403]
    by_number = ask(secret, {"series": consent.patent.series, "number": consent.patent.number}).json()["number"]
    assert read(secret, f"{URL}{by_number}/photo/").status_code == 404
    ShareCode.objects.filter(pk=consent.pk).update(revoked_at=clock.now())
    gone = Client().get(address, headers={"authorization": f"Bearer {secret}", "accept": "image/png"})
    assert (gone.status_code, gone.headers["Content-Type"]) == (404, "application/problem+json")
    assert AccessRecord.objects.filter(person=consent.person, reason=number).count() == 1
