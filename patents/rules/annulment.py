"""Grounds on which a patent is annulled (115-FZ art. 18 and 13.3 (22)), and how long a new one must wait after some of them.

`article` is kept with the act and shown in the reader's language; it names no subparagraph that was not checked. The list is
not complete and may be extended."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Ground, Reason
from patents.rules.grounds import GROUNDS as REFUSAL_GROUNDS
from portal.legal.calendar import add_term
from portal.legal.explained import Explained
from portal.legal.figures import Term
from portal.legal.wording import said

OWN_REQUEST: Final = "OWN_REQUEST"
_ARTICLE = gettext_noop("Federal Law 115-FZ, art. 18; art. 13.3, para. 22")
_SHARED = ("FORGED_OR_FALSE_DATA", "DRUG_OR_INFECTION", "STAY_UNDESIRABLE_OR_ENTRY_BAN", "CONVICTION", "REPEAT_OFFENCES",
           "LEFT_RF_OVER_6M", "TERRORISM_EXTREMISM", "SECURITY_THREAT")  # fmt: skip

ANNULMENT_GROUNDS = (
    Ground(
        "NO_CONTRACT_COPY_2M",
        gettext_noop("Federal Law 115-FZ, art. 13.3, paras. 7 and 22"),
        _("No copy of the employment contract in time"),
        _(
            "The migration office did not receive a copy of your employment contract in the time that the law gives from the day the "
            "patent was issued."
        ),
    ),
    Ground(
        "WORK_OUTSIDE_REGION_OR_PROFESSION",
        gettext_noop("Federal Law 115-FZ, art. 13.3, paras. 16 and 22"),
        _("Work in another region or profession"),
        _("You worked outside the region or the profession that the patent names."),
    ),
    Ground(
        "USES_THIRD_PARTY_LABOUR",
        _ARTICLE,
        _("Work done by other people"),
        _("You had other people do the work that the patent allows only to you."),
    ),
    *(ground for ground in REFUSAL_GROUNDS if ground.code in _SHARED),
    Ground(OWN_REQUEST, gettext_noop("MVD order 695 of 5 October 2020"), _("Your own request"), _("You asked for the patent to be ended.")),
)


def ground_of(code: str) -> Ground | None:
    return next((ground for ground in ANNULMENT_GROUNDS if ground.code == code), None)


def barred_until(ended: Iterable[tuple[str, date]], *, grounds: frozenset[str], term: Term) -> Explained[date] | None:
    """The last day, inclusive, on which no new patent may be given; None when nothing bars it.

    `ended` are grounds and days of refusals and annulments; `grounds` is `patents.repeat_bar_grounds`, `term` `patents.repeat_bar`."""
    bars = [add_term(term, day) for code, day in ended if code in grounds]
    return max(bars, key=lambda bar: bar.value, default=None)


def repeat_bar(until: Explained[date] | None, *, on: date) -> list[Reason]:
    """Nothing from the day after the bar."""
    if until is None or on > until.value:
        return []
    text = said(
        gettext_noop("After a refusal or an annulment on this ground a new patent is given only after %(day)s."),
        day=until.value,
    )
    return [
        Reason(
            "repeat_bar",
            True,
            _("You cannot get a new patent yet"),
            text,
            _("Apply after that day. If you think the earlier decision was wrong, its letter says where and until when to appeal."),
            _("Federal Law 115-FZ, art. 13.3"),
        )
    ]
