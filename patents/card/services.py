"""The life of a card: asked for, personalised, handed out or spoiled."""

import hashlib

from django.db import transaction

from patents.card import errors
from patents.card.events import CardCollected, CardHandedOut, CardPersonalised, CardRecalled, CardSpoiled
from patents.card.face import face_of
from patents.card.facts import card_facts
from patents.card.files import chip_files
from patents.card.models import BlankSequence, Card, CardBatch
from patents.card.selectors import carrier_of, without_card
from patents.card.sod import sod
from patents.credential.indices import place_of_a_card, replace_place
from patents.credential.issuing import content_of, signed
from patents.models import Patent
from patents.rules.carrier import Carrier
from patents.selectors import civil_today, sheet_number
from portal import clock
from portal.accounts.models import Office, User
from portal.errors import DomainError
from portal.events.actor import Actor
from portal.events.services import emit
from portal.jobs.services import start_job
from portal.legal import services as legal
from portal.signing.certificates import card_signer, serial_of
from portal.signing.keys import signer as signer_of
from portal.signing.models import SigningKey
from profiles.services import record_access

KIND = "patents.cards"
MOST_AT_ONCE = 200
LAST_BLANK = 2_147_483_647  # what the sequence can hold, whatever the number of digits


@transaction.atomic
def queue_cards(*, patent_ids: list[int], office: Office, actor: Actor) -> CardBatch | None:
    """Ask for the cards of these patents of one office. A patent whose card exists or is being made is passed over; None when none is left.

    A card that an unfinished batch left behind goes on in this one."""
    chosen = Patent.objects.filter(pk__in=patent_ids[:MOST_AT_ONCE], case__office=office).order_by("pk")
    locked = [patent.pk for patent in chosen.select_for_update(of=("self",))]
    patents = list(without_card(chosen.filter(pk__in=locked)))  # looked at once they are locked
    if not patents:
        return None
    batch = CardBatch.objects.create(job=start_job(kind=KIND, total=len(patents), actor=actor), office=office)
    left_behind = Card.objects.filter(patent__in=patents, state=Card.State.QUEUED)
    again = set(left_behind.values_list("patent_id", flat=True))
    left_behind.update(batch=batch)
    Card.objects.bulk_create([Card(patent=patent, batch=batch) for patent in patents if patent.pk not in again])
    return batch


@transaction.atomic
def personalise_card(*, patent_id: int, actor: Actor) -> Card:
    """Make the card of a patent. Once it is made, asking again gives the card that exists.

    Raises `NoCardHere`, `PatentNotIssued`, `PatentIsAnnulled`, `PatentHasEnded`, `PhotoMissing`, `PhotoUnreadable`,
    `PhotoTooSmall`, `HolderIncomplete`, `NameNotWritable`, `BlanksUsedUp`."""
    make_keys()
    patent = Patent.objects.select_for_update(of=("self",)).get(pk=patent_id)
    card = patent.cards.filter(state__in=Card.LIVE).first()
    if card is not None and card.state != Card.State.QUEUED:
        return card
    return _personalise(card or Card(patent=patent), actor=actor)


def make_keys() -> None:
    """Keys are made and locked where there are none before anything else is locked."""
    card_signer()
    signer_of(SigningKey.Purpose.CREDENTIAL)


def personalise_queued(card: Card, *, actor: Actor) -> bool:
    """One row of a batch, inside the transaction of its piece: made, or spoiled with the reason. True when it was made."""
    try:
        with transaction.atomic():
            _personalise(card, actor=actor)
    except DomainError as refused:
        _spoil(card, problem=refused.code, actor=actor)
        return False
    return True


@transaction.atomic
def hand_out_card(*, card_id: int, actor: Actor) -> Card:
    """The holder took the card. Raises `CardNotLive`."""
    card = Card.objects.select_for_update().get(pk=card_id)
    if card.state != Card.State.PERSONALISED:
        raise errors.CardNotLive
    card.state, card.handed_out_at = Card.State.HANDED_OUT, clock.now()
    card.save(update_fields=["state", "handed_out_at"])
    emit(CardHandedOut(patent_id=card.patent_id, person_id=card.patent.person_id, card_id=card.pk), actor=actor)
    return card


@transaction.atomic
def spoil_card(*, card_id: int, reason: str, actor: Actor) -> Card:
    """The blank is spoiled or lost; the patent may have another. Raises `CardNotLive`, and `ValueError` without a reason."""
    if not reason.strip():
        raise ValueError("a spoiled card has a reason")
    card = Card.objects.select_for_update().get(pk=card_id)
    if card.state not in (Card.State.PERSONALISED, Card.State.HANDED_OUT, Card.State.RECALLED):
        raise errors.CardNotLive
    _spoil(card, problem=reason.strip()[:200], actor=actor)
    return card


@transaction.atomic
def recall_card(*, card_id: int, reason: str, actor: Actor) -> Card | None:
    """The card does not count any more: its code is blocked, and an officer is to take it back. None when it was not live.

    One that is only asked for stays asked for, and is refused with its reason when it is made."""
    card = Card.objects.select_for_update().get(pk=card_id)
    if card.state not in (Card.State.PERSONALISED, Card.State.HANDED_OUT):
        return None
    with_holder = card.state == Card.State.HANDED_OUT
    card.state, card.recalled_at, card.recall = Card.State.RECALLED, clock.now(), Card.Recall(reason)
    card.save(update_fields=["state", "recalled_at", "recall"])
    _block(card)
    facts = {"patent_id": card.patent_id, "person_id": card.patent.person_id, "card_id": card.pk}
    emit(CardRecalled(**facts, reason=card.recall, with_holder=with_holder), actor=actor)
    return card


@transaction.atomic
def collect_card(*, card_id: int, actor: Actor) -> Card:
    """An officer has the recalled card in hand and destroys it. Raises `CardNotLive`."""
    card = Card.objects.select_for_update().get(pk=card_id)
    if card.state != Card.State.RECALLED:
        raise errors.CardNotLive
    card.state, card.collected_at = Card.State.COLLECTED, clock.now()
    card.save(update_fields=["state", "collected_at"])
    emit(CardCollected(patent_id=card.patent_id, person_id=card.patent.person_id, card_id=card.pk), actor=actor)
    return card


def _personalise(card: Card, *, actor: Actor) -> Card:
    patent = card.patent
    _guard(patent)
    groups = chip_files(card_facts(patent), face_of(patent, is_new=True))
    signer = card_signer()
    assert signer.certificate is not None
    card.personalised_at, card.personalised_by = clock.now().replace(microsecond=0), User.objects.filter(pk=actor.user_id or 0).first()
    card.sod = sod(groups, private_key=signer.private_key, certificate=signer.certificate, at=card.personalised_at)
    card.sod_sha256, card.signer_serial = hashlib.sha256(card.sod).hexdigest(), serial_of(signer.certificate)
    _sign_code(card)
    card.blank_series, card.blank_number = _draw_blank(patent)
    card.state = Card.State.PERSONALISED
    card.save()
    if card.personalised_by is not None:
        record_access(person_id=patent.person_id, reader=card.personalised_by, what="card", reason=patent.case.reference)
    emit(
        CardPersonalised(
            patent_id=patent.pk,
            person_id=patent.person_id,
            card_id=card.pk,
            sod_sha256=card.sod_sha256,
            signer_serial=card.signer_serial,
        ),
        actor=actor,
    )
    return card


def _sign_code(card: Card) -> None:
    """The code of the back: what the patent says at this moment. It is kept, because no second signature would be the printed one."""
    assert card.personalised_at is not None
    signer, place = signer_of(SigningKey.Purpose.CREDENTIAL), place_of_a_card(card.patent)
    card.code = signed(content_of(card.patent), index=place, at=card.personalised_at, by=signer)
    card.code_kid, card.place_id, card.sheet = signer.kid, place, sheet_number(card.patent)


def _block(card: Card) -> None:
    """Whoever reads the card's code with a later list is told that it does not count."""
    if card.place_id is not None:
        replace_place(card.place_id)


def _guard(patent: Patent) -> None:
    if patent.status == Patent.Status.ANNULLED:
        raise errors.PatentIsAnnulled
    if patent.status != Patent.Status.ISSUED:
        raise errors.PatentNotIssued
    today = civil_today(patent)
    if patent.valid_through is None or patent.valid_through < today:
        raise errors.PatentHasEnded
    if carrier_of(patent.region, on=today).value != Carrier.CARD:
        raise errors.NoCardHere


def _spoil(card: Card, *, problem: str, actor: Actor) -> None:
    card.refresh_from_db()
    card.state, card.spoiled_at, card.problem = Card.State.SPOILED, clock.now(), problem
    card.save(update_fields=["state", "spoiled_at", "problem"])
    _block(card)
    emit(CardSpoiled(patent_id=card.patent_id, person_id=card.patent.person_id, card_id=card.pk, reason=problem), actor=actor)


def _draw_blank(patent: Patent) -> tuple[str, str]:
    """The next blank of the series in use. Its row stays locked until the transaction ends, so none is used twice."""
    today = civil_today(patent)
    series, digits = legal.text("patents.card_blank_series", on=today).value, int(legal.text("patents.card_blank_digits", on=today).value)
    BlankSequence.objects.get_or_create(series=series)
    sequence = BlankSequence.objects.select_for_update().get(series=series)
    if sequence.last >= min(10**digits - 1, LAST_BLANK):
        raise errors.BlanksUsedUp
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return series, f"{sequence.last:0{digits}}"


__all__ = [
    "collect_card", "hand_out_card", "make_keys", "personalise_card", "personalise_queued", "queue_cards", "recall_card", "spoil_card",
]  # fmt: skip
