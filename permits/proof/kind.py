"""The code of a permit, as the one verifier of all codes knows it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from permits.models import Permit
from permits.proof import fields
from permits.proof.credential import known
from permits.proof.places import IN_FORCE, REVOKED, SUBJECT
from portal import clock
from portal.codes.kinds import CodeKind, Shown
from portal.codes.kinds import register as register_kind
from portal.codes.lists import days_by_region
from portal.codes.verdicts import Explanation, Verdict
from portal.codes.words import GOES_ON, Words
from portal.signing.models import SigningKey

# One row per byte that is not zero; the rule is `permits.standing.standing_on`, which a test compares. `permit-in-force` also has those
# that a newer document replaced: with a bit in both lists they are told from what was annulled or has ended.
_BYTES = """
SELECT (number - %s) / 8, bit_or(over::int << (number %% 8)::int),
       bit_or((CASE WHEN over THEN status = 'replaced'
                    ELSE issued_on <= today AND (valid_until IS NULL OR valid_until >= today) END)::int << (number %% 8)::int)
  FROM (SELECT i.number, p.status, p.issued_on, p.valid_until, COALESCE(t.today, %s) AS today,
               p.ended_on IS NOT NULL AND p.ended_on <= COALESCE(t.today, %s) AS over
          FROM permit_proof_permitplace i JOIN permits_permit p ON p.id = i.permit_id
          LEFT JOIN (VALUES {days}) AS t (region, today) ON t.region = p.region
         WHERE i.number >= %s AND i.number < %s) AS places
 GROUP BY 1
"""


def rows(first: int, end: int, at: datetime) -> Iterable[tuple[int, ...]]:
    days, values = days_by_region(at)
    moscow = at.astimezone(clock.MOSCOW).date()
    with connection.cursor() as cursor:
        cursor.execute(_BYTES.format(days=days), [first, moscow, moscow, *values, first, end])
        found: list[tuple[int, int, int]] = cursor.fetchall()
    return found


ANSWERS = (
    Words(
        Verdict.VALID,
        _("Valid"),
        _("The code is the portal’s and the document is in force. Compare the name with the passport of the person before you."),
        "right",
    ),
    Words(Verdict.EXPIRED, _("Not valid: the last day has passed"), _("The code is the portal’s, but the day that it names has passed.")),
    Words(
        GOES_ON,
        _("Valid: extended after the code was made"),
        _("The code is the portal’s. The last day that it names has passed. Compare the name with the passport of the person before you."),
        "right",
    ),
    Words(Verdict.NOT_YET, _("Not valid yet"), _("The code is the portal’s, but the first day of the document is still to come.")),
    Words(
        Verdict.REVOKED,
        _("Not valid any more"),
        _("The portal made this code, but the document is not in force any more."),
    ),
)
EXPLANATIONS = (
    Words(
        Explanation.RENEWED,
        "",
        _("The document is valid: an order moved its last day after this code was made. The holder can show a fresh code."),
    ),
    Words(Explanation.REPLACED, "", _("A newer document has taken its place. Ask for the newer one.")),
    Words(
        Explanation.SHORTENED,
        "",
        _("The order that had moved the last day was repealed after this code was made, and the document has ended."),
    ),
    Words(
        Explanation.MOVED,
        "",
        _("An order was applied or repealed after this code was made: its last day is another one now. The holder can show a fresh code."),
    ),
)
SHOWN = (
    Shown(label=_("Document"), fields=("kind",), style="permit_kinds"),
    Shown(label=_("Series and number"), fields=("series", "number")),
    Shown(label=_("Name"), fields=("name",)),
    Shown(label=_("Date of birth"), fields=("birth_date",), style="day"),
    Shown(label=_("Citizenship"), fields=("citizenship",), style="citizenships"),
    Shown(label=_("Region"), fields=("region",), style="regions"),
    Shown(label=_("Issued on"), fields=("issued_on",), style="day"),
    Shown(label=_("Valid until, as the document says"), fields=("stated",), style="day", unless="valid_until"),
    Shown(label=_("Valid until, when the code was made"), fields=("valid_until",), style="day", empty=_("without a last day")),
    Shown(label=_("Extended by an order"), fields=("order", "reason")),
)

KIND = CodeKind(
    name=SUBJECT,
    title=_("Document about stay or residence"),
    claim=fields.PERMIT,
    purpose=SigningKey.Purpose.PERMIT,
    content=fields.content_in,
    revoked=REVOKED,
    in_force=IN_FORCE,
    rows=rows,
    known=known,
    today_label=_("Today it is valid through"),
    shown=SHOWN,
    names={"permit_kinds": lambda: {code: str(label) for code, label in Permit.Kind.choices}},
    answers=ANSWERS,
    explanations=EXPLANATIONS,
)


def register() -> None:
    register_kind(KIND)
