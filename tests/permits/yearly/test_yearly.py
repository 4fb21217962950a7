"""Each year a resident tells that she still lives in Russia: a notice with a receipt, never a decision."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from permits.models import Permit
from permits.services import end_permit
from permits.status.reading import status_of
from permits.status.rules.values import Duty
from permits.status.services import tell_done
from permits.yearly.errors import CameAnotherDay, InPersonOnly, NothingToTell
from permits.yearly.models import YearlyNotice
from permits.yearly.selectors import open_years, without_notice
from permits.yearly.services import record_in_person, send_yearly_notice
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.events.tasks import dispatch_events
from portal.legal.calendar import add_months
from portal.notifications.models import Message
from profiles.models import AccessRecord, Person
from tests.factories import make_child, make_office, make_permit, make_user, sign_in
from tests.profiles.test_races import at_once

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
ISSUED, ENDS = date(2024, 3, 16), date(2027, 3, 16)
EN = {"accept-language": "en"}


def rvp(**fields: Any) -> Permit:
    return make_permit("temporary_residence", **{"issued_on": ISSUED, "valid_until_stated": ENDS, **fields})


def vnzh(**fields: Any) -> Permit:
    return make_permit("permanent_residence", **{"issued_on": ISSUED, "valid_until_stated": None, **fields})


def waiting(permit: Permit, on: date) -> list[tuple[int, bool]]:
    return [(year.number, year.is_missed(on)) for year in open_years(permit, on=on)]


def tell(permit: Permit, year: int, on: date) -> YearlyNotice:
    return send_yearly_notice(permit_id=permit.pk, year=year, address="Moscow", actor=SYSTEM, on=on)


@pytest.mark.parametrize(
    ("on", "years"),
    [
        (date(2025, 3, 15), []),
        (date(2025, 3, 16), [(1, False)]),
        (date(2025, 5, 16), [(1, False)]),  # two months
        (date(2025, 5, 17), [(1, True)]),
        (date(2026, 3, 16), [(1, True), (2, False)]),
    ],
)
def test_two_months_after_each_full_year_are_in_time(on, years):
    assert waiting(rvp(), on) == years


def test_the_status_leads_to_the_notice_and_knows_that_it_came():
    permit, on = rvp(), date(2025, 4, 1)

    def duty() -> Duty:
        return next(duty for duty in status_of(permit.person, on=on).status.duties if duty.code == "yearly_notice")

    assert not duty().done
    page = sign_in(permit.person.user).get(reverse("permits-status:status"), {"on": f"{on:%d.%m.%Y}"})
    address = reverse("yearly:notice", args=[permit.kind, permit.series, permit.number])
    assert address in page.content.decode()
    tell(permit, 1, on)
    assert duty().done


def test_a_missed_year_stays_on_the_status_as_late_until_somebody_tells_about_it():
    permit, last = rvp(), date(2025, 5, 16)

    def missed(on: date) -> list[tuple[str, str, date]]:
        found = [duty for duty in status_of(permit.person, on=on).status.duties if duty.code == "yearly_notice_missed"]
        return [(duty.key.rpartition(":")[2], duty.state(on), duty.due.value) for duty in found]

    late = [("1", "late", last)]
    assert [missed(last), missed(last + ONE), missed(date(2026, 4, 1))] == [[], late, late]
    tell(permit, 2, date(2026, 4, 1))  # of the next year: the first is as late as before
    assert missed(date(2026, 4, 2)) == late
    tell(permit, 1, date(2026, 4, 2))
    assert missed(date(2026, 4, 2)) == []


@pytest.mark.parametrize(
    ("language", "missed", "to_do"),
    [
        ("en", "Missed: Yearly notice of residence, year 1 of the permit. It was due by", "Send it now: it is taken late too"),
        ("ru", "Пропущено: Ежегодное уведомление о проживании, год 1 по этому разрешению. Нужно было сделать до", "Отправьте его сейчас"),
    ],
)
def test_home_and_status_call_a_missed_notice_missed_and_say_what_to_do(language: str, missed: str, to_do: str):
    permit = rvp(issued_on=add_months(clock.today(), -20), valid_until_stated=add_months(clock.today(), 16))
    client = sign_in(permit.person.user)
    home = client.get("/", headers={"accept-language": language}).content.decode()
    assert missed in home
    assert to_do in home
    following = home.split("Next: " if language == "en" else "Ближайшее: ")[1].split("</p>")[0]
    assert ("ago" if language == "en" else "назад") not in following
    status = client.get("/permits/status/", headers={"accept-language": language}).content.decode()
    assert ("Was due by" if language == "en" else "Нужно было до") in status
    assert to_do in status


def test_on_its_last_day_a_notice_is_still_the_next_thing_and_the_day_after_missed():
    permit, last = rvp(), date(2025, 5, 16)
    client = sign_in(permit.person.user)

    def word(on: date) -> str:
        page = client.get("/permits/status/", {"on": f"{on:%d.%m.%Y}"}, headers=EN).content.decode()
        return page.split("Yearly notice of residence")[0].rpartition("portal-timeline__date")[2]

    assert "Was due by" not in word(last)
    assert "Was due by" in word(last + ONE)
    assert "Not done" in word(last + ONE)


def test_who_told_the_office_says_so_and_the_missed_year_is_done():
    permit = vnzh(issued_on=add_months(clock.today(), -20))
    key = f"yearly_notice:permanent_residence:77 {permit.number}:1"

    def is_open() -> bool:
        return key in {duty.key for duty in status_of(permit.person).status.open_duties()}

    assert is_open()
    tell_done(person_id=permit.person_id, key=key, actor=SYSTEM)
    assert not is_open()


def test_a_permit_that_ended_or_of_another_kind_asks_for_nothing():
    permit = rvp()
    end_permit(permit_id=permit.pk, status="annulled", actor=SYSTEM, on=date(2025, 4, 1))
    permit.refresh_from_db()
    assert waiting(permit, date(2025, 4, 1)) == []
    assert waiting(make_permit("study_residence", issued_on=ISSUED, valid_until_stated=ENDS), date(2025, 4, 1)) == []


def test_a_notice_is_kept_with_its_receipt_and_told_once():
    permit = rvp()
    notice = tell(permit, 1, date(2025, 5, 16))
    assert (notice.due_on, notice.is_late, waiting(permit, date(2025, 5, 16))) == (date(2025, 5, 16), False, [])
    with pytest.raises(NothingToTell):
        tell(permit, 1, date(2025, 5, 16))
    assert Event.objects.filter(name="yearly.YearlyNoticeReceived").count() == 1


def test_after_the_last_day_it_is_taken_all_the_same_as_late():
    assert tell(rvp(), 1, date(2025, 5, 17)).is_late


def test_before_the_year_is_full_there_is_nothing_to_tell():
    with pytest.raises(NothingToTell):
        tell(rvp(), 1, date(2025, 3, 15))


def test_every_fifth_year_of_a_residence_permit_is_told_in_person_and_of_a_temporary_one_never():
    permit = vnzh(issued_on=date(2020, 3, 16))
    for year in range(1, 5):
        tell(permit, year, date(2025, 3, 16))
    with pytest.raises(InPersonOnly):
        tell(permit, 5, date(2025, 3, 16))
    assert not any(year.in_person for year in open_years(rvp(), on=date(2027, 3, 16)))


def test_a_notice_is_a_fact_and_the_database_takes_one_for_a_year():
    permit = rvp()
    notice = tell(permit, 1, date(2025, 4, 1))
    with pytest.raises(InternalError), transaction.atomic():
        YearlyNotice.objects.filter(pk=notice.pk).update(address="elsewhere")
    with pytest.raises(IntegrityError), transaction.atomic():
        YearlyNotice.objects.create(
            permit=permit, year=1, number="x", address="x", received_at=clock.now(), received_on=ISSUED, due_on=ISSUED
        )


def test_officers_see_who_missed_a_year_in_their_region_and_nothing_is_annulled():
    make_office()
    on = date(2026, 6, 1)
    permit, told = rvp(), rvp()
    tell(told, 1, date(2025, 4, 1))
    tell(told, 2, date(2026, 4, 1))
    rvp(region="78", series="78")
    found = without_notice(make_user("officer"), on=on)
    assert [(one, [year.number for year in years]) for one, years in found] == [(permit, [1, 2])]
    permit.refresh_from_db()
    assert permit.status == "in_force"


def test_the_list_goes_on_where_the_page_before_ended(monkeypatch):
    make_office()
    monkeypatch.setattr("permits.yearly.selectors.MOST_LISTED", 2)
    monkeypatch.setattr("permits.yearly.officer.MOST_LISTED", 2)
    missed = [rvp(issued_on=clock.today() - timedelta(days=days), valid_until_stated=clock.today() + ONE) for days in (500, 500, 480)]
    client = sign_in(make_user("officer"))
    first = client.get("/admin/residents-without-notice/", headers=EN).content.decode()
    assert [permit.number in first for permit in missed] == [True, True, False]
    address = f"/admin/residents-without-notice/?after={missed[1].pk}"
    assert address in first
    second = client.get(address, headers=EN).content.decode()
    assert [permit.number in second for permit in missed] == [False, False, True]
    assert ("Next page" in first, "Next page" in second) == (True, False)
    assert client.get("/admin/residents-without-notice/?after=²", headers=EN).status_code == 200
    assert "Nobody else is on the list" in client.get(f"/admin/residents-without-notice/?after={missed[2].pk}", headers=EN).content.decode()


# ---- pages


def due_now() -> Permit:
    return rvp(issued_on=add_months(clock.today(), -13), valid_until_stated=add_months(clock.today(), 23))


def test_the_holder_sends_it_from_the_home_page_and_gets_a_receipt():
    permit = due_now()
    client, url = sign_in(permit.person.user), f"/permits/temporary_residence/77/{permit.number}/yearly/"
    assert url in client.get("/", headers=EN).content.decode()
    assert "Москва, Примерная ул., 1" in client.get(url, headers=EN).content.decode()
    page = client.post(url, {"address": "Москва, Примерная ул., 5", "year": 1}, follow=True, headers=EN).content.decode()
    notice = YearlyNotice.objects.get()
    assert notice.number in page
    assert url not in client.get("/", headers=EN).content.decode()
    dispatch_events()
    assert Message.objects.filter(recipient=permit.person.user, subject__contains=notice.number).exists()
    assert client.get(url).status_code == 302


def test_nobody_else_sends_it():
    permit = due_now()
    url = f"/permits/temporary_residence/77/{permit.number}/yearly/"
    assert sign_in(make_user()).post(url, {"address": "x"}).status_code == 404
    assert not YearlyNotice.objects.exists()


def test_in_the_fifth_year_the_page_says_where_to_go_and_takes_nothing():
    permit = vnzh(issued_on=add_months(clock.today(), -60))
    for year in range(1, 5):
        tell(permit, year, clock.today())
    client, url = sign_in(permit.person.user), f"/permits/permanent_residence/77/{permit.number}/yearly/"
    assert "given in person" in client.get(url, headers=EN).content.decode()
    client.post(url, {"address": "x", "year": 5})
    assert YearlyNotice.objects.filter(year=5).count() == 0


def test_the_year_whose_last_day_is_coming_is_asked_for_before_those_that_are_late():
    """Who holds a residence permit of before the portal has old years to tell about, one of them in person: none keeps the new one
    from being sent in time."""
    permit = vnzh(issued_on=add_months(clock.today(), -73))
    client, url = sign_in(permit.person.user), f"/permits/permanent_residence/77/{permit.number}/yearly/"
    asked = []
    while (page := client.get(url, headers=EN)).status_code == 200 and "given in person" not in page.text:
        year = page.context["year"].number
        assert f"Year {year} of your permit" in page.text
        client.post(url, {"address": "x", "year": year})
        asked.append(year)
    assert asked == [6, 1, 2, 3, 4]
    assert list(YearlyNotice.objects.order_by("pk").values_list("year", flat=True)) == asked
    assert "given in person" in page.text  # of the fifth, which is left


def test_the_same_form_sent_twice_tells_about_one_year():
    permit = rvp(issued_on=add_months(clock.today(), -25), valid_until_stated=add_months(clock.today(), 11))
    client, url = sign_in(permit.person.user), f"/permits/temporary_residence/77/{permit.number}/yearly/"
    form = {"address": "x", "year": client.get(url).context["form"]["year"].value()}
    answers = [client.post(url, form).status_code for _again in range(2)]
    assert answers == [302, 302]
    assert list(YearlyNotice.objects.values_list("year", flat=True)) == [2]


def test_the_officers_list_asks_as_much_for_twenty_as_for_one():
    make_office()
    client, missed = sign_in(make_user("officer")), {"issued_on": clock.today() - timedelta(days=500)}

    def questions() -> int:
        client.get("/admin/residents-without-notice/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/admin/residents-without-notice/").status_code == 200
        return len(asked)

    rvp(**missed, valid_until_stated=clock.today() + ONE)
    alone = questions()
    for _number in range(19):
        rvp(**missed, valid_until_stated=clock.today() + ONE)
    assert questions() == alone


def test_an_officer_does_not_see_her_own_child_in_the_list():
    office = make_office()
    held = make_child()
    permit = rvp(person=held.child, issued_on=clock.today() - timedelta(days=500), valid_until_stated=clock.today() + ONE)
    assert [one for one, _years in without_notice(make_user("officer", office=office), on=clock.today())] == [permit]
    held.guardian.user = make_user("officer", office=office)
    held.guardian.save()
    assert without_notice(held.guardian.user, on=clock.today()) == []


def test_the_officers_page_lists_the_missed_years():
    permit = rvp(issued_on=clock.today() - timedelta(days=500), valid_until_stated=clock.today() + timedelta(days=500))
    Person.objects.filter(pk=permit.person_id).update(phone="+79000000077")
    page = sign_in(make_user("officer")).get("/admin/residents-without-notice/", headers=EN).content.decode()
    assert permit.number in page
    assert permit.person.family_name in page
    assert "tel:+79000000077" in page
    assert AccessRecord.objects.get(person=permit.person).reason == f"{permit.series} {permit.number}"


# ---- given in person


def five_years() -> Permit:
    """A residence permit whose fifth year is full, the four before it told."""
    permit = vnzh(issued_on=add_months(clock.today(), -61))
    for year in range(1, 5):
        tell(permit, year, clock.today())
    return permit


def record(permit: Permit, officer: Any, *, year: int = 5, came_on: date | None = None) -> YearlyNotice:
    today = clock.today()
    return record_in_person(permit_id=permit.pk, year=year, address="Москва", came_on=came_on or today, actor=actor_of(officer), on=today)


def test_the_status_sends_nobody_to_a_page_for_what_is_given_in_person():
    permit = five_years()
    duty = next(one for one in status_of(permit.person).status.duties if one.key.endswith(":5"))
    with override("en"):
        assert str(duty.what).startswith("The notice for this year is given in person: come to the office")
        assert str(duty.missed).startswith("Come to the office of your region now")
        assert str(duty.action.text) == "How to give the notice"
        other = next(
            one for one in status_of(vnzh(issued_on=add_months(clock.today(), -13)).person).status.duties if one.key.endswith(":1")
        )
        assert str(other.missed).startswith("Send it now")


def test_an_officer_writes_down_the_fifth_year_and_the_holder_gets_the_receipt():
    permit, officer = five_years(), make_user("officer")
    notice = record(permit, officer)
    assert (notice.recorded_by, notice.is_late, open_years(permit, on=clock.today())) == (officer, False, [])
    event = Event.objects.filter(name="yearly.YearlyNoticeReceived").latest("pk")
    assert (event.actor_id, event.payload["in_person"]) == (officer.pk, True)
    dispatch_events()
    message = Message.objects.get(recipient=permit.person.user, channel="inbox", subject__contains=notice.number)
    assert "given in person at the office" in message.body
    assert "yearly_notice_missed" not in {duty.code for duty in status_of(permit.person).status.open_duties()}


def test_the_day_that_counts_is_the_day_on_which_the_holder_came():
    permit, officer, today = vnzh(issued_on=add_months(clock.today(), -64)), make_user("officer"), clock.today()
    opens = add_months(permit.issued_on, 60)
    for wrong in (opens - ONE, today + ONE):
        with pytest.raises(CameAnotherDay):
            record(permit, officer, came_on=wrong)
    assert not YearlyNotice.objects.exists()
    assert record(permit, officer, came_on=opens).is_late is False
    assert record(permit, officer, year=4).is_late


def test_what_was_told_already_or_is_not_due_is_not_written_down():
    permit, officer = five_years(), make_user("officer")
    for year in (1, 6):
        with pytest.raises(NothingToTell):
            record(permit, officer, year=year)
    record(permit, officer)
    with pytest.raises(NothingToTell):
        record(permit, officer)


@pytest.mark.django_db(transaction=True)
def test_of_two_desks_at_once_one_writes_it_down():
    permit, officers = five_years(), [make_user("officer") for _one in range(4)]
    answers = at_once(lambda number: record(permit, officers[number]))
    assert sum(isinstance(one, YearlyNotice) for one in answers) == 1
    assert sum(isinstance(one, NothingToTell) for one in answers) == 3


def test_an_officer_finds_the_permit_by_the_paper_and_does_it_by_the_page():
    permit = five_years()
    client, find = sign_in(make_user("officer")), "/admin/residents-without-notice/find/"
    typed = {"kind": permit.kind, "series": permit.series, "number": permit.number}
    assert client.post(find, {**typed, "number": permit.number + "0"}, headers=EN).status_code == 422
    page = client.post(find, typed, headers=EN)["Location"]
    assert page == f"/admin/residents-without-notice/{permit.pk}/"
    assert "in person alone" in client.get(page, headers=EN).text
    told = {"year": 5, "came_on": f"{clock.today():%d.%m.%Y}", "address": "Москва, Примерная ул., 5"}
    refused = client.post(page, told, headers=EN)
    assert refused.status_code == 422
    assert "Compare permit and passport with the person first." in refused.text
    assert client.post(page, {**told, "compared": "on", "came_on": "01.01.2019"}, headers=EN).status_code == 422
    assert YearlyNotice.objects.filter(year=5).count() == 0
    assert client.post(page, {**told, "compared": "on"}, headers=EN).status_code == 302
    assert client.post(page, {**told, "compared": "on"}, headers=EN).status_code == 422
    notice = YearlyNotice.objects.get(year=5)
    assert notice.number in client.get(page, headers=EN).text
    assert AccessRecord.objects.filter(person=permit.person, what="permit").exists()


def test_another_region_and_an_officer_close_to_the_holder_do_not_reach_it():
    permit = five_years()
    page = f"/admin/residents-without-notice/{permit.pk}/"
    assert sign_in(make_user("officer", office=make_office("780-001"))).get(page).status_code == 404
    held = make_child()
    own = vnzh(person=held.child, issued_on=add_months(clock.today(), -61))
    held.guardian.user = make_user("officer")
    held.guardian.save()
    client = sign_in(held.guardian.user)
    assert client.get(page).status_code == 200
    assert client.get(f"/admin/residents-without-notice/{own.pk}/").status_code == 404
    assert client.post(f"/admin/residents-without-notice/{own.pk}/", {"year": 5}).status_code == 404
    assert sign_in(make_user("analyst")).get(page).status_code == 403


def test_home_sends_the_holder_to_the_office_in_the_fifth_year():
    permit = five_years()
    home = sign_in(permit.person.user).get("/", headers=EN).text
    assert "This year it is given in person" in home
    assert "Send the notice" not in home
