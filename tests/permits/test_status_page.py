"""The page and the API of "what am I today": one answer, few queries, the person's own data only."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from patents.models import ContractNotice, Patent
from permits.status import reading, services
from permits.status.errors import NoSuchDuty
from permits.status.models import DutyDone, WorkContract
from permits.status.reading import status_of
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.legal import gaps
from portal.legal.book import read_book
from portal.legal.models import LegalGap
from profiles.models import Address, Guardianship, Person, Stay
from tests.appointments.world import make_slot
from tests.factories import make_case, make_child, make_patent, make_permit, make_person, make_user
from tests.profiles.people import browser

pytestmark = pytest.mark.django_db
PAGE, API = "/permits/status/", "/api/v1/status/"
ONE = timedelta(days=1)


def page(person: Person, query: str = "", language: str = "en") -> str:
    answer = browser(person.user, language=language).get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def api(person: Person, query: str = "") -> dict:
    answer = browser(person.user, language="en").get(API + query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def duties(person: Person, query: str = "") -> dict[str, dict]:
    return {duty["code"]: duty for duty in api(person, query)["duties"]}


def history(person: Person, years: int = 400) -> None:
    """Everything many times over."""
    stays = [
        Stay(person=person, entered_on=date(2000, 1, 1) + 30 * n * ONE, left_on=date(2000, 1, 1) + (30 * n + 9) * ONE)
        for n in range(years // 2)
    ]
    Stay.objects.bulk_create(stays)
    Address.objects.bulk_create(Address(person=person, region="77", text=f"{n}", is_current=False) for n in range(years))
    DutyDone.objects.bulk_create(DutyDone(person=person, key=f"medical:{n}", told_at=clock.now()) for n in range(years))
    for _number in range(30):
        make_permit("temporary_stay", person=person)
        make_patent("issued", case=make_case("granted", person=person, office=None))
        make_case("refused", person=person)


def test_the_page_takes_at_most_fifteen_queries_whatever_the_history(django_assert_max_num_queries):
    person = make_person()
    client = browser(person.user)
    history(person)
    with django_assert_max_num_queries(15) as seen:
        assert client.get(PAGE).status_code == 200
    with django_assert_max_num_queries(15):
        assert client.get(API).status_code == 200
    fresh = browser(make_person().user)
    with django_assert_max_num_queries(len(seen)):
        assert fresh.get(PAGE).status_code == 200


def test_page_and_api_say_the_same():
    person = make_person()
    words = page(person)
    answer = api(person)
    assert answer["ground"]["headline"].replace("\u00a0", " ") in words
    for duty in answer["duties"]:
        assert duty["title"] in words
    assert f"{answer['counter']['used']} of 90" in words


def test_the_patent_is_the_ground_and_its_duties_come_from_patents():
    person = make_person()
    patent = make_patent("issued", case=make_case("granted", person=person))
    answer = api(person)
    assert answer["ground"]["code"] == "patent"
    assert answer["ground"]["until"]["date"] == patent.paid_through.isoformat()
    known = duties(person)
    assert known["payment"]["url"] == reverse("patents:pay", args=[patent.series, patent.number])
    assert known["contract"]["state"] == "now"
    assert known["fingerprints"]["state"] == "done"  # taken when the patent was applied for
    assert known["reissue"]["state"] == "later"
    assert "patent_application" not in known


def test_a_patent_is_no_ground_the_day_after_the_last_paid_one():
    person = make_person()
    patent = make_patent("issued", case=make_case("granted", person=person))
    assert api(person, f"?on={patent.paid_through}")["ground"]["code"] == "patent"
    assert api(person, f"?on={patent.paid_through + ONE}")["ground"]["code"] == "visa_free"


def test_the_contract_shown_is_a_duty_done():
    person = make_person()
    patent = make_patent("issued", case=make_case("granted", person=person))
    document = person.documents.create(
        kind="contract_copy", file="x", shown_name="x", content_type="application/pdf", size=1, sha256="0" * 64, uploaded_by=person.user
    )
    today = clock.today()
    ContractNotice.objects.create(
        patent=patent, number="1", document=document, employer_name="ООО", received_at=clock.now(), received_on=today, due_on=today
    )
    assert duties(person)["contract"]["state"] == "done"


def test_who_came_to_work_applies_within_thirty_days_until_the_application_is_sent():
    person = make_person()
    entered = person.entries.get().entered_on
    asked = duties(person)["patent_application"]
    assert asked["due"]["date"] == (entered + 30 * ONE).isoformat()
    assert asked["url"] == reverse("cases:start", args=["work-patent"])
    make_case("submitted", person=person)
    assert duties(person)["patent_application"]["state"] == "waiting"


def test_the_exam_of_the_last_application_ends_after_three_years():
    person = make_person()
    make_case(
        "submitted",
        person=person,
        answers={"exam": {"kind": "certificate", "issued_on": "2025-06-30"}, "medical": {"issued_on": "nonsense"}},
    )
    assert duties(person)["exam"]["due"]["date"] == "2028-06-30"


def test_an_extended_permit_is_the_ground_through_the_extended_day():
    person = make_person()
    today = clock.today()
    make_permit(person=person, issued_on=today - 900 * ONE, valid_until_stated=today - ONE, valid_until=today + 10 * ONE)
    assert api(person)["ground"]["until"]["date"] == (today + 10 * ONE).isoformat()


def test_a_member_of_staff_has_no_status_and_nobody_sees_anothers():
    mine, theirs = make_person(), make_person(citizenship="UZ")
    assert browser(make_user("officer")).get(PAGE).status_code == 403
    assert browser(None).get(PAGE).status_code == 302
    assert theirs.pk != mine.pk
    assert "Uzbekistan" not in str(api(mine))


def test_without_a_profile_the_page_asks():
    user = make_user()
    words = browser(user, language="en").get(PAGE).content.decode()
    assert "Whose citizen are you?" in words
    assert "When did you last enter Russia?" in words
    assert not Person.objects.filter(user=user).exists()


def test_a_question_leads_to_the_page_that_asks_it_and_back():
    person = make_person()
    Stay.objects.create(person=person, entered_on=date(2025, 1, 1))
    words = page(person)
    assert f'href="/profile/stays/?next={PAGE}"' in words
    assert "Some dates do not fit together" in words


def test_what_if_is_counted_and_not_kept():
    person = make_person()
    before = Event.objects.count()
    today = clock.today()
    words = page(person, f"?leave={today:%d.%m.%Y}&back={today + 2 * ONE:%d.%m.%Y}")
    assert "If you come back on" in words
    assert api(person, f"?leave={today}")["what_if"]["used"] == api(person)["counter"]["used"]
    assert (Stay.objects.count(), Event.objects.count()) == (0, before)


@pytest.mark.parametrize(
    "query",
    [
        "?on=0001-01-01",
        "?on=9999-12-31",
        "?on=31.02.2026",
        "?on=%00",
        "?leave=2026-03-02&back=2026-03-01",
        "?leave=x" * 50,
        "?back=1٣.03.2026",
        "?on={{7*7}}",
    ],
)
def test_bad_dates_are_refused_beside_the_field(query):
    person = make_person()
    answer = browser(person.user, language="en").get(PAGE + query)
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        assert "govuk-error-message" in answer.content.decode()
    refused = browser(person.user).get(API + query)
    assert refused.status_code == 400
    assert refused.json()["code"]


def test_a_past_day_before_the_law_that_the_portal_knows_is_answered_with_what_is_known():
    assert "govuk-heading-l" in page(make_person(), "?on=01.01.2014")


def test_operators_hear_of_a_figure_that_is_missing_today_and_not_of_one_asked_for_another_day(monkeypatch):
    person = make_person()
    client = browser(person.user, language="en")
    monkeypatch.setattr(reading, "read_book", lambda keys: read_book(set(keys) - {"permits.stay_total"}))
    assert "is not established here" in client.get(PAGE + "?on=01.12.2026").content.decode()
    gaps.record_found()
    assert not LegalGap.objects.exists()
    assert "is not established here" in client.get(PAGE).content.decode()
    gaps.record_found()
    assert list(LegalGap.objects.values_list("key", flat=True)) == ["permits.stay_total"]


class TestTelling:
    def key(self, person: Person) -> str:
        return duties(person)["medical"]["key"]

    def test_done_and_taken_back(self):
        person = make_person()
        client, key = browser(person.user), self.key(person)
        for _again in range(2):
            assert client.post(reverse("permits-status:done"), {"key": key}).status_code == 302
        assert duties(person)["medical"]["state"] == "done"
        assert Event.objects.filter(name="status.DutyToldDone").count() == 1
        client.post(reverse("permits-status:done"), {"key": key, "undo": "1"})
        assert duties(person)["medical"]["state"] != "done"

    @pytest.mark.parametrize("key", ["registration:x", "", "x" * 500, "payment:1", "\x00"])
    def test_only_what_is_the_persons_to_tell_can_be_told(self, key):
        person = make_person()
        assert browser(person.user).post(reverse("permits-status:done"), {"key": key}).status_code in {302, 400}
        assert not DutyDone.objects.exists()

    def test_what_an_address_shows_is_not_told_by_hand(self):
        person = make_person()
        with pytest.raises(NoSuchDuty):
            services.tell_done(person_id=person.pk, key=duties(person)["registration"]["key"], actor=SYSTEM)

    def test_a_contract_of_the_union_is_told_corrected_and_ended(self):
        person = make_person(citizenship="KG")
        client, address = browser(person.user, language="en"), reverse("permits-status:contract")
        assert "Do you work in Russia under a contract?" in page(person)
        client.post(address, {"begins_on": "01.11.2026", "ends_on": ""})
        assert api(person)["ground"]["code"] in {"contract", "visa_free"}  # by the day of the test
        client.post(address, {"begins_on": "01.11.2020", "ends_on": "31.12.2050"})
        assert api(person)["ground"]["until"]["date"] == "2050-12-31"
        assert WorkContract.objects.filter(retired_at=None).count() == 1
        client.post(address, {"act": "end"})
        assert not WorkContract.objects.filter(retired_at=None).exists()

    @pytest.mark.parametrize(("begins", "ends"), [("01.02.2026", "31.01.2026"), ("01.01.1900", ""), ("01.01.2099", ""), ("01.01.0001", "")])
    def test_an_impossible_contract_is_refused(self, begins, ends):
        person = make_person(citizenship="KG")
        answer = browser(person.user).post(reverse("permits-status:contract"), {"begins_on": begins, "ends_on": ends})
        assert answer.status_code == 200
        assert "govuk-error-message" in answer.content.decode()
        assert not WorkContract.objects.exists()


def test_the_home_page_offers_the_questions_of_the_status_to_who_told_nothing_yet():
    newcomer = make_user()
    home = browser(newcomer, language="en").get("/").content.decode()
    assert "Answer a few questions, and the portal says on which ground you are in Russia" in home
    assert f'href="{PAGE}"' in home
    asked = browser(newcomer, language="en").get(PAGE)
    assert asked.status_code == 200


def test_the_home_page_says_the_status_in_one_line():
    person = make_person()
    words = browser(person.user, language="en").get("/").content.decode()
    assert PAGE in words
    assert status_of(person).status.ground is not None
    assert "You may stay in Russia until" in words


def test_patents_are_read_for_this_person_alone():
    make_patent("issued", case=make_case("granted"))
    assert Patent.objects.count() == 1
    assert api(make_person())["ground"]["code"] == "visa_free"


def test_a_duty_that_is_done_at_an_office_leads_to_booking_and_back_and_no_more_when_it_is_done():
    person = make_person()
    booking = f'href="{reverse("appointments:book")}"'
    assert booking in page(person)
    assert reverse("permits-status:status") in browser(person.user).get(reverse("appointments:mine")).content.decode()
    services.tell_done(person_id=person.pk, key="fingerprints", actor=SYSTEM)
    assert booking not in page(person)


# ---- for a child


def test_a_parent_reads_the_childs_status_and_its_links_lead_to_the_childs_profile():
    held = make_child()
    Address.objects.filter(person=held.child).update(is_current=False)
    client, url = browser(held.guardian.user, language="en"), reverse("permits-status:child", args=[held.number])
    shown = client.get(url).content.decode()
    assert "you” is the child" in shown
    heading = shown.split("<h1", 1)[1].split("</h1>")[0]
    assert held.child.given_names in heading
    assert held.child.given_names in shown.split("<title>")[1].split("</title>")[0]
    assert reverse("profiles:child-address", args=[held.number]) in shown
    assert f'href="{reverse("profiles:address")}' not in shown
    assert url in client.get(reverse("profiles:children")).content.decode()


def test_a_duty_of_the_child_that_is_done_at_an_office_leads_to_booking_for_the_child():
    held = make_child()
    held.child.entries.update(purpose="work")
    book = f"{reverse('appointments:book')}?who={held.number}"
    client = browser(held.guardian.user, language="en")
    assert f'href="{book}"' in client.get(reverse("permits-status:child", args=[held.number])).content.decode()
    make_slot()
    assert client.get(book).context["form"]["who"].value() == [str(held.number)]


def test_the_childs_questions_come_back_to_the_childs_page():
    held = make_child(filled=False)
    url = reverse("permits-status:child", args=[held.number])
    shown = browser(held.guardian.user, language="en").get(url).content.decode()
    assert f"{reverse('profiles:child-entry', args=[held.number])}?next={url}" in shown


def test_page_and_api_of_a_child_say_the_same_and_differ_from_the_parents():
    held = make_child()
    held.child.entries.update(entered_on=clock.today() - 20 * ONE)
    on_page = {duty["code"]: duty["due"]["date"] for duty in api(held.guardian, f"?child={held.number}")["duties"]}
    of_child = {duty.code: duty.due.value.isoformat() for duty in status_of(held.child).status.duties}
    assert on_page == of_child
    assert on_page != {code: duty["due"]["date"] for code, duty in duties(held.guardian).items()}


def test_what_if_of_a_child_counts_the_childs_days():
    held = make_child()
    leave, back = clock.today() + 5 * ONE, clock.today() + 9 * ONE
    told = api(held.guardian, f"?child={held.number}&leave={leave}&back={back}")["what_if"]
    assert told["used"] == 16  # ten days before today, today, five after it
    query = f"?leave={leave:%d.%m.%Y}&back={back:%d.%m.%Y}"
    shown = browser(held.guardian.user, language="en").get(reverse("permits-status:child", args=[held.number]) + query)
    assert shown.context["what_if"].used.value.used == 16


def test_a_parent_says_for_the_child_that_a_duty_is_done():
    held = make_child()
    make_permit("temporary_stay", person=held.child)
    Person.objects.filter(pk=held.child_id).update(birth_date=clock.today() - 17 * 365 * ONE)
    client, url = browser(held.guardian.user), reverse("permits-status:child-done", args=[held.number])
    assert client.post(url, {"key": "fingerprints"}).url == reverse("permits-status:child", args=[held.number])
    assert DutyDone.objects.get().person_id == held.child_id
    client.post(url, {"key": "fingerprints", "undo": "1"})
    assert not DutyDone.objects.filter(taken_back_at=None).exists()


def test_nobody_else_finds_the_childs_status_and_nobody_after_the_end():
    held = make_child()
    urls = [reverse("permits-status:child", args=[held.number]), f"{API}?child={held.number}"]
    stranger, parent = browser(make_person().user), browser(held.guardian.user)
    assert [stranger.get(url).status_code for url in urls] == [404, 404]
    assert stranger.post(reverse("permits-status:child-done", args=[held.number]), {"key": "fingerprints"}).status_code == 404
    assert [parent.get(url).status_code for url in urls] == [200, 200]
    Guardianship.objects.filter(pk=held.pk).update(ended_on=clock.today(), end_reason="guardian")
    assert [parent.get(url).status_code for url in urls] == [404, 404]
    assert parent.get(f"{API}?child=nonsense").status_code == 400


def test_the_childs_page_takes_at_most_fifteen_queries_whatever_the_history(django_assert_max_num_queries):
    held = make_child()
    history(held.child)
    client = browser(held.guardian.user)
    with django_assert_max_num_queries(15):
        assert client.get(reverse("permits-status:child", args=[held.number])).status_code == 200
    with django_assert_max_num_queries(15):
        assert client.get(f"{API}?child={held.number}").status_code == 200
