"""The signed code of a permit: made afresh each time it is shown or printed, kept nowhere.

It names both last days, and the order that moved one. A code printed before an order was applied or repealed is genuine and out of
date: lists say whether the document is valid, the portal's own records also which day is the last one today."""

from dataclasses import replace
from datetime import date, timedelta

from permits.extensions.selectors import standing_extension
from permits.models import Permit
from permits.proof import fields
from permits.proof.places import REVOKED, place_of
from permits.selectors import civil_today, holder_as_printed
from permits.standing import Standing, standing_on
from portal import clock
from portal.codes.envelope import Envelope
from portal.codes.making import issuer, midnight, place_in, signed_text
from portal.codes.statuses import ListState
from portal.codes.verdicts import Answer, Explanation, Verdict
from portal.legal import regions
from portal.signing.keys import Signer
from portal.signing.models import SigningKey


def credential_text(permit: Permit) -> str:
    """The signed text of a permit as it stands now."""
    return signed(content_of(permit), place=place_of(permit), at=int(clock.now().timestamp()))


def content_of(permit: Permit) -> fields.Content:
    holder, extension = holder_as_printed(permit), standing_extension(permit)
    order = extension.order if extension else None
    return fields.Content(
        kind=permit.kind,
        series=permit.series,
        number=permit.number,
        name=holder.full_name,
        birth_date=holder.birth_date,
        citizenship=permit.citizenship,
        region=permit.region,
        issued_on=permit.issued_on,
        stated=permit.valid_until_stated,
        valid_until=permit.valid_until,
        order=order.number if order else "",
        reason=", ".join(part for part in (order.act, order.citation) if part) if order else "",
    )


def signed(content: fields.Content, *, place: int | None, at: int, by: Signer | None = None) -> str:
    """Valid from the first second of the day of issue to the last one of the last day, in the region; `at` in seconds since 1970."""
    ends = content.valid_until is not None and content.valid_until < date.max
    around = Envelope(
        issuer=issuer(),
        issued_at=at,
        not_before=midnight(content.issued_on, content.region),
        expires=midnight(content.valid_until + timedelta(days=1), content.region) if ends and content.valid_until else None,
        place=None if place is None else place_in(REVOKED, place),
    )
    return signed_text(fields.claims_of(content, around), SigningKey.Purpose.PERMIT, by=by)


def known(answer: Answer) -> Answer:
    """The answer by the portal's own records: whether the document is valid today, and through which day."""
    content = answer.content
    assert isinstance(content, fields.Content)
    now = int(clock.now().timestamp())
    answer = replace(answer, lists=ListState.RECORDS, list_sequence=None, list_as_of=now, list_age=0)
    permit = _of_code(content, answer.issued_at or now)
    if permit is None:
        return replace(answer, result=Verdict.REVOKED, explanation=None)
    result, explanation = _judged(permit, content)
    last = None if permit.status == Permit.Status.MISTAKEN else permit.valid_until
    return replace(answer, result=result, explanation=explanation, valid_until_today=last)


def _of_code(content: fields.Content, made_at: int) -> Permit | None:
    """The document for which the code was made, in seconds since 1970. Where an entry was withdrawn as mistaken and the number entered
    anew, a code of the first one says nothing of the second: the last that was here when the code was made."""
    rows = list(Permit.objects.filter(kind=content.kind, series=content.series, number=content.number).order_by("pk"))
    before = [one for one in rows if int(one.entered_at.timestamp()) <= made_at]
    return (before or rows)[-1] if len(rows) > 1 else next(iter(rows), None)


def _judged(permit: Permit, content: fields.Content) -> tuple[Verdict, Explanation | None]:
    today = civil_today(permit) if regions.exists(permit.region) else clock.today()
    standing = standing_on(permit, today)
    if standing is Standing.MISTAKEN:
        return Verdict.REVOKED, None
    if standing is Standing.OVER:
        return Verdict.REVOKED, Explanation.REPLACED if permit.status == Permit.Status.REPLACED else None
    if standing is Standing.NOT_YET:
        return Verdict.NOT_YET, None
    within = content.valid_until is None or today <= content.valid_until
    if standing is Standing.EXPIRED:
        return (Verdict.REVOKED, Explanation.SHORTENED) if within else (Verdict.EXPIRED, None)
    if not within:
        return Verdict.EXPIRED, Explanation.RENEWED
    return Verdict.VALID, None if permit.valid_until == content.valid_until else Explanation.MOVED
