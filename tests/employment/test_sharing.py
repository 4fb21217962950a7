"""The worker's side: consents of which few are open at a time, lists that reach back to the first check, one button on the patent."""

import io
import re
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from employment import limits
from employment.errors import TooManyConsents
from employment.models import PatentCheck, ShareCode
from employment.rules.consent import MOST_OPEN
from employment.services import check_by_code, consents, end_consent, give_consent, suspend
from portal import clock
from portal.edge.limits import Limit
from portal.events.actor import actor_of
from profiles.models import AccessRecord
from tests.cases.acts import at_once, without_locks
from tests.employment.races import meet
from tests.employment.watch_world import make_check
from tests.employment.world import BORN, make_consent, make_organisation, owner_of, valid_patent
from tests.factories import make_document, make_patent, make_user, sign_in

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\b([2-9A-Z]{3} [2-9A-Z]{3} [2-9A-Z]{3})\b")


def words(page: Any) -> str:
    return unescape(page.content.decode())


def give(patent: Any, days: int = 10) -> tuple[ShareCode, str]:
    organisation, today = make_organisation(), clock.today()
    return give_consent(
        patent_id=patent.pk, inn=organisation.inn, purpose="hiring", ends_on=today + timedelta(days=days), submission_key=uuid.uuid4(),
        actor=actor_of(patent.person.user), on=today,
    )  # fmt: skip


class TestLists:
    def test_every_check_and_every_consent_is_found_however_many_came_later(self):
        patent, organisation = valid_patent(), make_organisation()
        checks = [make_check(organisation=organisation, patent=patent) for _n in range(60)]
        given = [give(patent)[0] for _n in range(3)]
        ShareCode.objects.filter(pk=given[0].pk).update(revoked_at=clock.now())
        client, address, numbers = sign_in(patent.person.user), "/profile/sharing/", []
        while address:
            page = client.get(address)
            numbers += re.findall(r"/disputes/of/([^/]+)/", words(page))
            address = page.context["checks"].next_url
        assert numbers == [check.number for check in reversed(checks)]
        last = words(client.get("/profile/sharing/?checks=3"))
        assert 'rel="prev" href="/profile/sharing/?checks=2"' in last
        assert all(consent.number in last for consent in given)

    @pytest.mark.parametrize("typed", ["0", "-1", "9999", "x", "", "٣", "1e3", "\x00"])
    def test_a_page_that_is_none_is_the_nearest_one(self, typed):
        patent = valid_patent()
        assert sign_in(patent.person.user).get("/profile/sharing/", {"checks": typed}).status_code in {200, 400}

    def test_the_pages_of_one_list_keep_the_place_in_the_other(self):
        patent, organisation = valid_patent(), make_organisation()
        for _n in range(30):
            make_check(organisation=organisation, patent=patent)
        page = sign_in(patent.person.user).get("/profile/sharing/?consents=1")
        assert page.context["checks"].next_url == "/profile/sharing/?consents=1&checks=2"


class TestTheButton:
    def test_the_page_of_a_patent_leads_to_sharing_this_very_patent(self):
        patent = valid_patent()
        newer = valid_patent(person=patent.person)
        client = sign_in(patent.person.user)
        address = f"/profile/sharing/new/?patent={patent.series}+{patent.number}"
        assert f'href="{address}"' in words(client.get(f"/patents/{patent.series}/{patent.number}/"))
        assert patent.number in words(client.get(address))
        told = {"inn": make_organisation().inn, "purpose": "hiring", "ends_on": f"{clock.today():%d.%m.%Y}", "agree": "on"}
        client.post(address, {**told, "submission_key": str(uuid.uuid4())})
        assert ShareCode.objects.get().patent_id == patent.pk
        assert newer.number in words(client.get("/profile/sharing/new/"))

    def test_the_patent_in_force_is_shared_while_the_next_one_waits_for_its_payment(self):
        patent = valid_patent()
        waiting = make_patent("granted", person=patent.person)
        page = words(sign_in(patent.person.user).get("/profile/sharing/new/"))
        assert patent.number in page
        assert waiting.number not in page

    def test_what_is_not_issued_or_over_has_none_and_another_persons_is_not_shared(self):
        granted, annulled, other = make_patent("granted"), make_patent("annulled"), valid_patent()
        for patent in (granted, annulled):
            page = sign_in(patent.person.user).get(f"/patents/{patent.series}/{patent.number}/")
            assert "/profile/sharing/new/" not in words(page)
        page = sign_in(make_user()).get(f"/profile/sharing/new/?patent={other.series}+{other.number}")
        assert other.number not in words(page)


class TestLimits:
    def test_at_most_twenty_consents_are_open_and_an_ended_one_makes_room(self):
        patent = valid_patent()
        given = [give(patent)[0] for _n in range(MOST_OPEN)]
        with pytest.raises(TooManyConsents):
            give(patent)
        told = {"inn": make_organisation().inn, "purpose": "hiring", "ends_on": f"{clock.today():%d.%m.%Y}", "agree": "on"}
        page = sign_in(patent.person.user).post("/profile/sharing/new/", {**told, "submission_key": str(uuid.uuid4())})
        assert "20" in str(page.context["form"].non_field_errors())
        end_consent(consent_id=given[0].pk, actor=actor_of(patent.person.user))
        assert give(patent)
        assert ShareCode.objects.filter(revoked_at=None).count() == MOST_OPEN

    def test_consents_of_another_patent_of_the_same_person_count_too(self):
        patent = valid_patent()
        second = make_patent("issued", person=patent.person)
        for n in range(MOST_OPEN):
            give(patent if n % 2 else second)
        with pytest.raises(TooManyConsents):
            give(second)

    @pytest.mark.parametrize("limit", ["PER_ACCOUNT", "PER_ORGANISATION", "PER_ADDRESS"])
    def test_who_guesses_codes_is_stopped_by_account_employer_and_address(self, monkeypatch, limit):
        monkeypatch.setattr(limits, limit, Limit(f"test-{limit}", times=3, per_seconds=600))
        organisation = make_organisation()
        _consent, code = make_consent(organisation)
        client, page = sign_in(owner_of(organisation)), f"/employer/{organisation.number}/check/"
        guess = {"way": "code", "code": "QQQ QQQ QQQ", "birth_date": f"{BORN:%d.%m.%Y}"}
        answers = [client.post(page, {**guess, "submission_key": str(uuid.uuid4())}).status_code for _n in range(3)]
        assert answers == [200, 200, 200]
        right = client.post(page, {**guess, "code": code, "submission_key": str(uuid.uuid4())})
        assert (right.status_code, PatentCheck.objects.count()) == (429, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False], ids=["locked", "control without the lock"])
def test_the_last_free_place_for_a_consent_is_given_once(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    """Two windows, two patents of one person: it is the person who is held, not the patent."""
    monkeypatch.setattr(consents, "MOST_OPEN", 1)
    patent = valid_patent()
    pair = [patent, make_patent("issued", person=patent.person)]
    meet(monkeypatch, consents, "_open_consents")
    if not locked:
        without_locks(monkeypatch)
    answers = at_once(2, lambda n: give(pair[n]))
    assert ShareCode.objects.count() == (1 if locked else 2)
    assert sum(isinstance(answer, TooManyConsents) for answer in answers) == (1 if locked else 0)


class TestFiveRefusals:
    """Unknown code, another employer's, ended by the worker, ended by its date, wrong birth date: one page, and the same work."""

    @pytest.fixture
    def causes(self, monkeypatch) -> tuple[Any, dict[str, tuple[str, Any]]]:
        organisation, other = make_organisation(), make_organisation()
        ended, ended_code = make_consent(organisation)
        end_consent(consent_id=ended.pk, actor=actor_of(ended.person.user))
        late = make_consent(organisation, on=clock.today() - timedelta(days=5))[1]
        return organisation, {
            "unknown": ("QQQ QQQ QQQ", BORN),
            "another employer's": (make_consent(other)[1], BORN),
            "ended by the worker": (ended_code, BORN),
            "ended by its date": (late, BORN),
            "wrong birth date": (make_consent(organisation)[1], BORN + timedelta(days=1)),
        }

    def test_page_queries_and_hashing_are_the_same(self, causes, monkeypatch):
        organisation, asked = causes
        client, page = sign_in(owner_of(organisation)), f"/employer/{organisation.number}/check/"
        hashed: list[str] = []
        real = consents.hash_of
        monkeypatch.setattr("employment.services.checks.hash_of", lambda code: hashed.append("once") or real(code))
        key, seen = str(uuid.uuid4()), {}
        client.post(
            page, {"way": "code", "code": "7K3M9QXT4", "birth_date": "01.01.1990", "submission_key": key}
        )  # statements get prepared
        for name, (code, born) in asked.items():
            hashed.clear()
            with CaptureQueriesContext(connection) as queries:
                answer = client.post(page, {"way": "code", "code": code, "birth_date": f"{born:%d.%m.%Y}", "submission_key": key})
            body = words(answer).replace(code, "CODE").replace(f"{born:%d.%m.%Y}", "BORN")
            body = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", body)
            seen[name] = (answer.status_code, body, _shapes(queries), list(hashed))
        for name, found in seen.items():
            assert found == seen["unknown"], name
        assert seen["unknown"][3] == ["once"]

    def test_control_a_refusal_that_does_less_is_seen_in_the_statements(self, causes, monkeypatch):
        organisation, asked = causes
        monkeypatch.setattr("employment.services.checks._refuse", lambda *_args, **_kwargs: None)
        client, page = sign_in(owner_of(organisation)), f"/employer/{organisation.number}/check/"
        code, born = asked["unknown"]
        with CaptureQueriesContext(connection) as queries:
            client.post(page, {"way": "code", "code": code, "birth_date": f"{born:%d.%m.%Y}", "submission_key": str(uuid.uuid4())})
        assert not any(query["sql"].startswith('UPDATE "employment_sharecode"') for query in queries)


def _shapes(queries: Any) -> list[str]:
    """The statements without what was asked: words in quotes, numbers, and what was left empty."""
    return [re.sub(r"'[^']*'|\b[0-9][0-9a-f-]*\b|NULL", "?", query["sql"]) for query in queries if "SAVEPOINT" not in query["sql"]]


class TestPhoto:
    @pytest.fixture
    def asked(self) -> tuple[Any, ShareCode, str]:
        organisation = make_organisation()
        consent, code = make_consent(organisation)
        photo = make_document(consent.person, "photo", content_type="image/png")
        photo.file.save("x/photo.png", _picture())
        consent.patent.case.attachments.create(document=photo, kind="photo")
        client = sign_in(owner_of(organisation))
        answer = client.post(
            f"/employer/{organisation.number}/check/",
            {"way": "code", "code": code, "birth_date": f"{BORN:%d.%m.%Y}", "submission_key": str(uuid.uuid4())},
        )
        return client, consent, answer["Location"]

    def test_it_is_shown_while_the_consent_lasts_and_the_worker_sees_who_looked(self, asked):
        client, consent, result = asked
        assert "/photo/" in words(client.get(result))
        photo = client.get(f"{result}photo/")
        assert (photo.status_code, photo["Content-Type"]) == (200, "image/png")
        assert AccessRecord.objects.get(person=consent.person).what == "document"

    @pytest.mark.parametrize("end", ["by the worker", "by its date", "by wrong birth dates"])
    def test_it_is_gone_when_the_consent_is_over_and_the_receipt_stays(self, asked, end):
        client, consent, result = asked
        yesterday = clock.today() - timedelta(days=1)
        changes: dict[str, dict[str, Any]] = {
            "by the worker": {"revoked_at": clock.now()},
            "by its date": {"begins_on": yesterday, "ends_on": yesterday},
            "by wrong birth dates": {"wrong_dates": 5, "died_at": clock.now()},
        }
        ShareCode.objects.filter(pk=consent.pk).update(**changes[end])
        assert "/photo/" not in words(client.get(result))
        assert client.get(f"{result}photo/").status_code == 404
        assert client.get(f"{result}receipt.json").status_code == 200
        assert not AccessRecord.objects.filter(person=consent.person).exists()

    def test_a_suspended_employer_keeps_its_receipts_and_sees_the_picture_no_more(self, asked):
        client, _consent, result = asked
        suspend(organisation_id=PatentCheck.objects.get().organisation_id, reason="Forged papers.", actor=actor_of(make_user("officer")))
        assert "/photo/" not in words(client.get(result))
        assert client.get(f"{result}photo/").status_code == 404
        assert client.get(f"{result}receipt.json").status_code == 200

    def test_a_check_by_number_never_shows_it(self, asked):
        client, consent, result = asked
        number = result.split("/checks/")[0]
        told = {"way": "number", "series": consent.patent.series, "number": consent.patent.number, "submission_key": str(uuid.uuid4())}
        other = client.post(f"{number}/check/", told)["Location"]
        assert "/photo/" not in words(client.get(other))
        assert client.get(f"{other}photo/").status_code == 404


def _picture() -> Any:
    kept = io.BytesIO()
    Image.new("RGB", (30, 40), "white").save(kept, "PNG")
    return ContentFile(kept.getvalue())


class TestWhatTheWorkerAgreesTo:
    """The code shows another patent of the same region while the one of the consent is not valid: she reads so before she agrees."""

    SAID = {
        "en": [
            "When this patent ends",
            "your next one in the same region",
            "while it is not valid, of another one of mine in the same region",
        ],
        "ru": [
            "Когда этот патент закончится",
            "следующем патенте в том же регионе",
            "пока он не действует — другого моего патента в том же регионе",
        ],
    }

    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_she_reads_of_the_next_patent_where_she_agrees_and_on_the_page_of_her_consents(self, language: str):
        patent = valid_patent()
        client = sign_in(patent.person.user)
        page = words(client.get(f"/profile/sharing/new/?patent=77+{patent.number}", headers={"accept-language": language}))
        assert [said for said in self.SAID[language] if said not in page] == []
        give(patent)
        assert self.SAID[language][1] in words(client.get("/profile/sharing/", headers={"accept-language": language}))

    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_she_reads_that_every_patent_of_the_region_is_told_about_where_she_allows_it_and_ends_it(self, language: str):
        patent = valid_patent()
        consent, _code = give(patent)
        client = sign_in(patent.person.user)
        said = {"en": "other patent of yours in the same region", "ru": "всех других ваших патентов в том же регионе"}[language]
        page = words(client.get(f"/watches/allow/{consent.number}/", headers={"accept-language": language}))
        assert (said in page, patent.number in page) == (True, True)
        mine = {"en": "every other one of yours in the same region", "ru": said}[language]
        assert mine in words(client.get("/watches/", headers={"accept-language": language}))

    def test_the_code_shows_what_she_agreed_to_the_next_patent_of_the_region_and_none_of_another_region(self):
        patent, organisation, today = valid_patent(), make_organisation(), clock.today()
        _consent, code = make_consent(organisation, patent=patent)
        elsewhere = make_patent("issued", case=None, person=patent.person, region="50", series="50")
        patent.__class__.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=today)

        def shown() -> int | None:
            check = check_by_code(
                organisation_id=organisation.pk, code=code, birth_date=BORN, submission_key=uuid.uuid4(),
                actor=actor_of(owner_of(organisation)), on=today,
            )  # fmt: skip
            return check.patent_id if check else None

        assert (shown(), elsewhere.pk == patent.pk) == (patent.pk, False)
        following = make_patent("issued", case=None, person=patent.person)
        assert shown() == following.pk
