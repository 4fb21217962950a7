"""Which guardianships an officer may look at, and the letter of who acted."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from cases.guardianship.models import Removal
from cases.officer.reads import office_cases, works_on_cases
from portal import clock
from portal.accounts.models import Office
from portal.accounts.selectors import offices_of, pk_of
from profiles.acting import close_to
from profiles.models import Document, Guardianship
from profiles.selectors import last_addresses

MOST_FOUND = 20


def visible_guardianships(user: Any) -> QuerySet[Guardianship]:
    """Of children who have an application in the reader's offices or live in their regions, or did last; never one's own child's."""
    of_cases = office_cases(user).values("person_id")
    living = last_addresses().filter(region__in=offices_of(user).values("region")).values("person_id")
    close = close_to(user)
    found = Guardianship.objects.filter(Q(child__in=of_cases) | Q(child__in=living))
    return found.exclude(Q(child__in=close) | Q(guardian__in=close)).select_related("guardian", "child", "proof")


def proof_that_shows(user: Any, document: Document) -> str:
    """An officer who may look at a guardianship reads its proof."""
    if not works_on_cases(user) or not visible_guardianships(user).filter(proof=document).exists():
        return ""
    return gettext("Who acts for the child")


def found_by_child(user: Any, *, family_name: str, birth_date: date) -> list[Guardianship]:
    """By the child's whole family name, in either alphabet, and its birthday: nobody walks through children by a letter."""
    named = Q(child__family_name__iexact=family_name) | Q(child__family_name_ru__iexact=family_name)
    return list(visible_guardianships(user).filter(named, child__birth_date=birth_date).order_by("-pk")[:MOST_FOUND])


def open_removals(user: Any) -> QuerySet[Removal]:
    """Proposals that wait for a second officer and can be confirmed, the oldest first.

    What ended of itself meanwhile (the child is 18, another proposal ended it) asks nobody for anything: its page says so."""
    can_be = Guardianship.objects.filter(majority_at__gt=clock.now(), end_reason__in=("", Guardianship.EndReason.GUARDIAN))
    seen = visible_guardianships(user).values("pk")
    waiting = Removal.objects.filter(confirmed_at=None, returned_at=None, guardianship__in=seen)
    return waiting.filter(guardianship__in=can_be.values("pk")).order_by("pk")


def deciding_office(user: Any, held: Guardianship) -> Office | None:
    """The reader's office where the child lives, else the first."""
    offices = list(offices_of(user).order_by("code"))
    region = last_addresses().filter(person_id=held.child_id).values_list("region", flat=True).first()
    return next((office for office in offices if office.region == region), offices[0] if offices else None)


def letter_of(user: Any, number: UUID) -> Removal | None:
    """The confirmed removal, for the person who acted; None for anybody else exactly as for one that never existed.

    What she took up for the child meanwhile, and lost by the same decision, leads to the same letter."""
    held = Guardianship.objects.filter(guardian__user_id=pk_of(user), number=number).first()
    if held is None:
        return None
    confirmed = Removal.objects.filter(Q(guardianship=held) | Q(ended_too__contains=[held.pk]), confirmed_at__isnull=False)
    return confirmed.select_related("guardianship__child", "office").first()


__all__ = ["deciding_office", "found_by_child", "letter_of", "open_removals", "proof_that_shows", "visible_guardianships"]
