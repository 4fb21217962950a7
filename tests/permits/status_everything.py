"""A person who has everything that a status can be made of, many times where that is possible. Nobody is like that; no page may mind."""

from datetime import date, timedelta

from patents.models import Patent, PatentExtension
from permits.extensions.models import PermitExtension
from permits.interim.models import InterimCertificate
from permits.models import Permit
from permits.status.services import tell_contract
from permits.yearly.services import send_yearly_notice
from portal import clock
from portal.events.actor import SYSTEM
from profiles.models import Person, Stay
from tests.factories import make_applicant, make_case, make_child, make_patent, make_permit
from tests.permits.extensions.documents import make_order

ONE = timedelta(days=1)


def somebody_with_everything() -> Person:
    """A patent and a permit that orders extended, a yearly notice, an interim certificate, registrations, a contract, a child, trips."""
    today = clock.today()
    person = make_applicant(citizenship="KG", birth_date=date(today.year - 44, 3, 3))
    person.entries.update(stay_until=today + 30 * ONE)
    person.addresses.update(registered_until=today + 40 * ONE)
    Stay.objects.bulk_create(
        Stay(person=person, entered_on=today - (400 - 20 * n) * ONE, left_on=today - (395 - 20 * n) * ONE) for n in range(15)
    )
    residence = make_permit(person=person, issued_on=today - 800 * ONE, valid_until_stated=today + 300 * ONE)
    for days in (90, 30):
        extend(residence, days)
    make_permit("permanent_residence", person=person, issued_on=today - 200 * ONE, valid_until_stated=None)
    for kind in ("temporary_stay", "stay_registration", "temporary_asylum"):
        make_permit(kind, person=person, issued_on=today - 5 * ONE, valid_until_stated=today + 60 * ONE)
    send_yearly_notice(permit_id=residence.pk, year=1, address="Moscow", actor=SYSTEM, on=today)
    for _several in range(2):
        extend_patent(make_patent("issued", case=make_case("granted", person=person)))
    case = make_case("submitted", person=person, procedure="permanent-residence")
    InterimCertificate.objects.create(
        number=f"IC-{case.pk}", case=case, person=person, right="temporary_residence", region="77", begins_on=today,
        follows_until=today + 390 * ONE, given_at=clock.now(),
    )  # fmt: skip
    papers = {"exam": {"kind": "certificate", "issued_on": "2026-01-31"}, "medical": {"issued_on": today.isoformat()}}
    make_case("refused", person=person, procedure="temporary-residence", answers=papers)
    tell_contract(person_id=person.pk, begins_on=today, ends_on=today + 100 * ONE, actor=SYSTEM)
    make_child(person)
    return person


def extend(permit: Permit, days: int) -> None:
    """An order in force adds days to the permit's stated day."""
    stated, before = permit.valid_until_stated, permit.valid_until
    assert stated
    assert before
    gives = stated + days * ONE
    permit.valid_until = max(gives, before)
    permit.save(update_fields=["valid_until"])
    PermitExtension.objects.create(
        order=make_order("applied", days=days, citation="p. 1"), document=permit, stated=stated, before=before, gives=gives,
        after=permit.valid_until, days=days, rule_version=1, applied_at=clock.now(),
    )  # fmt: skip


def extend_patent(patent: Patent, days: int = 20) -> None:
    paid = patent.paid_through
    assert paid
    patent.extended_through = patent.valid_through = paid + days * ONE
    patent.save()
    order = make_order("applied", kinds=["work_patent"], days=days, window_from=paid - ONE, window_to=paid + patent.pk * ONE)
    PatentExtension.objects.create(
        order=order, document=patent, stated=paid, before=paid, gives=paid + days * ONE, after=paid + days * ONE, days=days, rule_version=1,
        applied_at=clock.now(),
    )  # fmt: skip
