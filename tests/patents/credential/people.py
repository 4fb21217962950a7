"""Patents whose dates and payments fit, moments to look at them, and lists in a reader's hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from patents.credential.indices import index_of
from patents.credential.issuing import content_of, signed
from patents.models import Patent
from portal import clock
from portal.codes.lists import build_due, stored_list
from portal.codes.statuses import ListReader
from portal.codes.verdicts import Answer
from portal.codes.verifying import verify
from portal.signing.keys import KeyRing
from tests.factories import make_applicant, make_case, make_patent, make_payment

FIRST = date(2026, 3, 15)
LAST = date(2026, 4, 14)
NOON = datetime(2026, 3, 20, 9, tzinfo=UTC)
# The longest realistic name of a passport's machine-readable zone is 39 letters; these have more.
LONG = {"family_name": "ABDURAKHMONOVA-MUKHAMMADSHARIFZODA", "given_names": "GULCHEHRA MUKHABBATKHON"}


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: moment.astimezone(zone).date())


def issued(*, person: dict[str, str] | None = None, months: int = 1, annulled_on: date | None = None, **fields: object) -> Patent:
    """Issued and begun on 15 March 2026; paid through 14 April."""
    case = make_case("granted", person=make_applicant(**(person or {})))
    days = {"issued_on": FIRST, "expires_on": date(2027, 3, 14), "paid_through": LAST, "profession": "bricklayer"}
    patent = make_patent("issued", case=case, **{**days, **fields})
    make_payment(patent, paid_on=FIRST, amount=10000 * months)
    if annulled_on:
        Patent.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=annulled_on)
        patent.refresh_from_db()
    return patent


def code_of(patent: Patent, *, made: datetime = NOON) -> str:
    return signed(content_of(patent), index=index_of(patent), at=made)


def code_before_a_payment(patent: Patent) -> str:
    """What was printed on the card of a patent, valid today, before it was paid again: its days ended yesterday."""
    old = replace(content_of(patent), paid_through=clock.today() - timedelta(days=1), begins_on=clock.today() - timedelta(days=40))
    return signed(old, index=index_of(patent), at=clock.now() - timedelta(days=30))


def lists_at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Publish the lists as of a moment."""
    at(monkeypatch, moment)
    build_due()


def look(text: str, moment: datetime, *, lists: bool = True) -> Answer:
    ring = KeyRing.of_the_portal()
    return verify(text, ring=ring, reader=ListReader(stored_list if lists else lambda uri: None, ring), now=int(moment.timestamp()))


def later(**span: float) -> datetime:
    return NOON + timedelta(**span)
