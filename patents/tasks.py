from celery import shared_task

from patents.queue import index_missing
from patents.services import (
    announce_ends,
    announce_lapses,
    count_priced_money,
    forget_lines,
    forget_messages,
    forget_questions,
    match_priced_money,
    reckon_unspent,
    remind_of_contracts,
    remind_of_reprint_fees,
    warn_of_ends,
    warn_of_last_days,
)
from patents.services.priced import BLOCK
from portal.codes import questions
from portal.events.nudge import nudge
from portal.separately import separately


@shared_task
def warn_holders() -> None:
    """Run by beat. Two at once, or one after a day of silence, send each warning once. No lapse is told unless the queue of unmatched
    payments can be searched for the holder's money."""
    separately(warn_of_ends, warn_of_last_days, announce_ends, _announce_lapses)


def _announce_lapses() -> None:
    index_missing()
    announce_lapses()


@shared_task
def sweep_questions() -> None:
    """Run by beat every hour: what the public checks were asked goes on its day, messages of the payment system after ten minutes,
    the text of a refused line some months after it was decided. Patents paid before their left-over money was kept are reckoned."""
    separately(forget_questions, forget_messages, forget_lines, reckon_unspent, questions.forget_questions)


@shared_task
def count_waiting_money() -> None:
    """Run by beat, and as soon as an operator has entered a figure that makes prices: money that waited for it counts, what was counted
    by a price that was put right is counted anew, and then patents are looked for whose money waits for an officer. The latter only
    once no patent of the former is left."""
    left: list[bool] = []
    separately(
        lambda: left.append(count_priced_money()),
        lambda: left.append(reckon_unspent(BLOCK) == BLOCK),
        lambda: left.append(any(left) or match_priced_money()),
    )
    if any(left):
        nudge(count_waiting_money)


@shared_task
def remind_of_contract_notices() -> None:
    """Run by beat every hour: the days for the copy of the contract run out; a new sheet still waits for its fee."""
    separately(remind_of_contracts, remind_of_reprint_fees)
