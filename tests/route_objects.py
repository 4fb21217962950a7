"""What addresses name: for each part of an address, how the owner's own object is made. `tests/test_routes.py` asks once for a world."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

from django.utils import timezone

from appointments.board.models import UnmarkedDay
from appointments.board.services import open_screen, walk_in
from appointments.draws.services import tend_draws
from appointments.models import DayChange
from appointments.waiting.models import WaitingEntry
from employment.models import Organisation
from employment.services import check_by_number, invite
from patents.card.models import Card, CardBatch
from patents.models import RegistryImport
from patents.services import open_charge
from permits.desk.models import PermitEnding
from permits.desk.selectors import token_of
from permits.interim.services import give_certificate_of_consideration
from permits.registration.models import ArrivalList, Host
from permits.status.services import make_address
from portal import clock
from portal.codes.lists import build_block
from portal.codes.models import StatusBlock
from portal.events.actor import SYSTEM, actor_of
from portal.jobs.models import Job
from portal.signing.certificates import card_signer
from portal.signing.models import SigningKey
from portal.signing.revocations import refresh_revocation_lists
from profiles.models import Person
from tests.appointments.draws.world import ask, make_draw, make_drawn
from tests.appointments.waiting.world import booked, free, open_offer, wait
from tests.appointments.world import make_offered, make_reception, make_service
from tests.employment.route_objects import NEWS
from tests.employment.world import make_consent
from tests.factories import make_case, make_child, make_office, make_payment, make_permit, make_removal, make_user
from tests.permits.extensions.documents import make_order
from tests.permits.hosts import confirm, file_for, make_host
from tests.permits.residence import make_quota


def _job(world: Any) -> Any:
    return Job.objects.create(kind="tests.rows", owner=world.owner, total=3, next_attempt_at=timezone.now()).pk


def _card(world: Any) -> Any:
    return Card.objects.create(patent=world.patent).pk


def _authority(_world: Any) -> str:
    card_signer()
    refresh_revocation_lists()
    return SigningKey.objects.get(purpose="card-csca").kid


def _card_batch(world: Any) -> Any:
    now = timezone.now()
    job = Job.objects.create(kind="patents.cards", owner=world.officer, state="done", next_attempt_at=now, finished_at=now)
    return CardBatch.objects.create(job=job, office=make_office()).pk


def _payment(world: Any) -> Any:
    return make_payment(world.patent).pk


def _charge(world: Any) -> Any:
    return open_charge(patent_id=world.patent.pk, purpose="tax_advance", period=2, actor=SYSTEM, on=clock.today()).pk


def _registry(world: Any) -> Any:
    now = timezone.now()
    return RegistryImport.objects.create(uploaded_by=world.supervisor, uploaded_at=now, format="csv", sha256="0" * 64).pk


def _refused_line(world: Any) -> Any:
    now = timezone.now()
    job = Job.objects.create(kind="patents.registry", owner=world.supervisor, state="done", next_attempt_at=now, finished_at=now)
    kept = RegistryImport.objects.create(uploaded_by=world.supervisor, uploaded_at=now, format="csv", sha256=uuid4().hex * 2, job=job)
    return kept.lines.create(number=2, problem="date", faults="paid_on", raw="UIP1;?;5", outcome="unreadable").pk


def _list_block(_world: Any) -> int:
    StatusBlock.objects.get_or_create(subject="patent", number=0)
    build_block("patent", 0)
    return 0


def _own(world: Any) -> Any:
    return Organisation.objects.get(number=world.made("org_number"))


def _check(world: Any) -> Any:
    asked = {"series": world.patent.series, "number": world.patent.number}
    return check_by_number(organisation_id=_own(world).pk, submission_key=uuid4(), actor=actor_of(world.owner), **asked).number


def _consent(world: Any) -> Any:
    return make_consent(_own(world), patent=world.patent)[0].number


def _invitation(world: Any) -> Any:
    told = {"email": "friend@test.example", "role": "hr"}
    return invite(organisation_id=_own(world).pk, actor=actor_of(world.owner), **told)[0].pk


def _stay(world: Any) -> Any:
    return (world.person.stays.filter(retired_at=None).first() or world.person.stays.create(left_on=clock.today())).pk


def _stay_of_a_child(world: Any) -> Any:
    child = Person.objects.get(guardians__number=world.made("child"))
    return (child.stays.filter(retired_at=None).first() or child.stays.create(left_on=clock.today())).pk


def _ended(world: Any) -> Any:
    """A permit that two officers have ended."""
    today = clock.today()
    permit = make_permit(person=world.person, status="annulled", ended_on=today)
    PermitEnding.objects.create(
        permit=permit, ground="CONVICTION", article="Federal Law 115-FZ, art. 7", reason="Words.", proposed_by=make_user("officer"),
        proposed_at=clock.now(), confirmed_by=make_user("officer"), confirmed_at=clock.now(), ends_on=today, appeal_by=today,
    )  # fmt: skip
    return permit


def _permit(world: Any) -> Any:
    """Its number and series are those of the owner's patent: addresses share their words."""
    series, number = world.patent.series, world.patent.number
    return make_permit(person=world.person, series=series, number=number)


def _certificate(world: Any) -> Any:
    case = make_case("submitted", person=world.person, procedure="temporary-residence")
    return give_certificate_of_consideration(case=case, region="77", actor=SYSTEM, on=clock.today()).number


def _calendar(world: Any) -> Any:
    return make_address(person_id=world.person.pk, actor=SYSTEM)


def _host(world: Any) -> Any:
    return Host.objects.filter(owner=world.owner).first() or make_host(world.owner)


def _arrival(world: Any) -> Any:
    """Filed by the owner for the owner, and confirmed: both sides of it are the owner's."""
    world.person.entries.update(stay_until=clock.today())
    return confirm(file_for(_host(world), world.person, stay_until=clock.today())).number


def _arrival_list(world: Any) -> Any:
    now = timezone.now()
    job = Job.objects.create(kind="registration.arrivals", owner=world.owner, state="done", next_attempt_at=now, finished_at=now)
    return ArrivalList.objects.create(host=_host(world), submission_key=uuid4(), shown_name="guests.csv", total=0, job=job).number


def _waiting(world: Any) -> WaitingEntry:
    """The owner waits, and a time is offered to her."""
    offered = make_offered()
    booking = booked(offered)
    entry = wait(offered, person=world.person)
    free(booking)
    return entry


def _appointment(world: Any) -> Any:
    """The owner's, for a service that no other object of the table needs."""
    return booked(make_offered(service=make_service("collect")), world.person)


def _reception(world: Any) -> Any:
    """Of the office where the owner's case is."""
    return make_reception(world.case.office)


def _visit(world: Any) -> Any:
    """Somebody waits there without an appointment."""
    reception = _reception(world)
    offered = make_offered(reception)
    return walk_in(offered_id=offered.pk, reception_id=reception.pk, is_urgent=False, actor=actor_of(world.officer)).pk


def _draw(world: Any) -> Any:
    """Announced by the supervisor of the owner's office; requests are taken."""
    offered = make_drawn(reception=_reception(world), service=make_service("drawn"))
    earlier = clock.now() - timedelta(hours=2)
    with mock.patch.object(clock, "now", return_value=earlier):  # announced then, for an hour later
        draw = make_draw(offered, supervisor=world.supervisor)
    tend_draws(now=clock.now())
    return draw


def _planned_day(world: Any) -> Any:
    """A closed day ahead in the plan of that office."""
    day = clock.today() + timedelta(days=30)
    values = {"kind": "closed", "first_day": day, "last_day": day, "reason_ru": "Ремонт", "reason_en": "Repairs"}
    return DayChange.objects.create(reception=_reception(world), **values).pk


def _unmarked_day(world: Any) -> Any:
    return UnmarkedDay.objects.create(reception=_reception(world), day=clock.today() - timedelta(days=1), visits=1).pk


MADE: dict[str, Callable[[Any], Any]] = {
    **NEWS,
    "waiting": _waiting,
    "entry_number": lambda world: world.made("waiting").number,
    "booking_number": lambda world: world.made("appointment").number,
    "appointment": _appointment,
    "appointments:offices service_code": lambda world: make_offered(_reception(world)).service.code,
    "appointments:times service_code": lambda world: make_offered(_reception(world)).service.code,
    "admin:planning_service_edit service_code": lambda world: make_offered(_reception(world)).service.code,
    "api-appointment-offices service_code": lambda world: make_offered(_reception(world)).service.code,
    "api-appointment-days service_code": lambda world: make_offered(_reception(world)).service.code,
    "api-appointment-times service_code": lambda world: make_offered(_reception(world)).service.code,
    "api-appointment-times day": lambda _world: clock.today().isoformat(),
    "offer_number": lambda world: open_offer(world.made("waiting")).number,
    "office_code": lambda world: _reception(world).office.code,
    "draw": _draw,
    "draw_number": lambda world: world.made("draw").number,
    "admin:draw_act act": lambda _world: "call-off",
    "request_number": lambda world: ask(world.made("draw"), world.person).number,
    "visit_id": _visit,
    "day_id": _unmarked_day,
    **dict.fromkeys((f"admin:planning_{act} part" for act in ("add", "edit", "remove")), lambda _world: "day"),
    **dict.fromkeys((f"admin:planning_{act} pk" for act in ("edit", "remove")), _planned_day),
    "admin:board_visit act": lambda _world: "again",
    "screen_key": lambda world: open_screen(reception_id=_reception(world).pk, actor=actor_of(world.officer)).key,
    "host_number": lambda world: _host(world).number,
    "arrival_number": _arrival,
    "list_number": _arrival_list,
    "child": lambda world: make_child(world.owner.person).number,
    "held_number": lambda world: make_child(world.owner.person).number,
    "letter": lambda world: make_removal(make_child(world.owner.person)).guardianship.number,
    "secret": _calendar,
    "stay": _stay,
    **dict.fromkeys(("profiles:child-stay stay", "profiles:child-stay-remove stay"), _stay_of_a_child),
    "permit_kind": lambda world: world.made("permit").kind,
    "permit": _permit,
    "permit_id": lambda world: world.made("permit").pk,
    "ended": _ended,
    **{
        f"permit_desk:{page} {part}": lambda world, name=name: getattr(world.made("ended"), name)
        for page in ("decision", "decision-paper")
        for part, name in (("permit_kind", "kind"), ("series", "series"), ("number", "number"))
    },
    "person_token": lambda world: token_of(world.person, world.officer),
    "patent_id": lambda world: world.patent.pk,
    "order_number": lambda world: make_order(drafted_by=world.supervisor).number,
    "example": lambda _world: "iom-2021-a",
    **{f"yearly:notice {part}": lambda world, part=part: getattr(world.made("permit"), part) for part in ("kind", "series", "number")},
    "interim_number": _certificate,
    **dict.fromkeys((f"admin:quota_quota_{act} object_id" for act in ("change", "delete", "history")), lambda _world: make_quota().pk),
    "job_id": _job,
    "authority_kid": _authority,
    "kid": _authority,
    "key_purpose": lambda _world: "receipt",
    "card_id": _card,
    "card_batch_id": _card_batch,
    "payment_id": _payment,
    "charge_id": _charge,
    "registry_id": _registry,
    "line_id": _refused_line,
    "list_kind": lambda _world: "revoked",
    "list_block": _list_block,
    "check_number": _check,
    "consent_number": _consent,
    "member_id": lambda world: _own(world).members.get().pk,
    "invitation_id": _invitation,
}
