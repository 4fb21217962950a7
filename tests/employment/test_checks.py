"""Three amounts of data: by number, by the worker's code; one answer for every code that is not answered."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from employment.errors import ConsentTooLong, MayNot, NotConfirmed
from employment.models import PatentCheck, ShareCode
from employment.receipts import content, find_printed, verify
from employment.services import check_by_code, check_by_number, end_consent
from employment.services.consents import hash_of
from patents.models import Patent
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from portal.signing.errors import NotAccepted
from portal.signing.services import rotate
from tests.employment.world import BORN, add_member, make_consent, make_organisation, owner_of, valid_patent
from tests.factories import make_patent, make_user


def ask(organisation, code, born=BORN, on=None, user=None):
    return check_by_code(
        organisation_id=organisation.pk, code=code, birth_date=born, submission_key=uuid.uuid4(),
        actor=actor_of(user or owner_of(organisation)), on=on or clock.today(),
    )  # fmt: skip


def ask_number(organisation, patent, user=None, key=None):
    return check_by_number(
        organisation_id=organisation.pk, series=patent.series, number=patent.number, submission_key=key or uuid.uuid4(),
        actor=actor_of(user or owner_of(organisation)),
    )  # fmt: skip


@pytest.mark.django_db
class TestOneEmployerAsks:
    def test_a_code_with_the_birth_date_shows_what_the_worker_agreed_to_and_no_more(self):
        organisation = make_organisation()
        _consent, code = make_consent(organisation)
        said = content(ask(organisation, code))
        assert said["answer"].keys() == {
            "result", "name", "name_latin", "region", "region_name", "profession", "profession_name", "valid_through", "conditions"
        }  # fmt: skip
        assert said["answer"]["name"] == "Рахимова Зарина"

    def test_a_code_may_be_typed_in_groups_in_lower_case_and_with_cyrillic_look_alikes(self):
        organisation = make_organisation()
        _consent, code = make_consent(organisation)
        cyrillic = code.translate(str.maketrans("ACEHKMPTXY", "АСЕНКМРТХУ"))
        assert ask(organisation, f" {cyrillic[:3]} {cyrillic[3:6]}-{cyrillic[6:]} ".lower()).result == "valid"

    def test_by_number_the_receipt_names_nobody(self):
        organisation, patent = make_organisation(), valid_patent()
        check = ask_number(organisation, patent)
        assert content(check)["answer"] == {"result": "valid"}
        assert (check.valid_through, check.person) == (None, patent.person)

    def test_the_same_submission_leaves_one_receipt(self):
        organisation, patent, key = make_organisation(), valid_patent(), uuid.uuid4()
        assert ask_number(organisation, patent, key=key) == ask_number(organisation, patent, key=key)
        assert PatentCheck.objects.count() == 1

    @pytest.mark.parametrize("code", ["", "x", "\ud800", "\x00", "9" * 10_000, "\u202eABC", "=HYPERLINK(", "٢٣٤٥٦٧٨٩٢"])
    def test_a_hostile_code_is_only_an_unknown_code(self, code):
        assert ask(make_organisation(), code) is None

    def test_the_last_day_counts_and_the_next_does_not(self):
        organisation, today = make_organisation(), clock.today()
        _consent, code = make_consent(organisation, ends_on=today + timedelta(days=89))
        assert ask(organisation, code, on=today + timedelta(days=89))
        assert ask(organisation, code, on=today + timedelta(days=90)) is None

    @pytest.mark.parametrize("days", [-1, 90])
    def test_a_consent_is_for_ninety_days_at_most_and_for_none_that_is_over(self, days):
        organisation, patent, today = make_organisation(), valid_patent(), clock.today()
        with pytest.raises(ConsentTooLong):
            make_consent(organisation, patent=patent, ends_on=today + timedelta(days=days))
        assert not ShareCode.objects.exists()
        consent, _code = make_consent(organisation, patent=patent, ends_on=today + timedelta(days=89))
        assert (consent.ends_on - consent.begins_on).days == 89  # the ninetieth day, counting the first

    def test_once_the_patent_has_ended_the_code_shows_the_next_one_by_which_the_worker_works(self):
        """The consent is the worker's for this employer, and a reissue goes on where the patent before it ended."""
        employer = make_organisation()
        first = valid_patent(region="77", profession="bricklayer")
        _consent, code = make_consent(employer, patent=first)
        later = make_patent("issued", person=first.person, predecessor=first, profession="painter")
        other = make_patent("issued", person=first.person, region="50", series="50")
        assert ask(employer, code).patent_id == first.pk
        Patent.objects.filter(pk=first.pk).update(paid_through=clock.today() - timedelta(days=1))
        Patent.objects.filter(pk=other.pk).update(paid_through=clock.today() + timedelta(days=300))
        assert (ask(employer, code).patent_id, ask(employer, code).result) == (later.pk, "valid")
        Patent.objects.filter(pk=later.pk).update(status="annulled", annulled_on=clock.today())
        assert (ask(employer, code).patent_id, ask(employer, code).result) == (first.pk, "not_valid")

    def test_an_ended_consent_shows_nothing_and_its_old_receipt_stays(self):
        organisation = make_organisation()
        consent, code = make_consent(organisation)
        check = ask(organisation, code)
        end_consent(consent_id=consent.pk, actor=actor_of(consent.person.user))
        assert ask(organisation, code) is None
        assert content(check)["number"] == check.number

    def test_a_viewer_and_a_stranger_and_an_unconfirmed_employer_ask_nothing(self):
        organisation, patent = make_organisation(), valid_patent()
        viewer = add_member(organisation, make_user(), "viewer")
        for user in (viewer, make_user()):
            with pytest.raises(MayNot):
                ask_number(organisation, patent, user)
        for status in ("pending", "refused", "suspended"):
            with pytest.raises(NotConfirmed):
                ask_number(make_organisation(status), patent)
        assert not PatentCheck.objects.exists()


@pytest.mark.django_db
class TestOneAnswerForEveryRefusal:
    def test_five_causes_take_the_same_queries_and_leave_the_same_trace(self):
        organisation, other = make_organisation(), make_organisation()
        _wrong, wrong = make_consent(organisation)
        _foreign, foreign = make_consent(other)
        ended, ended_code = make_consent(organisation)
        end_consent(consent_id=ended.pk, actor=actor_of(ended.person.user))
        _late, late = make_consent(organisation, on=clock.today() - timedelta(days=5))
        causes = {
            "unknown": ("QQQQQQQQQ", BORN),
            "wrong": (wrong, date(1990, 1, 1)),
            "foreign": (foreign, BORN),
            "ended": (ended_code, BORN),
        }
        causes["late"] = (late, BORN)
        seen = {}
        for name, (code, born) in causes.items():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert ask(organisation, code, born) is None
            seen[name] = [
                query["sql"].split(" WHERE ")[0].split(" VALUES ")[0][:60] for query in queries if "SAVEPOINT" not in query["sql"]
            ]
        assert all(queries == seen["unknown"] for queries in seen.values()), seen
        assert Event.objects.filter(name="employment.CodeRefused").count() == 5

    def test_the_fifth_wrong_birth_date_ends_the_code_and_the_worker_is_told(self):
        organisation = make_organisation()
        consent, code = make_consent(organisation)
        for _try in range(5):
            assert ask(organisation, code, date(1990, 1, 1)) is None
        assert ask(organisation, code) is None
        consent.refresh_from_db()
        assert (consent.wrong_dates, consent.died_at is not None) == (5, True)
        dispatch_pending()
        assert Message.objects.filter(recipient=consent.person.user, channel="inbox").count() == 1

    def test_four_wrong_ones_do_not(self):
        organisation = make_organisation()
        _consent, code = make_consent(organisation)
        for _try in range(4):
            ask(organisation, code, date(1990, 1, 1))
        assert ask(organisation, code)

    def test_the_code_is_not_kept(self):
        consent, code = make_consent(make_organisation())
        assert code not in str(ShareCode.objects.filter(pk=consent.pk).values())
        assert ShareCode.objects.get().code_hash == hash_of(code)


@pytest.mark.django_db(transaction=True)
def test_wrong_birth_dates_in_parallel_are_each_counted_and_none_after_the_fifth():
    organisation = make_organisation()
    consent, code = make_consent(organisation)
    owner = owner_of(organisation)

    def wrong(_n):
        try:
            return ask(organisation, code, date(1990, 1, 1), user=owner)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(wrong, range(8))) == [None] * 8
    consent.refresh_from_db()
    assert consent.wrong_dates == 5
    told = Event.objects.filter(name="employment.CodeRefused")
    assert [event.payload["died"] for event in told].count(True) == 1


@pytest.mark.django_db
class TestReceipts:
    def test_one_verifies_after_the_key_was_rotated(self):
        check = ask_number(make_organisation(), valid_patent())
        rotate(purpose="receipt", actor=actor_of(make_user("operator")))
        assert verify(check.document)["number"] == check.number

    def test_a_changed_one_is_refused_at_every_part(self):
        document = ask_number(make_organisation(), valid_patent()).document
        for place in (5, document.index(".") + 5, len(document) - 10):
            changed = document[:place] + ("A" if document[place] != "A" else "B") + document[place + 1 :]
            with pytest.raises(NotAccepted):
                verify(changed)

    def test_a_printed_one_is_found_by_number_and_fingerprint_together_only(self):
        check = ask_number(make_organisation(), valid_patent())
        assert find_printed(check.number.lower(), check.digest.upper()) == check
        assert find_printed(check.number, "0" * 64) is None
        assert find_printed("R26-AAAA-AAAA-A", check.digest) is None
