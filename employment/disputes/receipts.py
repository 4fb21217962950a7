"""What a dispute needs to know of the answer: whose the receipt is, which office answers, what the paper says."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from employment.disputes.errors import NoOffice
from employment.disputes.models import Dispute
from employment.models import Organisation, PatentCheck
from employment.rules.numbers import canonical_number
from patents import professions
from patents.excerpt import Excerpt, deciding_office, excerpt, find_excerpt, printed
from portal.accounts.models import Office, User
from portal.accounts.selectors import pk_of
from portal.legal import regions
from portal.ui.components import rows
from portal.ui.formats import civil_date
from profiles.acting import acts_for, people_acted_for


@dataclass(frozen=True)
class Disputed:
    """`side` is the one from which the signed-in person sees the receipt: `Dispute.Side`."""

    receipt: PatentCheck
    side: str


def receipts_seen_by(user: User | AnonymousUser) -> QuerySet[PatentCheck]:
    """Receipts of the organisations for which the person checks workers, and of checks about the person or a child for whom she acts."""
    asks = Q(organisation__members__user_id=pk_of(user), organisation__members__role__in=["owner", "hr"])
    found = PatentCheck.objects.filter(asks | Q(person__in=people_acted_for(user)))
    return PatentCheck.objects.filter(pk__in=found.values("pk")).select_related("organisation", "person")


def disputed_by(user: User | AnonymousUser, typed: str) -> Disputed | None:
    """The receipt with this number, if the person may dispute it; None exactly as for one that never existed."""
    number = canonical_number("R", typed[:40]) or typed[:15]
    receipt = receipts_seen_by(user).filter(number=number).first()
    if receipt is None:
        return None
    for_worker = receipt.person is not None and acts_for(user, receipt.person)
    return Disputed(receipt, "worker" if for_worker else "employer")


def office_of(patent_id: int | None, organisation: Organisation | None) -> Office:
    """The office that decided the patent; for a patent that was not found, the one of the employer's tax region (the first two
    digits of the INN), else the first that receives applications. Raises `NoOffice`."""
    decided = deciding_office(patent_id) if patent_id else None
    if decided is not None:
        return decided
    receiving = Office.objects.filter(receives_applications=True).order_by("code")
    office = receiving.filter(region=organisation.inn[:2]).first() if organisation else None
    office = office or receiving.first()
    if office is None:
        raise NoOffice
    return office


def receipt_rows(receipt: PatentCheck) -> list[Any]:
    """The receipt as both sides and the officer read it."""
    return rows(
        (_("Receipt"), receipt.number),
        (_("Employer"), receipt.organisation.name),
        (_("Asked on"), civil_date(receipt.asked_at)),
        (_("How"), receipt.get_way_display()),
        (_("Answer for"), civil_date(receipt.on)),
        (_("Answer"), receipt.get_result_display()),
    )


def answer_rows(dispute: Dispute) -> list[Any]:
    """The disputed answer as both sides and the officer read it: that of its receipt, or of the public check as it is remembered."""
    if dispute.check_receipt:
        return receipt_rows(dispute.check_receipt)
    return rows(
        (_("Series and number"), f"{dispute.series} {dispute.asked_number}"),
        (_("Employer"), dispute.organisation.name if dispute.organisation else ""),
        (_("How"), _("public check, without a receipt")),
        (_("Answer for"), civil_date(dispute.answer_on)),
        (_("Answer"), dispute.get_told_display()),
    )


def patent_rows(dispute: Dispute) -> list[Any]:
    """What the portal holds today of the patent that was asked about, for the officer who decides; empty when there is none."""
    today = _asked_about(dispute)
    if today is None:
        return []
    sheet = printed(today.pk)
    return rows(
        (_("Series and number"), f"{today.series} {today.number}"),
        (_("Name"), sheet.name_ru),
        (_("Region"), regions.region(sheet.region).name),
        (_("Profession"), professions.name(sheet.profession)),
        (_("Valid through"), civil_date(sheet.valid_through)),
    )


def patent_url(dispute: Dispute) -> str:
    """Its page for officers, where payments, acts and annulments stand; empty when there is no such patent."""
    held = _asked_about(dispute)
    return reverse("admin:patent", args=[held.series, held.number]) if held else ""


def _asked_about(dispute: Dispute) -> Excerpt | None:
    if dispute.check_receipt is None:
        return find_excerpt(dispute.series, dispute.asked_number)
    return excerpt(dispute.check_receipt.patent_id) if dispute.check_receipt.patent_id else None


__all__ = ["Disputed", "answer_rows", "disputed_by", "office_of", "patent_rows", "patent_url", "receipt_rows", "receipts_seen_by"]
