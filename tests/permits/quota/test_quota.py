"""Places of the quota: reserved with the application, used by the grant, free again otherwise; never one too many."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

import permits.quota.admin
from cases import services
from cases.errors import NotEligible
from permits.models import Permit
from permits.quota.admin import QuotaAdmin
from permits.quota.errors import NoPlacesLeft, QuotaBelowTaken
from permits.quota.invariants import counts_differ, places_do_not_fit
from permits.quota.models import Quota, QuotaPlace
from permits.quota.services import set_quota
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.legal import gaps
from portal.legal.models import LegalGap
from tests.factories import make_user, sign_in
from tests.permits.residence import answers, decide, make_quota, ready, send

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
ADD = "/admin/quota/quota/add/"


def counts() -> tuple[int, int, int]:
    quota = Quota.objects.get()
    return quota.reserved, quota.used, quota.left


def test_sending_reserves_a_place_and_the_grant_uses_it():
    make_quota(2)
    case = send(ready())
    assert (counts(), case.quota_place.state) == ((1, 0, 1), "reserved")
    decide(case)
    assert (counts(), QuotaPlace.objects.get().state) == ((0, 1, 1), "used")
    assert Permit.objects.get().ground == "QUOTA"


def test_a_refusal_and_a_withdrawal_free_the_place():
    make_quota(1)
    decide(send(ready()), "refused", ground="CONVICTION")
    assert counts() == (0, 0, 1)
    case = send(ready())
    services.withdraw_case(case_id=case.pk, actor=actor_of(case.person.user))
    assert counts() == (0, 0, 1)
    assert [place.state for place in QuotaPlace.objects.all()] == ["released", "released"]


def test_a_withdrawn_draft_frees_nothing_that_it_never_had():
    make_quota(1)
    case = ready()
    services.withdraw_case(case_id=case.pk, actor=actor_of(case.person.user))
    assert counts() == (0, 0, 1)


def test_the_last_place_is_given_once():
    make_quota(1)
    send(ready())
    with pytest.raises(NotEligible):
        send(ready())
    assert (counts(), QuotaPlace.objects.count()) == ((1, 0, 0), 1)


def test_a_place_lost_between_the_rules_and_the_lock_stops_the_sending_whole(monkeypatch):
    make_quota(1)
    case = ready()
    send(ready())
    monkeypatch.setattr("permits.procedures.temporary_residence.TemporaryResidence._quota", lambda *_: [])
    with pytest.raises(NoPlacesLeft), transaction.atomic():
        send(case)
    case.refresh_from_db()
    assert (case.status, QuotaPlace.objects.count()) == ("draft", 1)


def test_a_ground_without_quota_takes_no_place_and_needs_no_quota():
    case = send(ready(given=answers(ground={"ground": "SPOUSE_OF_CITIZEN"})))
    assert (case.status, Quota.objects.count(), QuotaPlace.objects.count()) == ("submitted", 0, 0)


def test_the_quota_of_another_year_or_region_gives_no_place():
    make_quota(5, year=clock.today().year + 1)
    make_quota(5, region="78")
    with pytest.raises(NotEligible):
        send(ready())


def test_a_quota_that_is_not_entered_stops_the_application_and_rings_an_operator():
    case = ready()
    with pytest.raises(NotEligible):
        send(case)
    gaps.record_found()
    gap = LegalGap.objects.get()
    assert (gap.key, gap.scope) == ("permits.quota", "77")
    assert Event.objects.filter(name="legal.LegalValueMissing").count() == 1


def test_the_operator_is_led_to_the_page_of_quotas(client):
    from portal.notifications.registry import notices_of

    operator = make_user("operator")
    with pytest.raises(NotEligible):
        send(ready())
    gaps.record_found()
    notice = next(n for n in notices_of(Event.objects.get(name="legal.LegalValueMissing")) if n.user_id == operator.pk)
    assert notice.url == ADD


def test_the_database_itself_refuses_a_place_too_many():
    quota = make_quota(1)
    Quota.objects.filter(pk=quota.pk).update(used=1)
    for fields in ({"reserved": 1}, {"used": 2}, {"places": 0}, {"citation": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Quota.objects.filter(pk=quota.pk).update(**fields)


def test_a_quota_never_becomes_smaller_than_what_is_taken():
    make_quota(3)
    send(ready())
    decide(send(ready()))
    actor = actor_of(make_user("operator"))
    told = {"region": "77", "year": clock.today().year, "citation": "Act 2", "actor": actor}
    with pytest.raises(QuotaBelowTaken), transaction.atomic():
        set_quota(places=1, **told)
    assert set_quota(places=2, **told).left == 0


def test_every_movement_is_an_event():
    make_quota(2)
    decide(send(ready()))
    decide(send(ready()), "refused", ground="CONVICTION")
    names = list(Event.objects.filter(subject_type="quota.quota").order_by("pk").values_list("name", flat=True))
    assert names == ["quota.QuotaSet", "quota.PlaceReserved", "quota.PlaceUsed", "quota.PlaceReserved", "quota.PlaceReleased"]


def test_the_invariants_hold_and_see_a_count_or_a_place_that_is_wrong():
    quota = make_quota(3)
    decide(send(ready()))
    case = send(ready())
    assert (counts_differ(), places_do_not_fit()) == (0, 0)
    Quota.objects.filter(pk=quota.pk).update(reserved=0)
    assert counts_differ() == 1
    Quota.objects.filter(pk=quota.pk).update(reserved=1)
    type(case).objects.filter(pk=case.pk).update(status="withdrawn")
    assert places_do_not_fit() == 1


# ---- the officers' site


def test_an_operator_enters_a_quota_and_changes_it():
    client = sign_in(make_user("operator"))
    told = {"region": "77", "year": "2026", "places": "10", "citation": "Order 1-r of 1 December 2025"}
    assert client.post(ADD, told).status_code == 302
    quota = Quota.objects.get()
    assert (quota.places, quota.region) == (10, "77")
    assert client.post(f"/admin/quota/quota/{quota.pk}/change/", {"places": "12", "citation": "Order 2-r"}).status_code == 302
    quota.refresh_from_db()
    assert (quota.places, quota.year, quota.citation) == (12, 2026, "Order 2-r")


def test_below_what_is_taken_is_said_beside_the_field_and_nothing_changes():
    quota = make_quota(2)
    send(ready())
    answer = sign_in(make_user("operator")).post(
        f"/admin/quota/quota/{quota.pk}/change/", {"places": "0", "citation": "Order 2-r"}, headers=EN
    )
    assert "1 places are reserved or used already" in answer.content.decode()
    assert Quota.objects.get().places == 2


def test_a_place_taken_while_the_form_was_read_is_seen_before_anything_is_written(monkeypatch):
    quota, read = make_quota(2), QuotaAdmin.get_object

    def read_then_reserve(self, *args, **kwargs):
        found = read(self, *args, **kwargs)
        Quota.objects.filter(pk=quota.pk).update(reserved=2)
        return found

    monkeypatch.setattr(QuotaAdmin, "get_object", read_then_reserve)
    told = {"places": "1", "citation": "Order 2-r"}
    answer = sign_in(make_user("operator")).post(f"/admin/quota/quota/{quota.pk}/change/", told, headers=EN)
    assert (answer.status_code, "2 places are reserved or used already" in answer.content.decode()) == (200, True)
    assert Quota.objects.get().places == 2


def test_a_region_and_year_that_somebody_else_just_entered_is_not_overwritten(monkeypatch):
    hold = permits.quota.admin.hold_name

    def somebody_is_faster(region: str, year: int) -> None:
        hold(region, year)
        make_quota(5, region=region, year=year)

    monkeypatch.setattr(permits.quota.admin, "hold_name", somebody_is_faster)
    told = {"region": "77", "year": "2026", "places": "10", "citation": "Order 1-r"}
    assert sign_in(make_user("operator")).post(ADD, told).status_code == 200
    assert Quota.objects.get().places == 5


def test_a_supervisor_enters_only_the_regions_of_her_office():
    client = sign_in(make_user("supervisor"))
    told = {"year": "2026", "places": "10", "citation": "Order 1-r"}
    assert client.post(ADD, {**told, "region": "78"}).status_code == 200
    assert client.post(ADD, {**told, "region": "77"}).status_code == 302
    assert Quota.objects.get().region == "77"
    petersburg = make_quota(1, region="78")
    assert client.get(f"/admin/quota/quota/{petersburg.pk}/change/").status_code == 302


@pytest.mark.parametrize(("field", "value"), [("year", "1990"), ("places", "-1"), ("citation", ""), ("region", "00")])
def test_a_row_that_cannot_be_is_refused_with_words(field, value):
    told = {"region": "77", "year": "2026", "places": "10", "citation": "Order 1-r", field: value}
    answer = sign_in(make_user("operator")).post(ADD, told)
    assert (answer.status_code, Quota.objects.count()) == (200, 0)
    assert field in answer.context["adminform"].form.errors


def test_officers_read_quotas_and_change_none():
    quota = make_quota(1)
    client = sign_in(make_user("officer"))
    assert client.get("/admin/quota/quota/").status_code == 200
    assert client.post(f"/admin/quota/quota/{quota.pk}/change/", {"places": "9", "citation": "x"}).status_code == 403


def test_the_year_of_the_place_is_that_of_the_day_of_sending():
    make_quota(1, year=2026)
    person = ready(given=answers(medical={"issued_on": "2026-12-01"}))
    case = send(person, on=date(2026, 12, 31))
    assert case.quota_place.quota.year == 2026
