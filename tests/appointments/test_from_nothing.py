"""A new installation: an operator writes down what people come for, a supervisor opens the office, and times can be booked."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.models import Booking, Desk, Reception, Service, ServiceAtOffice, Slot
from appointments.planning.errors import ReceptionOpenAlready, ServiceCodeKnown
from appointments.planning.reach import reach_of
from appointments.planning.services import add_service, change_service, open_reception
from appointments.services import book_slot, cancel_booking
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.legal import regions
from tests.appointments.world import english, make_offered, make_reception, make_service, make_slot, when
from tests.appointments.world import opened as opened_now
from tests.factories import make_case, make_office, make_person, make_user

pytestmark = pytest.mark.django_db

TYPED = {
    "code": "fingerprints", "name_ru": "Отпечатки пальцев", "name_en": "Fingerprints", "bring_ru": "паспорт\r\nкарта",
    "bring_en": "passport\r\ncard", "procedures": ["work-patent"], "confirms": ["biometrics"], "changes": "3", "changes_days": "30",
}  # fmt: skip
VALUES: dict[str, Any] = {
    "name_ru": "Отпечатки пальцев и оригиналы", "name_en": "Fingerprints and originals", "bring_ru": "", "bring_en": "",
    "procedures": ["work-patent"], "confirms": ["originals", "biometrics"], "changes": 3, "changes_days": 30,
}  # fmt: skip


def test_from_nothing_to_a_booked_time_by_these_pages_alone() -> None:
    office = make_office()
    operator, supervisor = english(make_user("operator")), english(make_user("supervisor", office=office))
    assert "First say what people can come for" in supervisor.get(reverse("admin:planning"), follow=True).text
    assert "Ask an operator for it" in supervisor.get(reverse("admin:planning_open", args=[office.code])).text
    assert operator.post(reverse("admin:planning_service_add"), TYPED)["Location"] == reverse("admin:planning_services")
    assert "Fingerprints" in supervisor.get(reverse("admin:planning_services")).text
    page = supervisor.get(reverse("admin:planning_open", args=[office.code]))
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    typed |= {"services": [Service.objects.get().pk], "desks": "1, 2 2", "step_free": "on"}
    opened = supervisor.post(reverse("admin:planning_open", args=[office.code]), typed)
    assert opened["Location"] == reverse("admin:planning_week", args=[office.code])
    assert Reception.objects.get().zone == regions.region(office.region).zone.key
    assert list(Desk.objects.order_by("pk").values_list("name", flat=True)) == ["1", "2"]
    hours = {
        "desk": Desk.objects.earliest("pk").pk, "offered": ServiceAtOffice.objects.get().pk, "weekdays": [0, 1, 2, 3, 4], "starts": "09:00",
        "ends": "18:00", "break_starts": "13:00", "break_ends": "14:00", "valid_from": f"{clock.today():%d.%m.%Y}", "valid_until": "",
        "keep": "1",
    }  # fmt: skip
    assert supervisor.post(reverse("admin:planning_add", args=[office.code, "hours"]), hours).status_code == 302
    assert not Slot.objects.filter(opens_at__lte=clock.now()).exists()  # its first days open like all: at a published hour
    opened_now(ServiceAtOffice.objects.get())
    slot = Slot.objects.filter(opens_at__lte=clock.now(), starts_at__gt=clock.now() + timedelta(hours=3)).earliest("starts_at")
    user = make_user()
    make_person(user)
    person = english(user)
    assert "Fingerprints" in person.get("/appointments/book/").text
    times = person.get(f"/appointments/book/fingerprints/{office.code}/", {"day": slot.day.isoformat()})
    assert f"{slot.at:%H:%M}" in times.text
    held = person.post(f"/appointments/book/fingerprints/{office.code}/", {"day": slot.day.isoformat(), "at": f"{slot.at:%H:%M}"})
    assert held.status_code == 302
    assert Booking.objects.get().slot == Slot.objects.get(pk=slot.pk)


def test_a_service_is_changed_after_its_reach_was_shown_and_who_comes_is_told_what_to_bring() -> None:
    user, operator = make_user(), make_user("operator")
    person = make_person(user)
    booking = book_slot(**when(make_slot()), person_id=person.pk, case_id=None, actor=SYSTEM)
    gone = book_slot(**when(make_slot(in_days=4)), person_id=make_person(make_user()).pk, actor=SYSTEM)
    cancel_booking(booking_id=gone.pk, actor=SYSTEM)
    client = english(operator)
    address = reverse("admin:planning_service_edit", args=["fingerprints"])
    typed = {**TYPED, "code": "another"}
    shown = client.post(address, typed).text
    assert "1 appointment ahead is for this service" in shown
    assert "gets a letter with the new list" in shown
    assert Service.objects.get().bring_en == ""
    client.post(address, {**typed, "keep": "1"})
    client.post(address, {**typed, "keep": "1"})
    service = Service.objects.get()
    assert (service.code, service.bring_en, service.confirms) == ("fingerprints", "passport\ncard", ["biometrics"])
    told = Event.objects.filter(name="appointments.BringingChanged")
    assert list(told.values_list("subject_id", flat=True)) == [booking.pk]
    changed = Event.objects.get(name="planning.ServiceChanged")
    assert (changed.actor_id, changed.payload["how"]) == (operator.pk, "changed")
    assert changed.payload["fields"] == ["bring_en", "bring_ru", "confirms", "name_en", "name_ru"]


def test_the_letter_brings_the_new_list_and_does_not_reach_who_cancelled() -> None:
    from appointments.messages import bringing

    user = make_user()
    booking = book_slot(**when(make_slot()), person_id=make_person(user).pk, actor=SYSTEM)
    change_service(service_id=booking.service_id, values={**VALUES, "bring_ru": "паспорт", "bring_en": "passport"}, actor=SYSTEM)
    event = Event.objects.get(name="appointments.BringingChanged")
    (notice,) = bringing(event)
    assert (notice.user_id, notice.context["service"].bring_en) == (user.pk, "passport")
    cancel_booking(booking_id=booking.pk, actor=SYSTEM)
    assert list(bringing(event)) == []


def test_what_a_change_would_cost_applications_is_counted() -> None:
    person = make_person(make_user())
    case = make_case("in_review", person=person, procedure="work-patent")
    booking = book_slot(**when(make_slot()), person_id=person.pk, actor=SYSTEM)
    Booking.objects.filter(pk=booking.pk).update(case=case)
    service = booking.service
    reach = reach_of(service, {**VALUES, "procedures": [], "confirms": ["biometrics"], "changes": 2})
    assert (reach.ahead, reach.told, reach.astray, [number for _words, number in reach.unproved], reach.limited) == (1, 0, 1, [1], True)
    same = reach_of(service, VALUES)
    assert (same.ahead, same.told, same.astray, same.unproved, same.limited) == (1, 0, 0, (), False)


def test_a_code_and_a_reception_are_there_once() -> None:
    operator, office = make_user("operator"), make_office()
    make_service("fingerprints")
    page = english(operator).post(reverse("admin:planning_service_add"), TYPED).text
    assert "There is a service with this code already." in page
    with pytest.raises(ServiceCodeKnown):
        add_service(values={**VALUES, "code": "fingerprints"}, actor=actor_of(operator))
    open_reception(office_id=office.pk, values={"zone": "Europe/Moscow"}, desks=["1", "1"], actor=actor_of(operator))
    with pytest.raises(ReceptionOpenAlready):
        open_reception(office_id=office.pk, values={"zone": "Europe/Moscow"}, actor=actor_of(operator))
    assert (Reception.objects.count(), Desk.objects.count(), Service.objects.count()) == (1, 1, 1)
    assert english(operator).get(reverse("admin:planning_open", args=[office.code])).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"bring_en": ""}, "Say what to bring in both languages."),
        ({"name_en": ""}, "Fill in"),
        ({"code": "с пробелом"}, "letters, numbers"),
        ({"procedures": ["no-such"]}, "no-such"),
        ({"changes": "0"}, "greater than or equal to 1"),
        ({"changes_days": "9999999"}, "less than or equal to 365"),
    ],
)
def test_a_service_that_cannot_be_is_refused_with_what_was_typed(wrong: dict[str, Any], words: str) -> None:
    page = english(make_user("operator")).post(reverse("admin:planning_service_add"), {**TYPED, **wrong}).text
    assert words in page
    assert "Отпечатки пальцев" in page
    assert not Service.objects.exists()


def test_supervisors_read_services_and_open_only_their_own_office() -> None:
    here, elsewhere = make_office(), make_office("780-001")
    supervisor: Client = english(make_user("supervisor", office=here))
    service = make_service()
    assert supervisor.get(reverse("admin:planning_services")).status_code == 200
    for address in (reverse("admin:planning_service_add"), reverse("admin:planning_service_edit", args=[service.code])):
        assert (supervisor.get(address).status_code, supervisor.post(address, TYPED).status_code) == (403, 403)
    assert supervisor.get(reverse("admin:planning_open", args=[here.code])).status_code == 200
    assert supervisor.post(reverse("admin:planning_open", args=[elsewhere.code]), {}).status_code == 404
    assert not Reception.objects.exists()


def test_the_list_says_at_how_many_offices_a_service_can_be_booked() -> None:
    service = make_service()
    make_offered(make_reception(), service)
    make_offered(make_reception(make_office("780-001")), service, is_offered=False)
    page = english(make_user("operator")).get(reverse("admin:planning_services")).text
    assert "at 1 office;" in page
