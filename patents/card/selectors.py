"""Reads of cards: which carrier a patent has, what an office has to make, who may take a package."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from patents.card.models import Card, CardBatch
from patents.models import Patent
from patents.rules.carrier import Carrier, carrier
from portal import clock
from portal.accounts.models import Office, User
from portal.accounts.selectors import Role, has_role, offices_of
from portal.jobs.models import Job
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.explained import Explained
from profiles.acting import close_to

PACKAGE_KEPT = timedelta(hours=24)


def carrier_of(region: str, *, on: date) -> Explained[Carrier]:
    """Card or paper, in a region on a civil date, and why."""
    return carrier(legal.text_or_none("patents.card_agreement", on=on, scope=region))


def live_card(patent: Patent) -> Card | None:
    """The card that the holder has or is to have."""
    return patent.cards.filter(state__in=Card.LIVE).first()


def card_to_return(patent: Patent) -> Card | None:
    """The recalled card that the holder still has."""
    return patent.cards.filter(state=Card.State.RECALLED, handed_out_at__isnull=False).order_by("-pk").first()


def without_card(patents: QuerySet[Patent]) -> QuerySet[Patent]:
    """Those of `patents` for which no card exists and none is being made."""
    made = Q(state__in=[Card.State.PERSONALISED, Card.State.HANDED_OUT])
    in_work = Q(state=Card.State.QUEUED, batch__job__state__in=Job.OPEN)
    return patents.exclude(Exists(Card.objects.filter(made | in_work, patent=OuterRef("pk"))))


def waiting_for_cards(user: User, office: Office) -> QuerySet[Patent]:
    """Patents of an office that are valid today or begin later and have no card, those that wait longest first; never of people close
    to the reader. Of one that has lapsed no card is made (`patents.card.services`)."""
    today = clock.today(regions.region(office.region).zone)
    valid = Patent.objects.filter(case__office=office, status=Patent.Status.ISSUED, valid_through__gte=today)
    issued = valid.exclude(person__in=close_to(user))
    return without_card(issued).select_related("case", "person").order_by("issued_on", "pk")


def cards_of(user: User, office: Office) -> QuerySet[Card]:
    """The cards of an office that the reader sees, newest first."""
    return visible_cards(user).filter(patent__case__office=office).select_related("patent__case", "patent__person").order_by("-pk")


def recalled_cards(user: User, office: Office) -> QuerySet[Card]:
    """Cards of an office that count no more and are not back yet, those that are out longest first."""
    return cards_of(user, office).filter(state=Card.State.RECALLED).order_by("recalled_at", "pk")


def visible_cards(user: User) -> QuerySet[Card]:
    """The cards of the offices where the reader works; never of people close to her."""
    return Card.objects.filter(patent__case__office__in=offices_of(user)).exclude(patent__person__in=close_to(user))


def batches_of(user: User, office: Office) -> QuerySet[CardBatch]:
    """The reader's own batches of an office, newest first."""
    return CardBatch.objects.filter(office=office, job__owner=user).select_related("job").order_by("-pk")


def batch_to_take(user: User, batch_id: int) -> CardBatch | None:
    """A finished batch whose package this user may still take: who asked for it while she works in the office, and operators.

    None for a stranger's, an unfinished and an overdue one exactly as for one that never was."""
    since = clock.now() - PACKAGE_KEPT
    found = CardBatch.objects.filter(pk=batch_id, job__state=Job.State.DONE, job__finished_at__gt=since).select_related("job").first()
    if found is None:
        return None
    own = found.job.owner_id == user.pk and offices_of(user).filter(pk=found.office_id).exists()
    return found if own or has_role(user, Role.OPERATOR) else None


__all__ = [
    "batch_to_take", "batches_of", "card_to_return", "cards_of", "carrier_of", "live_card", "recalled_cards", "visible_cards",
    "waiting_for_cards", "without_card",
]  # fmt: skip
