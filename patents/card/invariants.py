import hashlib
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from patents.card.models import Card
from patents.card.recalls import signed_by_withdrawn_keys
from patents.credential.fields import read
from patents.models import Annulment, PatentReprint
from portal import clock
from portal.runtime.invariants import invariant
from portal.signing.cose import verify_cwt
from portal.signing.errors import NotAccepted, WithdrawnKey
from portal.signing.keys import KeyRing
from portal.signing.models import SigningKey
from portal.signing.text import to_message

PATIENCE = timedelta(minutes=15)  # for the events that recall a card
KEYS_PATIENCE = timedelta(days=1)  # for the work that recalls all cards of a key


@invariant("cards whose kept seal is not the one that was signed")
def seals_changed() -> int:
    sealed = Card.objects.exclude(sod=None).values_list("sod", "sod_sha256")
    return sum(hashlib.sha256(bytes(sod or b"")).hexdigest() != digest for sod, digest in sealed.iterator(chunk_size=500))


@invariant("cards whose kept code the portal did not sign for their patent")
def codes_changed() -> int:
    ring = KeyRing.of_the_portal()
    rows = Card.objects.exclude(code="").values_list("code", "patent__series", "patent__number")
    return sum(not _is_signed(code, series, number, ring) for code, series, number in rows.iterator(chunk_size=500))


@invariant("cards that count no more and whose code is not blocked")
def codes_not_blocked() -> int:
    ended = [Card.State.SPOILED, Card.State.RECALLED, Card.State.COLLECTED]
    return Card.objects.filter(state__in=ended, place__isnull=False, place__replaced_at=None).count()


@invariant("cards not recalled after their patent was annulled, got a new sheet, or their key was withdrawn")
def cards_not_recalled() -> int:
    since = clock.now() - PATIENCE
    made = Q(state__in=[Card.State.PERSONALISED, Card.State.HANDED_OUT])
    annulled = Annulment.objects.filter(patent=OuterRef("patent"), confirmed_at__lt=since)
    newer = PatentReprint.objects.filter(patent=OuterRef("patent"), blank__gt=OuterRef("sheet"), handed_out_on__lt=since.date())
    keys_at_rest = not SigningKey.objects.filter(withdrawn_at__gte=clock.now() - KEYS_PATIENCE).exists()
    withdrawn = signed_by_withdrawn_keys().count() if keys_at_rest else 0
    return Card.objects.filter(made).filter(Exists(annulled) | Exists(newer)).count() + withdrawn


def _is_signed(code: str, series: str, number: str, ring: KeyRing) -> bool:
    try:
        content, _envelope = read(verify_cwt(to_message(code), SigningKey.Purpose.CREDENTIAL, ring=ring))
    except WithdrawnKey:
        return True  # it was ours; the card is recalled
    except NotAccepted:
        return False
    return (content.series, content.number) == (series, number)


__all__ = ["cards_not_recalled", "codes_changed", "codes_not_blocked", "seals_changed"]
