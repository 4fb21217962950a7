"""The code of a patent, as the one verifier of all codes knows it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from patents import professions
from patents.credential import fields
from patents.credential.indices import IN_FORCE, REVOKED, SUBJECT, give_missing_indices
from portal.codes.kinds import CodeKind, Shown
from portal.codes.kinds import register as register_kind
from portal.codes.lists import days_by_region
from portal.codes.verdicts import Explanation, Verdict
from portal.codes.words import GOES_ON, Words
from portal.signing.models import SigningKey

# One row per byte that is not zero. `revoked`: the patent is annulled, or the sheet or card of this place was replaced. `in-force`: the
# rule of `patents.rules.validity.validity_on`; a test compares the two.
_BYTES = """
SELECT (i.number - %s) / 8,
       bit_or((p.status = 'annulled' OR i.replaced_at IS NOT NULL)::int << (i.number %% 8)::int),
       bit_or((p.status = 'issued' AND p.begins_on <= t.today AND t.today <= p.valid_through
               AND (p.annulled_on IS NULL OR t.today < p.annulled_on))::int << (i.number %% 8)::int)
  FROM credential_credentialindex i
  JOIN patents_patent p ON p.id = i.patent_id
  JOIN (VALUES {days}) AS t (region, today) ON t.region = p.region
 WHERE i.number >= %s AND i.number < %s
 GROUP BY 1
"""


def rows(first: int, end: int, at: datetime) -> Iterable[tuple[int, ...]]:
    days, values = days_by_region(at)
    with connection.cursor() as cursor:
        cursor.execute(_BYTES.format(days=days), [first, *values, first, end])
        found: list[tuple[int, int, int]] = cursor.fetchall()
    return found


ANSWERS = (
    Words(
        Verdict.VALID,
        _("Valid"),
        _("The code is the portal’s and the patent is paid for today. Compare the name with the passport of the person before you."),
        "right",
    ),
    Words(Verdict.EXPIRED, _("Not valid: the paid days are over"), _("The code is the portal’s, but its last paid day has passed.")),
    Words(
        GOES_ON,
        _("Valid by the list: the code is older than a payment"),
        _("The code is the portal’s. Its last paid day has passed. Compare the name with the passport of the person before you."),
        "neutral",
    ),
    Words(Verdict.NOT_YET, _("Not valid yet"), _("The code is the portal’s, but the first day of the patent is still to come.")),
    Words(
        Verdict.REVOKED,
        _("Not valid any more"),
        _("The portal made this code, but the patent has ended since or the code was withdrawn: it allows no work."),
    ),
)
EXPLANATIONS = (
    Words(
        Explanation.RENEWED,
        "",
        _("The list says that the patent is valid: it was paid or extended after this code was made. Ask for a fresh code."),
    ),
    Words(
        Explanation.REPLACED,
        "",
        _("The patent itself is valid by the list, but this sheet or card has been replaced. Ask for the new one or for a fresh code."),
    ),
    Words(Explanation.SHORTENED, "", _("The list was made after this code and says that the patent had ended by then.")),
)
SHOWN = (
    Shown(label=_("Name"), fields=("name",)),
    Shown(label=_("Date of birth"), fields=("birth_date",), style="day"),
    Shown(label=_("Citizenship"), fields=("citizenship",), style="citizenships"),
    Shown(label=_("Series and number"), fields=("series", "number")),
    Shown(label=_("Region"), fields=("region",), style="regions"),
    Shown(label=_("Profession"), fields=("profession",), style="professions"),
    Shown(label=_("Issued on"), fields=("issued_on",), style="day"),
    Shown(label=_("Valid from"), fields=("begins_on",), style="day"),
    Shown(label=_("Paid through, when the code was made"), fields=("paid_through",), style="day"),
    Shown(label=_("Valid through, by an extension order"), fields=("valid_through",), style="day"),
    Shown(label=_("Order"), fields=("order",)),
)

KIND = CodeKind(
    name=SUBJECT,
    title=_("Work patent"),
    claim=fields.PATENT,
    purpose=SigningKey.Purpose.CREDENTIAL,
    content=fields.content_in,
    revoked=REVOKED,
    in_force=IN_FORCE,
    rows=rows,
    give_places=give_missing_indices,
    shown=SHOWN,
    names={"professions": lambda: dict(professions.choices())},
    answers=ANSWERS,
    explanations=EXPLANATIONS,
)


def register() -> None:
    register_kind(KIND)
