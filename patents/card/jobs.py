"""Batches of cards, a few at a time: a worker that dies loses the cards of one piece, which are then made again."""

from patents.card import recalls
from patents.card.models import Card
from patents.card.services import KIND, make_keys, personalise_queued
from portal.events.actor import Actor
from portal.jobs.models import Job
from portal.jobs.registry import Chunk, runs

AT_ONCE = 5
RECALLED_AT_ONCE = 50


@runs(KIND)
def personalise_some(job: Job) -> Chunk:
    make_keys()
    actor = Actor("officer", job.owner_id)
    queued = Card.objects.filter(batch__job=job, state=Card.State.QUEUED).select_related("patent__case__office", "patent__person")
    cards = list(queued.order_by("pk").select_for_update(of=("self", "patent"))[:AT_ONCE])
    made = sum(personalise_queued(card, actor=actor) for card in cards)
    return Chunk(done=len(cards), failed=len(cards) - made, more=queued.filter(pk__gt=cards[-1].pk).exists() if cards else False)


@runs(recalls.KIND)
def recall_some(job: Job) -> Chunk:
    done = recalls.recall_some(job.total - job.done, at_once=RECALLED_AT_ONCE)
    return Chunk(done=done, more=done > 0 and job.done + done < job.total)


__all__ = ["personalise_some", "recall_some"]
