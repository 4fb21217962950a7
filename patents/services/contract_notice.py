"""The holder shows the contract of employment, and is reminded while the days run (115-FZ art. 13.3 (7))."""

import uuid
from datetime import date, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from cases.errors import DocumentGone
from cases.rules.reference import new_reference
from patents.errors import NoticeAlreadySent, PatentNotInForce
from patents.events import ContractNoticeDue, ContractNoticeReceived
from patents.models import ContractNotice, ContractReminder, Patent
from patents.selectors import CONTRACT_TERM, contract_due
from portal import clock
from portal.accounts.models import Office
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit
from portal.legal import regions
from portal.legal.book import read_book
from portal.legal.calendar import add_term
from profiles.models import Document
from profiles.services import lock_person

REMIND_DAYS: Final = (30, 15, 5, 1)
_DAYS_OFF: Final = timedelta(days=31)  # by so much days off, or a short month, can make the same term longer at another time of the year
_KIND: Final = "contract_copy"


@transaction.atomic
def send_contract_notice(
    *, patent_id: int, document_id: uuid.UUID, employer_name: str, employer_inn: str, actor: Actor, on: date
) -> ContractNotice:
    """Keep the contract of a patent. `on` is the civil date in the region; after the last day it is kept all the same, as late.

    Raises `PatentNotInForce` (not issued, or annulled), `NoticeAlreadySent`, `DocumentGone`."""
    patent = Patent.objects.select_for_update(of=("self",)).get(pk=patent_id)
    if patent.status != Patent.Status.ISSUED:
        raise PatentNotInForce
    lock_person(patent.person_id)
    document = Document.objects.filter(pk=document_id, person_id=patent.person_id, kind=_KIND, removed_at=None).first()
    if document is None:
        raise DocumentGone
    due = contract_due(patent)
    assert due is not None  # an issued patent has its day of issue: a constraint
    notice = _kept(
        ContractNotice(
            patent=patent,
            number=new_reference(year=on.year),
            document=document,
            employer_name=employer_name,
            employer_inn=employer_inn,
            received_at=clock.now(),
            received_on=on,
            due_on=due.value,
        )
    )
    emit(
        ContractNoticeReceived(patent_id=patent.pk, person_id=patent.person_id, notice_id=notice.pk, received_on=on, due_on=notice.due_on),
        actor=actor,
    )
    return notice


def _kept(notice: ContractNotice) -> ContractNotice:
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError as error:
        raise NoticeAlreadySent from error
    return notice


def remind_of_contracts(*, batch: int = 200) -> int:
    """Everything that is due today, region by region, in batches of one transaction each. Returns how many reminders were written.

    A holder hears the nearest of `REMIND_DAYS` once; nobody hears several at once after the machine stood still, and nobody after
    the last day or once the contract is in."""
    codes = Office.objects.order_by("region").values_list("region", flat=True).distinct()
    return sum(_remind_region(code, batch=batch) for code in codes)


def _remind_region(region: str, *, batch: int) -> int:
    today, last, sent = clock.today(regions.region(region).zone), 0, 0
    earliest = today - _longest_wait(today)
    while True:
        waiting = Patent.objects.filter(region=region, status=Patent.Status.ISSUED, contract_notice=None, pk__gt=last)
        found = list(waiting.filter(issued_on__gt=earliest).order_by("pk").values_list("pk", flat=True)[:batch])
        if not found:
            return sent
        sent += _remind(found, today=today)
        last = found[-1]


def _longest_wait(today: date) -> timedelta:
    """No patent issued longer ago than this still waits for its contract, by any row of the law so far."""
    ends = [add_term(term, today).value for term in read_book([CONTRACT_TERM]).terms(CONTRACT_TERM)]
    return max(ends, default=today) - today + _DAYS_OFF


@transaction.atomic
def _remind(patent_ids: list[int], *, today: date) -> int:
    """Rows that another worker holds are his. The rows are locked before it is read who was told: the other may just have finished."""
    waiting = Patent.objects.filter(pk__in=patent_ids, contract_notice=None, status=Patent.Status.ISSUED)
    patents = list(waiting.select_for_update(skip_locked=True, of=("self",)))
    told = dict.fromkeys(patent_ids, 0)
    for patent_id, days in ContractReminder.objects.filter(patent_id__in=patent_ids).values_list("patent_id", "days"):
        told[patent_id] = min(told[patent_id] or days, days)
    return sum(_remind_one(patent, told=told[patent.pk], today=today) for patent in patents)


def _remind_one(patent: Patent, *, told: int, today: date) -> bool:
    due = contract_due(patent)
    assert due is not None
    left = (due.value - today).days
    days = min((step for step in REMIND_DAYS if left <= step), default=None) if left >= 0 else None
    if days is None or (told and told <= days):
        return False
    ContractReminder.objects.create(patent=patent, days=days, sent_at=clock.now())
    emit(ContractNoticeDue(patent_id=patent.pk, person_id=patent.person_id, days=days, due_on=due.value), actor=SYSTEM)
    return True
