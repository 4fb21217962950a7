"""The code of an interim certificate, as the one verifier of all codes knows it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from permits.interim import fields
from permits.interim.models import InterimCertificate, Right
from permits.interim.places import REVOKED, SUBJECT
from permits.interim.selectors import is_over, latest_term
from portal import clock
from portal.codes.kinds import CodeKind, Shown
from portal.codes.kinds import register as register_kind
from portal.codes.statuses import ListState
from portal.codes.verdicts import Answer, Explanation, Verdict
from portal.codes.words import GOES_ON, Words
from portal.signing.models import SigningKey

# One row per byte that is not zero. The rule is `permits.interim.selectors.is_over`; a test compares the two.
_BYTES: Final = """
SELECT (i.number - %s) / 8, bit_or(1 << (i.number %% 8)::int)
  FROM interim_interimplace i JOIN interim_interimcertificate c ON c.id = i.certificate_id JOIN cases_case a ON a.id = c.case_id
 WHERE i.number >= %s AND i.number < %s AND (c.ended_at IS NOT NULL OR a.status = ANY(%s))
 GROUP BY 1
"""


def rows(first: int, end: int, at: datetime) -> Iterable[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_BYTES, [first, first, end, sorted(Case.FINAL)])
        found: list[tuple[int, int]] = cursor.fetchall()
    return found


def known(answer: Answer) -> Answer:
    """The answer by the portal's own records: a decision ends every code at once, and until then each day brings a fresh one."""
    content, now = answer.content, int(clock.now().timestamp())
    assert isinstance(content, fields.Content)
    answer = replace(answer, lists=ListState.RECORDS, list_sequence=None, list_as_of=now, list_age=0)
    certificate = InterimCertificate.objects.select_related("case").filter(number=content.number).first()
    if certificate is None or is_over(certificate):
        return replace(answer, result=Verdict.REVOKED, explanation=None)
    until = latest_term(certificate).valid_until
    if answer.result is Verdict.EXPIRED and until > content.valid_until:
        return replace(answer, explanation=Explanation.RENEWED, valid_until_today=until)
    result = Verdict.VALID if answer.result is Verdict.NOT_JUDGED else answer.result
    return replace(answer, result=result, valid_until_today=until)


ANSWERS = (
    Words(
        Verdict.VALID,
        _("Valid: the rights continue"),
        _("The code is the portal’s, and no decision is known. Compare the name with the passport."),
        "right",
    ),
    Words(
        Verdict.EXPIRED,
        _("This code is too old"),
        _("The code is the portal’s, but its days are over. If the decision is still to come, the holder has a fresh one on the portal."),
        "neutral",
    ),
    Words(
        GOES_ON,
        _("The rights continue: the code has been renewed"),
        _("The code is the portal’s. Its own days are over. Compare the name with the passport of the person before you."),
        "right",
    ),
    Words(Verdict.NOT_YET, _("Not valid yet"), _("The code is the portal’s, but its first day is still to come.")),
    Words(
        Verdict.REVOKED,
        _("Not valid any more: the application has been decided"),
        _(
            "The portal made this code, but the application that it speaks of was decided or taken "
            "back. Ask for the document that followed."
        ),
    ),
)
EXPLANATIONS = (
    Words(
        Explanation.RENEWED,
        "",
        _("No decision had come when it was compared, so the certificate was renewed. The holder can show a fresh code."),
    ),
)
SHOWN = (
    Shown(label=_("Certificate"), fields=("number",)),
    Shown(label=_("Name"), fields=("name",)),
    Shown(label=_("Date of birth"), fields=("birth_date",), style="day"),
    Shown(label=_("Citizenship"), fields=("citizenship",), style="citizenships"),
    Shown(label=_("What continues"), fields=("right",), style="rights"),
    Shown(label=_("Region"), fields=("region",), style="regions"),
    Shown(label=_("Valid from"), fields=("begins_on",), style="day"),
    Shown(label=_("Valid until"), fixed=_("the decision on the application; the code is renewed until then")),
    Shown(label=_("This code can be checked until"), fields=("valid_until",), style="day"),
)
KIND = CodeKind(
    name=SUBJECT,
    title=_("Interim certificate"),
    claim=fields.INTERIM,
    purpose=SigningKey.Purpose.CREDENTIAL,
    content=fields.content_in,
    revoked=REVOKED,
    rows=rows,
    known=known,
    today_label=_("The fresh code can be checked until"),
    shown=SHOWN,
    names={"rights": lambda: {code: str(label) for code, label in Right.choices}},
    answers=ANSWERS,
    explanations=EXPLANATIONS,
)


def register() -> None:
    register_kind(KIND)
