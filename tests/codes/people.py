"""One document of each kind with its code, and everything that can happen to it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from patents.credential.indices import index_of
from patents.credential.indices import note_change as note_patent
from patents.credential.issuing import content_of as patent_content
from patents.credential.issuing import signed as patent_code
from patents.models import Patent
from permits.interim.issuing import content_of as interim_content
from permits.interim.issuing import signed as interim_code
from permits.interim.places import place_of as interim_place
from permits.interim.services import end_certificate
from permits.proof.credential import content_of as permit_content
from permits.proof.credential import signed as permit_code
from permits.proof.places import place_of as permit_place
from permits.services import end_permit
from portal import clock
from portal.codes.lists import build_due, stored_list
from portal.codes.models import StatusList
from portal.codes.statuses import ListReader
from portal.codes.verdicts import Answer
from portal.codes.verifying import verify
from portal.events.actor import SYSTEM
from portal.signing.keys import KeyRing, Signer
from tests.factories import make_applicant, make_case, make_patent, make_permit
from tests.permits.residence import answers, ready, send, staying

KINDS = ("patent", "permit", "interim_certificate")


@dataclass(frozen=True)
class Document:
    """`code(made, by)` is a code of this document as it stood; `end()` takes it away for good; `last` is the last day that codes name."""

    kind: str
    row: Any
    last: date
    place: int
    code: Callable[..., str]
    end: Callable[[], object]
    lists: tuple[str, ...]


def document(kind: str) -> Document:
    made = {"patent": _patent, "permit": _permit, "interim_certificate": _interim}[kind]()
    build_due()
    return made


def _patent() -> Document:
    patent = make_patent("issued", case=make_case("granted", person=make_applicant()), profession="bricklayer")
    content, place = patent_content(patent), index_of(patent)

    def end() -> None:
        Patent.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=clock.today())
        note_patent(patent.pk)

    def code(made: datetime | None = None, by: Signer | None = None, **said: Any) -> str:
        return patent_code(replace(content, **said), index=place, at=made or clock.now(), by=by)

    return Document("patent", patent, content.paid_through, place, code, end, ("revoked", "in-force"))


def _permit() -> Document:
    permit = make_permit()
    content, place = permit_content(permit), permit_place(permit)

    def code(made: datetime | None = None, by: Signer | None = None, listed: bool = True, **said: Any) -> str:
        at = int((made or clock.now()).timestamp())
        return permit_code(replace(content, **said), place=place if listed else None, at=at, by=by)

    def end() -> None:
        end_permit(permit_id=permit.pk, status="annulled", actor=SYSTEM, on=clock.today())

    return Document("permit", permit, permit.valid_until, place, code, end, ("permit-revoked", "permit-in-force"))


def _interim() -> Document:
    spouse = {"ground": "SPOUSE_OF_CITIZEN"}
    case = send(ready(person=staying(make_applicant(), clock.today() + timedelta(days=30)), given=answers(ground=spouse)))
    certificate = case.interim_certificate
    content, place = interim_content(certificate), interim_place(certificate)

    def code(made: datetime | None = None, by: Signer | None = None, listed: bool = True, **said: Any) -> str:
        return interim_code(replace(content, **said), place=place if listed else None, at=made or clock.now(), by=by)

    def end() -> None:
        end_certificate(case_id=case.pk, outcome="refused", at=timezone.now())

    return Document("interim_certificate", certificate, content.valid_until, place, code, end, ("interim-revoked",))


def look(text: str, moment: datetime | None = None, lists: dict[str, str] | None = None, seen: dict[str, int] | None = None) -> Answer:
    """Without network: published lists, or those of before that are given by name."""
    ring = KeyRing.of_the_portal()

    def fetch(uri: str) -> str | None:
        return stored_list(uri) if lists is None else lists.get(uri.split("/")[-2])

    return verify(text, ring=ring, reader=ListReader(fetch, ring, seen), now=int((moment or clock.now()).timestamp()))


def published() -> dict[str, str]:
    return dict(StatusList.objects.values_list("kind", "token"))


def within_days(one: Document) -> dict[str, date]:
    """What a code of long ago said: its days ended yesterday."""
    yesterday, first = clock.today() - timedelta(days=1), clock.today() - timedelta(days=40)
    return {
        "patent": {"paid_through": yesterday, "begins_on": first},
        "permit": {"stated": yesterday, "valid_until": yesterday},
        "interim_certificate": {"valid_until": yesterday, "begins_on": first},
    }[one.kind]
