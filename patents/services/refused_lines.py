"""Lines of banks' files that no program could read: an officer reads them, and enters the payment or says that there is none.

Each line of a file is decided once, by the hash of the file and the number of the line. Its text is kept until some months after the
decision (`patents.refused_line_retention`); while nobody has decided, it stays."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from patents.errors import LineDecided, TwinEntered
from patents.events import LineRead, LineSetAside, PaymentEntered
from patents.models import LineDecision, Payment, RegistryLine
from patents.rules.registry_file import transfer_of
from patents.rules.validity import months_of
from patents.services.payments import Outcome, known_payment, receive_transfer
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import services as legal
from portal.legal.rules.calendar import add_months


def waiting_lines() -> QuerySet[RegistryLine]:
    """Refused lines of imported files about which nobody has decided, oldest first; of a file uploaded twice, each line once."""
    same_line = {"registry__sha256": OuterRef("registry__sha256"), "number": OuterRef("number")}
    with_text = RegistryLine.objects.filter(outcome=RegistryLine.Outcome.UNREADABLE, registry__job__isnull=False).exclude(raw="")
    earlier = with_text.filter(**same_line, pk__lt=OuterRef("pk"))
    return with_text.filter(~Exists(earlier), ~Exists(_decision_on_it())).select_related("registry").order_by("pk")


@transaction.atomic
def read_line(*, line_id: int, actor: Actor) -> None:
    """Write down that the text of a line, with the names in it, is being looked at."""
    emit(LineRead(line_id=line_id), actor=actor)


@transaction.atomic
def enter_payment(*, line_id: int, values: Mapping[str, str], actor: Actor, on: date, is_compared: bool = False) -> tuple[Payment, Outcome]:
    """The payment that a refused line tells of, as an officer reads it; it is received like any other. `on`: today in Moscow.
    `is_compared`: the officer looked at the known payments that look like it, and it is another one.

    The same payment told before is not counted again: the outcome is `KNOWN`. Raises `Problem` for fields that are no transfer,
    `TwinEntered` when its identity is known with another sum or day, and `LineDecided`."""
    line = _locked(line_id)
    transfer = transfer_of(values, today=on, line=f"{line.registry.sha256}:{line.number}")
    outcome = receive_transfer(transfer=transfer, actor=actor, is_compared=is_compared)
    if outcome is Outcome.TWIN:
        raise TwinEntered
    payment = known_payment(transfer)
    assert payment is not None  # it was received just now, or before
    _decide(line, actor, on, payment=payment)
    emit(PaymentEntered(line_id=line.pk, payment_id=payment.pk, outcome=outcome.value), actor=actor)
    return payment, outcome


@transaction.atomic
def set_line_aside(*, line_id: int, reason: str, actor: Actor, on: date) -> None:
    """Say that a refused line tells of no payment, and why. `on`: today in Moscow. Raises `LineDecided`."""
    line = _locked(line_id)
    _decide(line, actor, on, reason=reason)
    emit(LineSetAside(line_id=line.pk), actor=actor)


def forget_lines() -> int:
    """Delete the texts of decided lines whose last day has passed; of how many. Running it again changes nothing."""
    return lines_to_forget(clock.today()).update(raw="", details="")


def lines_to_forget(today: date) -> QuerySet[RegistryLine]:
    due = _decision_on_it().filter(keep_until__lt=today)
    return RegistryLine.objects.filter(Exists(due), outcome=RegistryLine.Outcome.UNREADABLE).exclude(raw="")


def _decision_on_it() -> QuerySet[LineDecision]:
    return LineDecision.objects.filter(sha256=OuterRef("registry__sha256"), number=OuterRef("number"))


def _locked(line_id: int) -> RegistryLine:
    """Raises `LineDecided` for one that waits for nobody."""
    line = RegistryLine.objects.select_for_update(of=("self",), no_key=True).select_related("registry").get(pk=line_id)
    if not waiting_lines().filter(pk=line_id).exists():
        raise LineDecided
    return line


def _decide(line: RegistryLine, actor: Actor, on: date, *, payment: Payment | None = None, reason: str = "") -> None:
    try:
        with transaction.atomic():
            LineDecision.objects.create(
                sha256=line.registry.sha256,
                number=line.number,
                payment=payment,
                reason=reason,
                decided_by_id=actor.human_id,
                decided_at=clock.now(),
                keep_until=add_months(on, months_of(legal.term("patents.refused_line_retention", on=on))),
            )
    except IntegrityError as error:  # a colleague was faster, in another upload of the same file
        if "refused_line_is_decided_once" not in str(error):
            raise
        raise LineDecided from error
