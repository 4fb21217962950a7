"""A new sheet for the same patent: a duplicate, or one with changed data. It is in force once its fee is counted."""

from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from cases.models import Case
from patents.credential.indices import replace_sheet
from patents.errors import NothingDue, PatentNotInForce, ReprintWaits
from patents.events import PatentReprinted, PatentReprintGranted, ReprintFeeDue
from patents.models import Charge, Patent, PatentReprint, Purpose, ReprintReminder
from patents.selectors import civil_today, holder_as_printed, profession_as_printed, validity
from patents.services.charges import open_charge
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit
from profiles.selectors import PersonFacts, stored_facts

REMIND_AFTER: Final = (3, 10, 30)  # days after the decision


@transaction.atomic
def grant_reprint(
    *, case: Case, patent_id: int, kind: str, holder: PersonFacts | None, profession: str | None, actor: Actor, on: date
) -> PatentReprint:
    """The new sheet of a granted case; what is not given stays as printed. Series and number stay, a new sheet is counted.

    `on` is the civil date in the region. Raises `PatentNotInForce`, `ReprintWaits` while the one before waits for its fee."""
    patent = Patent.objects.select_for_update(of=("self",)).get(pk=patent_id, person_id=case.person_id)
    if validity(patent, on=on).value != "valid":
        raise PatentNotInForce
    reprint = PatentReprint(
        patent=patent,
        case=case,
        kind=kind,
        blank=patent.reprints.count() + 2,
        holder=stored_facts(holder or holder_as_printed(patent)),
        profession=profession or profession_as_printed(patent),
        granted_on=on,
    )
    _keep(reprint)
    emit(PatentReprintGranted(patent_id=patent.pk, person_id=patent.person_id, reprint_id=reprint.pk, case_id=case.pk), actor=actor)
    try:
        open_charge(patent_id=patent.pk, purpose=Purpose.CHANGE_FEE, case_id=case.pk, actor=actor, on=clock.today())
    except NothingDue:
        hand_out_reprint(case_id=case.pk, actor=actor, on=on)
    return reprint


@transaction.atomic
def hand_out_reprint(*, case_id: int, actor: Actor, on: date) -> PatentReprint | None:
    """The sheet comes into force on `on`, a civil date in the region, and codes of the one before end with it.

    Again, or for a case without a sheet, nothing happens. Nor while the patent is not in force: a sheet of one that ended would say
    that it holds. The fee waits; should the patent be valid again, `hand_out_waiting_reprint` hands the sheet out."""
    found = PatentReprint.objects.filter(case_id=case_id).values_list("pk", "patent_id").first()
    if found is None:
        return None
    patent = Patent.objects.select_for_update(of=("self",)).get(pk=found[1])
    reprint = PatentReprint.objects.get(pk=found[0])
    if reprint.handed_out_on is not None or validity(patent, on=on).value != "valid":
        return reprint
    reprint.handed_out_on = on
    reprint.save(update_fields=["handed_out_on"])
    replace_sheet(patent)
    emit(PatentReprinted(patent_id=patent.pk, person_id=patent.person_id, reprint_id=reprint.pk, handed_out_on=on), actor=actor)
    return reprint


def hand_out_waiting_reprint(*, patent_id: int, actor: Actor, on: date) -> PatentReprint | None:
    """The patent is valid again: its new sheet whose fee came meanwhile. Without one, or again, nothing happens."""
    paid = Charge.objects.filter(case=OuterRef("case"), purpose=Purpose.CHANGE_FEE, withdrawn_at=None).exclude(covered_on=None)
    waiting = PatentReprint.objects.filter(Exists(paid), patent=patent_id, handed_out_on=None).first()
    return hand_out_reprint(case_id=waiting.case_id, actor=actor, on=on) if waiting else None


def remind_of_reprint_fees() -> int:
    """Holders whose new sheet waits for its fee hear of it on the days of `REMIND_AFTER`, each once; after a stop the latest only.
    Nobody hears of it while the patent is not in force: nothing would be handed out."""
    waiting = PatentReprint.objects.filter(handed_out_on=None, patent__status=Patent.Status.ISSUED)
    return sum(_remind(pk) for pk in waiting.order_by("pk").values_list("pk", flat=True).iterator())


@transaction.atomic
def _remind(reprint_id: int) -> bool:
    waiting = PatentReprint.objects.select_for_update(of=("self",), skip_locked=True).filter(handed_out_on=None)
    reprint = waiting.select_related("patent").filter(pk=reprint_id).first()
    if reprint is None:
        return False
    today = civil_today(reprint.patent)
    if validity(reprint.patent, on=today).value != "valid":
        return False
    passed = (today - reprint.granted_on).days
    days = max((step for step in REMIND_AFTER if step <= passed), default=None)
    if days is None or reprint.reminders.filter(days__gte=days).exists():
        return False
    ReprintReminder.objects.create(reprint=reprint, days=days, sent_at=clock.now())
    patent = reprint.patent
    emit(ReprintFeeDue(patent_id=patent.pk, person_id=patent.person_id, reprint_id=reprint.pk, days=days), actor=SYSTEM)
    return True


def _keep(reprint: PatentReprint) -> None:
    try:
        with transaction.atomic():
            reprint.save(force_insert=True)
    except IntegrityError as error:
        if "one_reprint_waits_for_its_fee" not in str(error):
            raise
        raise ReprintWaits from error
