"""Rights continue until the decision: given in time, renewed while one waits, ended by the decision alone."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cases import services as cases
from cases.models import Case
from permits.interim.checks import in_time
from permits.interim.errors import CertificateEnded
from permits.interim.grounds import Ground
from permits.interim.invariants import ended_by_nothing, outlive_the_decision, without_a_code
from permits.interim.issuing import code_text
from permits.interim.models import InterimCertificate, InterimTerm, NotGiven, Right
from permits.interim.paper import _why, certificate_pdf
from permits.interim.services import end_certificate, renew_certificates
from permits.status.reading import status_of
from permits.status.services import tell_contract
from portal import clock
from portal.codes.checking import verify_here
from portal.codes.making import qr
from portal.codes.statuses import ListReader
from portal.codes.verifying import verify
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.events.tasks import dispatch_events
from portal.signing.keys import KeyRing
from portal.signing.published import published_keys
from profiles.models import Person
from tests.factories import make_applicant, make_patent, make_permit, make_user, sign_in
from tests.permits.residence import answers, decide, ready, send, staying

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
SPOUSE = {"ground": "SPOUSE_OF_CITIZEN"}


def sent(until: date | None, **fields):
    """An application on a ground without quota by somebody whose migration card allows the stay through `until`."""
    return send(ready(person=staying(make_applicant(), until), given=answers(ground=SPOUSE), **fields))


def waiting() -> InterimCertificate:
    return sent(clock.today() + timedelta(days=30)).interim_certificate


def events(name: str) -> int:
    return Event.objects.filter(name=f"interim.{name}").count()


# ---- in time


def test_sent_on_the_last_day_is_in_time():
    today = clock.today()
    certificate = sent(today).interim_certificate
    assert (certificate.right, certificate.begins_on, certificate.follows_until) == ("told_stay", today, today)
    assert certificate.terms.get().valid_until == today + timedelta(days=30)
    assert events("InterimGiven") == 1


def test_after_the_last_day_the_status_is_that_rights_continue_until_the_decision():
    today = clock.today()
    certificate = sent(today).interim_certificate
    after = status_of(certificate.person, on=today + timedelta(days=2)).status
    assert (after.ground.code, after.ground.until.value) == ("interim", None)
    page = sign_in(certificate.person.user).get(
        reverse("permits-status:status"), {"on": f"{today + timedelta(days=2):%d.%m.%Y}"}, headers=EN
    )
    assert reverse("interim:certificate", args=[certificate.number]) in page.content.decode()
    decide(certificate.case, "refused", ground="CONVICTION")
    ended = status_of(certificate.person, on=today + timedelta(days=2)).status
    assert ended.ground is None or ended.ground.code != "interim"


def test_sent_a_day_after_the_last_day_gives_none_and_keeps_the_day():
    today = clock.today()
    case = sent(today - timedelta(days=1))
    assert not InterimCertificate.objects.exists()
    reason = NotGiven.objects.get()
    assert (reason.case, reason.why, reason.sent_on, reason.last_day) == (case, "late", today, today - timedelta(days=1))


def test_whose_last_day_cannot_be_reckoned_gets_none_and_is_told_why():
    person = staying(make_applicant(citizenship="IN"), None)  # by a visa: its days stand on the card alone
    send(ready(person=person, given=answers(ground=SPOUSE)))
    assert NotGiven.objects.get().why == "unknown"


def test_an_extension_or_a_paid_patent_that_lasts_longer_is_what_counts():
    today = clock.today()
    person = staying(make_applicant(), today - timedelta(days=9))
    make_permit("temporary_stay", person=person, valid_until_stated=today, issued_on=today - timedelta(days=90))
    assert send(ready(person=person, given=answers(ground=SPOUSE))).interim_certificate.follows_until == today
    patent = make_patent("issued", paid_through=today + timedelta(days=3))
    staying(patent.person, today - timedelta(days=9))
    patent.person.phone = "+79000000001"
    patent.person.save()
    patent.person.addresses.create(region="77", text="Москва, Примерная ул., 2")
    assert send(ready(person=patent.person, given=answers(ground=SPOUSE))).interim_certificate.follows_until == today + timedelta(days=3)


def test_what_was_annulled_is_no_ground():
    today = clock.today()
    person = staying(make_applicant(citizenship="IN"), None)
    make_permit("temporary_stay", person=person, status="annulled", ended_on=today, valid_until_stated=today + timedelta(days=90))
    send(ready(person=person, given=answers(ground=SPOUSE)))
    assert NotGiven.objects.get().why == "unknown"


def test_nothing_is_given_when_the_sending_fails():
    with pytest.raises(Exception), transaction.atomic():  # noqa: B017, PT011 - whatever stops it
        send(ready(person=staying(make_applicant(), clock.today())))  # by quota, and there is none
    assert (InterimCertificate.objects.count(), NotGiven.objects.count()) == (0, 0)


# ---- whose word stands behind it


def test_what_only_the_applicant_told_is_named_on_page_paper_and_in_the_code():
    certificate = sent(clock.today() + timedelta(days=4000)).interim_certificate
    page = sign_in(certificate.person.user).get(reverse("interim:certificate", args=[certificate.number]), headers=EN).content.decode()
    assert "Nobody had compared this with the card then" in page
    with override("en"):
        assert "looks at the migration card too" in _why(certificate)
        assert "if the migration card confirms" in Right(verify_here(code_text(certificate)).content.right).label


def test_a_ground_that_the_portal_knows_carries_the_certificate_before_a_later_day_that_was_only_told():
    today = clock.today()
    person = staying(make_applicant(), today + timedelta(days=4000))
    make_permit("temporary_stay", person=person, valid_until_stated=today + timedelta(days=9), issued_on=today - timedelta(days=90))
    certificate = send(ready(person=person, given=answers(ground=SPOUSE))).interim_certificate
    assert (certificate.right, certificate.follows_until) == ("temporary_stay", today + timedelta(days=9))


def test_where_the_known_ground_is_over_the_told_day_counts_and_is_called_told():
    today = clock.today()
    person = staying(make_applicant(), today + timedelta(days=9))
    make_permit("temporary_stay", person=person, valid_until_stated=today - timedelta(days=1), issued_on=today - timedelta(days=90))
    certificate = send(ready(person=person, given=answers(ground=SPOUSE))).interim_certificate
    assert (certificate.right, certificate.follows_until) == ("told_stay", today + timedelta(days=9))


def entered(days_ago: int, **fields: Any) -> Person:
    """Somebody who told a day of entry and no "stay until"."""
    person = staying(make_applicant(**fields), None)
    person.entries.update(entered_on=clock.today() - timedelta(days=days_ago))
    return person


def apply(person: Person) -> Case:
    return send(ready(person=person, given=answers(ground=SPOUSE)))


@pytest.mark.parametrize(("days_ago", "given"), [(0, True), (89, True), (90, False)])
def test_through_the_last_visa_free_day_since_the_told_entry_an_application_is_in_time(monkeypatch: Any, days_ago: int, given: bool):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 1, 9, tzinfo=clock.MOSCOW))  # all of it in one calendar year
    today = clock.today()
    case = apply(entered(days_ago))
    if not given:
        assert NotGiven.objects.get().why == "unknown"  # a paper may carry the stay further: nobody is called late by a reckoned day
        return
    certificate = case.interim_certificate
    assert (certificate.right, certificate.follows_until) == ("told_entry", today + timedelta(days=89 - days_ago))


@pytest.mark.parametrize(("used", "given"), [(59, True), (60, True), (61, False)])
def test_days_of_earlier_stays_in_the_calendar_year_are_counted(monkeypatch: Any, used: int, given: bool):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 30, 9, tzinfo=clock.MOSCOW))
    person = entered(29)  # the thirtieth day of this stay
    begun = date(2026, 1, 10)
    person.stays.create(entered_on=begun, left_on=begun + timedelta(days=used - 1))
    case = apply(person)
    assert InterimCertificate.objects.filter(case=case, right="told_entry").exists() is given


def test_a_told_last_day_of_the_card_stands_and_is_not_reckoned_anew():
    today = clock.today()
    person = staying(entered(5), today - timedelta(days=1))
    person.entries.update(stay_until=today - timedelta(days=1))
    apply(person)
    assert NotGiven.objects.get().last_day == today - timedelta(days=1)


def test_stays_that_do_not_fit_together_are_not_reckoned():
    person = entered(5)
    person.stays.create(entered_on=clock.today() - timedelta(days=40), left_on=None)
    apply(person)
    assert NotGiven.objects.get().why == "unknown"


def test_an_entry_on_a_residence_permit_is_no_visa_free_one():
    person, today = entered(30), clock.today()
    make_permit("temporary_residence", person=person, issued_on=today - timedelta(days=400), valid_until_stated=today - timedelta(days=20))
    case = apply(person)
    assert (NotGiven.objects.get().case, NotGiven.objects.get().why) == (case, "late")


@pytest.mark.parametrize(
    ("begins", "ends", "right"),
    [(0, 0, "told_contract"), (-10, None, "told_contract"), (1, None, None), (-10, -1, None)],
)
def test_a_contract_of_the_union_carries_from_its_first_to_its_last_day(begins: int, ends: int | None, right: str | None):
    person, today = entered(3000, citizenship="KG"), clock.today()  # every visa-free day was used long ago
    days = {"begins_on": today + timedelta(days=begins), "ends_on": None if ends is None else today + timedelta(days=ends)}
    tell_contract(person_id=person.pk, actor=actor_of(person.user), **days)
    case = apply(person)
    given = InterimCertificate.objects.filter(case=case).first()
    assert (given.right if given else None) == right
    if given:
        assert given.follows_until == days["ends_on"]


def test_a_contract_told_by_somebody_outside_the_union_carries_nothing():
    person, today = entered(3000, citizenship="UZ"), clock.today()
    tell_contract(person_id=person.pk, begins_on=today, ends_on=None, actor=actor_of(person.user))
    apply(person)
    assert NotGiven.objects.get().why == "unknown"


def test_of_a_contract_and_the_visa_free_days_the_longer_carries():
    person, today = entered(10, citizenship="KG"), clock.today()
    tell_contract(person_id=person.pk, begins_on=today, ends_on=today + timedelta(days=1), actor=actor_of(person.user))
    assert apply(person).interim_certificate.right == "told_entry"


ON_PAPER = {
    "told_entry": ("By the day of entry that", "по названному владельцем дню въезда"),
    "told_contract": ("contract of work without a last day", "бессрочный трудовой договор"),
}
ON_PAGE = {
    "told_entry": ("By the day of entry that you told", "По дню въезда, который вы указали"),
    "told_contract": ("your contract of work lasts", "ваш трудовой договор действует"),
}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("right", ["told_entry", "told_contract"])
def test_page_paper_code_and_the_officers_check_say_whose_word_it_is(right: str, language: str):
    if right == "told_entry":
        person = entered(10)
    else:
        person = entered(3000, citizenship="KG")
        tell_contract(person_id=person.pk, begins_on=clock.today(), ends_on=None, actor=actor_of(person.user))
    certificate = apply(person).interim_certificate
    paper, page = (words[right][language == "ru"] for words in (ON_PAPER, ON_PAGE))
    shown = sign_in(person.user).get(reverse("interim:certificate", args=[certificate.number]), headers={"accept-language": language})
    assert page in shown.content.decode()
    with override(language):
        assert paper in _why(certificate)
        assert certificate_pdf(certificate, on=clock.today())
        (check,) = in_time(certificate.case)
        assert check.ok is None
        assert ("applicant" if language == "en" else "со слов заявителя") in str(check.detail)
    assert verify_here(code_text(certificate)).content.right == right


@pytest.mark.parametrize(
    ("days", "permit_days", "ok", "words"),
    [
        (9, None, None, "Only the applicant says"),
        (9, 5, True, "By what the portal knows"),
        (-1, None, False, "The last day that is known"),
    ],
)
def test_the_officer_reads_whose_word_says_that_the_application_was_in_time(days, permit_days, ok, words):
    today = clock.today()
    person = staying(make_applicant(), today + timedelta(days=days))
    if permit_days:
        make_permit("temporary_stay", person=person, valid_until_stated=today + timedelta(days=permit_days), issued_on=today)
    case = send(ready(person=person, given=answers(ground=SPOUSE)))
    (check,) = in_time(case)
    with override("en"):
        assert (check.ok, words in str(check.detail)) == (ok, True)
    page = sign_in(make_user("officer", office=case.office)).get(reverse("admin:case", args=[case.reference]), headers=EN).content.decode()
    assert words in page


def test_a_certificate_from_before_it_said_so_is_shown_to_officers_as_told(monkeypatch):
    told = clock.today() + timedelta(days=9)
    monkeypatch.setattr("permits.interim.services.rested_on", lambda facts, on: Ground("temporary_stay", told))
    case = sent(told)
    assert case.interim_certificate.right == "temporary_stay"
    assert [check.ok for check in in_time(case)] == [None]
    make_permit("temporary_stay", person=case.person, valid_until_stated=told, issued_on=clock.today())
    assert [check.ok for check in in_time(case)] == [True]


# ---- renewed


def days_pass(monkeypatch: pytest.MonkeyPatch, days: int) -> date:
    later = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: later.astimezone(zone).date())
    return later.astimezone(clock.MOSCOW).date()


@pytest.mark.parametrize(("days", "renewed"), [(22, 0), (23, 1), (30, 1)])
def test_a_code_is_renewed_a_week_before_it_ends_and_not_earlier(monkeypatch, days, renewed):
    certificate = waiting()
    today = days_pass(monkeypatch, days)
    assert renew_certificates() == renewed
    assert renew_certificates() == 0
    assert certificate.terms.count() == 1 + renewed
    if renewed:
        assert certificate.terms.order_by("-number")[0].valid_until == today + timedelta(days=30)
        assert events("InterimRenewed") == 1


def test_an_overdue_decision_does_not_stop_the_renewal(monkeypatch):
    certificate = waiting()
    for _month in range(5):
        days_pass(monkeypatch, 25)
        renew_certificates()
    assert certificate.terms.count() == 6
    assert without_a_code() == 0


def test_many_are_renewed_in_as_many_queries_as_one(monkeypatch, django_assert_max_num_queries):
    for _certificate in range(3):
        waiting()
    days_pass(monkeypatch, 25)
    with CaptureQueriesContext(connection) as one:
        assert renew_certificates(batch=1) == 3
    days_pass(monkeypatch, 55 - 25)
    with CaptureQueriesContext(connection) as together:
        assert renew_certificates() == 3
    assert len(together) * 2 < len(one)
    with django_assert_max_num_queries(5):  # an hour in which nothing is due
        assert renew_certificates() == 0


def test_nothing_is_renewed_after_the_decision(monkeypatch):
    certificate = waiting()
    decide(certificate.case)
    days_pass(monkeypatch, 29)
    assert renew_certificates() == 0


# ---- ended


@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_the_decision_ends_it_at_once_for_who_checks_and_by_its_event_in_the_books(outcome):
    certificate = waiting()
    text = code_text(certificate)
    assert verify_here(text).result == "valid"
    decide(certificate.case, outcome, ground="" if outcome == "granted" else "CONVICTION")
    assert verify_here(text).result == "revoked"
    dispatch_events()
    certificate.refresh_from_db()
    assert (certificate.outcome, certificate.ended_at is not None, events("InterimEnded")) == (outcome, True, 1)
    with pytest.raises(CertificateEnded):
        code_text(certificate)


def test_a_withdrawal_ends_it():
    certificate = waiting()
    cases.withdraw_case(case_id=certificate.case_id, actor=actor_of(certificate.person.user))
    dispatch_events()
    certificate.refresh_from_db()
    assert certificate.outcome == "withdrawn"


def test_ending_twice_changes_nothing():
    certificate = waiting()
    for _ in range(2):
        end_certificate(case_id=certificate.case_id, outcome="granted", at=clock.now())
    assert events("InterimEnded") == 1


def test_questions_and_a_returned_proposal_end_nothing():
    certificate = waiting()
    officer = make_user("officer", office=certificate.case.office)
    version = cases.take_case(case_id=certificate.case_id, actor=actor_of(officer)).version
    cases.ask_applicant(
        case_id=certificate.case_id, expected_version=version, text="?", document_kinds=["photo"], answer_by=clock.today(),
        actor=actor_of(officer),
    )  # fmt: skip
    dispatch_events()
    certificate.refresh_from_db()
    assert certificate.ended_at is None
    assert verify_here(code_text(certificate)).valid


def test_what_it_says_and_its_end_cannot_be_changed():
    certificate = waiting()
    rows = InterimCertificate.objects.filter(pk=certificate.pk)
    for act in (
        lambda: rows.update(right="permanent_residence"), lambda: rows.update(follows_until=date(2099, 1, 1)),
        lambda: rows._raw_delete("default"),
        lambda: InterimTerm.objects.update(valid_until=date(2099, 1, 1)),
    ):  # fmt: skip
        with pytest.raises(InternalError), transaction.atomic():
            act()
    end_certificate(case_id=certificate.case_id, outcome="granted", at=clock.now())
    with pytest.raises(InternalError), transaction.atomic():
        rows.update(ended_at=None, outcome="")
    with pytest.raises(IntegrityError), transaction.atomic():
        NotGiven.objects.create(case=certificate.case, why="late", sent_on=date(2026, 1, 1), last_day=date(2026, 1, 1))


def test_the_invariants_see_what_they_are_for(monkeypatch):
    certificate = waiting()
    assert (without_a_code(), ended_by_nothing(), outlive_the_decision()) == (0, 0, 0)
    end_certificate(case_id=certificate.case_id, outcome="granted", at=clock.now())
    assert ended_by_nothing() == 1
    other = waiting()
    decide(other.case)  # its event has not travelled yet
    waiting()
    days_pass(monkeypatch, 40)
    assert (without_a_code(), outlive_the_decision()) == (1, 1)


# ---- the code


def at(moment: datetime) -> int:
    return int(moment.timestamp())


def test_a_code_is_valid_from_its_first_second_to_the_last_one_of_its_last_day():
    certificate = waiting()
    text, ring = code_text(certificate), KeyRing.of_the_portal()
    last = certificate.terms.get().valid_until
    first = datetime.combine(certificate.begins_on, datetime.min.time(), clock.MOSCOW)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), clock.MOSCOW)
    results = [
        verify(text, ring=ring, reader=ListReader(lambda uri: None, ring), now=moment).result
        for moment in (at(first) - 1, at(first), at(end) - 1, at(end))
    ]
    assert results == ["not_yet", "valid", "valid", "expired"]


def test_the_code_names_the_holder_and_the_right_and_not_the_application():
    certificate = waiting()
    content = verify_here(code_text(certificate)).content
    assert content.as_json() == {
        "number": certificate.number, "name": "RAHIMOVA ZARINA", "birth_date": "1994-05-17", "citizenship": "TJ",
        "right": "told_stay", "region": "77", "begins_on": clock.today().isoformat(),
        "valid_until": (clock.today() + timedelta(days=30)).isoformat(),
    }  # fmt: skip


def test_a_changed_code_and_a_code_of_a_patent_are_told_apart():
    from patents.credential.issuing import credential_text

    text = code_text(waiting())
    place = len(text) // 2
    changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
    assert verify_here(changed).result in {"tampered", "unreadable", "foreign_key"}
    assert (verify_here(credential_text(make_patent("issued"))).kind, verify_here(text).kind) == ("patent", "interim_certificate")


def test_a_certificate_that_the_portal_does_not_know_is_not_valid_here():
    certificate = waiting()
    text = code_text(certificate)
    with override("en"):
        assert verify_here(text).valid
    from dataclasses import replace

    from permits.interim.issuing import content_of, signed

    forged = signed(replace(content_of(certificate), number="M26-2222-2222-2"), place=None, at=clock.now())
    assert verify_here(forged).result == "revoked"


def test_the_command_verifies_text_pictures_and_saved_keys(tmp_path, capsys):
    import json

    certificate = waiting()
    text = code_text(certificate)
    call_command("verify_credential", text)
    picture, keys = tmp_path / "code.png", tmp_path / "portal-keys.json"
    qr(text).save(str(picture), scale=6, border=4)
    keys.write_text(json.dumps(published_keys()))
    call_command("verify_credential", str(picture))
    with pytest.raises(SystemExit, match="2"):  # genuine, and the folder has no list
        call_command("verify_credential", text, lists=tmp_path)
    assert capsys.readouterr().out.count('"result": "valid"') == 3
    decide(certificate.case)
    with pytest.raises(SystemExit):
        call_command("verify_credential", text)
    with pytest.raises(SystemExit):
        call_command("verify_credential", "no code")


# ---- pages


def test_the_holder_is_led_from_the_confirmation_to_the_certificate_and_to_no_other():
    certificate = waiting()
    client, url = sign_in(certificate.person.user), reverse("interim:certificate", args=[certificate.number])
    assert url in client.get(reverse("cases:sent", args=[certificate.case.reference])).content.decode()
    page = client.get(url)
    assert (page.status_code, "svg" in page.content.decode(), page["Cache-Control"]) == (200, True, "no-store, private")
    assert sign_in(make_user()).get(url).status_code == 404
    paper = client.get(reverse("interim:paper", args=[certificate.number]))
    assert paper.content.startswith(b"%PDF")


def test_after_the_decision_the_page_leads_to_it_and_there_is_no_paper():
    certificate = waiting()
    client = sign_in(certificate.person.user)
    decide(certificate.case)
    page = client.get(reverse("interim:certificate", args=[certificate.number]), headers=EN).content.decode()
    assert "This certificate has ended" in page
    assert "svg" not in page.split("<main")[1]
    assert client.get(reverse("interim:paper", args=[certificate.number])).status_code == 302


def test_who_was_late_reads_the_day_that_decided_it():
    case = sent(clock.today() - timedelta(days=1))
    client = sign_in(case.person.user)
    url = reverse("interim:not-given", args=[case.reference])
    assert url in client.get(reverse("cases:sent", args=[case.reference])).content.decode()
    assert "given only to who applies on that day or earlier" in client.get(url, headers=EN).content.decode()
    assert sign_in(make_user()).get(url).status_code == 404


def test_anybody_checks_a_code_by_picture_and_by_text(client, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = code_text(waiting())
    page = client.post(reverse("interim_check"), {"text": text}, headers=EN).content.decode()
    assert "Valid: the rights continue" in page
    assert "RAHIMOVA" in page
    picture = tmp_path / "code.png"
    qr(text).save(str(picture), scale=6, border=4)
    file = SimpleUploadedFile("code.png", picture.read_bytes(), "image/png")
    assert "Valid: the rights continue" in client.post(reverse("interim_check"), {"picture": file}, headers=EN).content.decode()
    assert "This is not a code" in client.post(reverse("interim_check"), {"text": "HELLO"}, headers=EN).content.decode()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_paper_speaks_both_languages(language):
    with override(language):
        assert certificate_pdf(waiting(), on=clock.today()).startswith(b"%PDF")
