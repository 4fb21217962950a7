"""What a patent, or its absence, means for "what am I today" (115-FZ art. 13.3; Tax Code art. 227.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from patents.rules import extended
from patents.rules.months import period
from patents.rules.reissue import window
from patents.rules.standing import KeptDates, is_valid_on
from patents.rules.validity import PATENT_LAW, TAX_CODE, PatentFacts, months_of
from permits.status.rules.applications import exam_duty
from permits.status.rules.arrival import is_of_this_stay, is_resident, was_resident
from permits.status.rules.asking import Asked, birthday, gather
from permits.status.rules.values import Action, Duty, Found, Ground, Over, Rank
from portal.legal import regions
from portal.legal.citizenships import Regime
from portal.legal.explained import Explained, Step
from portal.legal.rules.calendar import add_months
from portal.legal.wording import said

KEYS: Final = (
    "patents.apply_window", "patents.contract_copy", "patents.reissue_notice", "patents.reissue_earliest", "patents.exam_validity",
    "patents.minimum_age",
)  # fmt: skip
FIRST: Final = ("work-patent",)
REISSUE: Final = ("work-patent-reissue",)
NEEDS_PATENT: Final = frozenset({Regime.VISA_FREE})


@dataclass(frozen=True, kw_only=True)
class HeldPatent:
    """A patent as its sheet and its payments say. `profession` is written in the reader's language when it is read."""

    series: str
    number: str
    region: str
    profession: Any
    facts: PatentFacts
    valid_through: date | None  # the paid day, or a later one by an extension order
    handed_out_on: date | None
    contract_received_on: date | None
    is_followed: bool
    unpaid_next: tuple[str, str] | None = None  # series and number of the next patent while it is granted and its money has not come

    @property
    def name(self) -> str:
        return f"{self.series} {self.number}"


@dataclass(frozen=True, kw_only=True)
class PatentStanding:
    """`applied_on`: the newest decided application for a first patent. What was answered in the newest that was sent tells of the exam and
    the medical certificate."""

    patents: tuple[HeldPatent, ...] = ()
    applied_on: date | None = None
    exam_issued_on: date | None = None
    medical_issued_on: date | None = None


def found(asked: Asked, standing: PatentStanding) -> Found:
    answer = Found(settled=_settled(standing))
    makers: list[Callable[[Asked, Found], None]] = [lambda asked, found: _application(asked, found, standing)]
    makers += [_of(patent) for patent in standing.patents if _holds(patent, asked.on)]
    makers.append(lambda asked, found: _over(asked, found, standing))
    makers.append(lambda asked, found: _exam(asked, found, standing))
    return gather(answer, asked, makers)


def _settled(standing: PatentStanding) -> dict[str, date]:
    """Fingerprints are taken when the patent is applied for in person; the medical certificate is among its papers."""
    handed_out = [patent.handed_out_on for patent in standing.patents if patent.handed_out_on]
    settled = {"fingerprints": min(handed_out)} if handed_out else {}
    if standing.medical_issued_on:
        settled["medical"] = standing.medical_issued_on
    return settled


def _holds(patent: HeldPatent, on: date) -> bool:
    known = patent.facts
    kept = KeptDates(begins_on=known.issued_on, valid_through=patent.valid_through, annulled_on=known.annulled_on)
    return is_valid_on(kept, on)


def _of(patent: HeldPatent) -> Callable[[Asked, Found], None]:
    def make(asked: Asked, found: Found) -> None:
        found.grounds.append(_ground(patent))
        _payment(found, patent)
        _contract(asked, found, patent)
        _reissue(asked, found, patent)

    return make


def _ground(patent: HeldPatent) -> Ground:
    assert patent.valid_through is not None
    paid_day = _paid_day(patent)
    where = regions.region(patent.region).where if regions.exists(patent.region) else patent.region
    headline = said(gettext_noop("You may work %(where)s until %(day)s, that day included."), where=where, day=patent.valid_through)
    job = said(
        gettext_noop("Work %(where)s, as: %(profession)s. Not in another region, not in another profession."),
        where=where,
        profession=patent.profession,
    )
    steps = (
        Step(_("The day of issue: the first day of the first month."), patent.facts.issued_on, PATENT_LAW),
        Step(_("Months paid."), patent.facts.paid_months, PATENT_LAW),
        Step(said(gettext_noop("The last paid day is %(day)s."), day=paid_day), paid_day, PATENT_LAW),
        *extended.steps(paid_day, patent.facts.extensions),
    )
    return Ground(
        code="patent",
        rank=Rank.PATENT,
        title=said(gettext_noop("Work patent %(number)s"), number=patent.name),
        until=Explained(patent.valid_through, steps),
        headline=headline,
        allows=(_("Stay in Russia as long as the patent is paid."), job),
        ends=(
            _("A month that is not paid in advance: the patent ends the next day and is not restored."),
            _("Its annulment, of which you would hear."),
        ),
        citation=PATENT_LAW,
        action=Action(_("Open the patent"), "patents:patent", (patent.series, patent.number)),
    )


_ENDED: Final = _("A patent that has ended is not restored. You may not work now. To work again, apply for a new patent.")
_UNPAID: Final = _("You may not work now. Your next patent is granted: it begins once its fee and first month are paid.")


def _over(asked: Asked, found: Found, standing: PatentStanding) -> None:
    """Patents that are over and that none followed."""
    for patent in standing.patents:
        begun, last = patent.facts.issued_on, _last_day(patent)
        if begun is None or last is None or patent.is_followed or not begun <= last < asked.on or not is_of_this_stay(asked, last):
            continue
        steps = [Step(said(gettext_noop("The last paid day is %(day)s."), day=_paid_day(patent)), _paid_day(patent), PATENT_LAW)]
        if patent.facts.annulled_on:
            words = said(gettext_noop("It was annulled: %(day)s is the first day without it."), day=patent.facts.annulled_on)
            steps.append(Step(words, patent.facts.annulled_on, PATENT_LAW))
        found.over.append(
            Over(
                title=said(gettext_noop("Work patent %(number)s"), number=patent.name),
                last=Explained(last, tuple(steps)),
                now=_ENDED if patent.unpaid_next is None else _UNPAID,
                action=Action(_("Open the patent"), "patents:patent", patent.unpaid_next or (patent.series, patent.number)),
            )
        )


def _last_day(patent: HeldPatent) -> date | None:
    annulled = patent.facts.annulled_on
    if patent.valid_through is None or annulled is None:
        return patent.valid_through
    return min(patent.valid_through, annulled - timedelta(days=1))


def _payment(found: Found, patent: HeldPatent) -> None:
    """`patents` warns of it itself. The last month needs no further one."""
    last, ends = patent.valid_through, _last_possible(patent)
    if last is None or ends is None or patent.facts.issued_on is None:
        return
    if last >= ends:
        found.duties.append(_patent_end(patent, ends))
        return
    text = said(gettext_noop("The next month must be paid on %(day)s at the latest."), day=last)
    found.duties.append(
        Duty(
            key=f"payment:{patent.name}:{last.isoformat()}",
            code="payment",
            title=_("Pay the next month of the patent"),
            what=_("Pay not later than this day, by the bank’s date. One day late, and the patent has ended."),
            due=Explained(last, (Step(text, last, TAX_CODE),)),
            begun_on=add_months(last, -1),
            announced_elsewhere=True,
            action=Action(_("Pay"), "patents:pay", (patent.series, patent.number)),
        )
    )


_REISSUE_BEFORE: Final = _("Have it reissued before, apply for another ground to stay, or leave Russia by the end of this day.")
_PAY_NEXT: Final = _(
    "Your next patent is granted. Pay its fee and first month by this day: while they are not paid you may not work from the next day on."
)


def _patent_end(patent: HeldPatent, ends: date) -> Duty:
    """`patents` warns of it itself."""
    text = said(gettext_noop("However much is paid, the patent ends on %(day)s."), day=ends)
    return Duty(
        key=f"patent_end:{patent.name}" + ("" if ends == patent.facts.expires_on else f":{ends.isoformat()}"),
        code="patent_end",
        title=_("The longest term of the patent ends"),
        what=_PAY_NEXT if patent.unpaid_next else _REISSUE_BEFORE,
        due=Explained(ends, (Step(text, ends, PATENT_LAW),)),
        begun_on=patent.facts.issued_on or ends,
        done=patent.is_followed,
        announced_elsewhere=True,
        action=Action(_("Open the next patent"), "patents:patent", patent.unpaid_next)
        if patent.unpaid_next
        else Action(_("Have it reissued"), "cases:start", REISSUE),
    )


def _paid_day(patent: HeldPatent) -> date:
    """By the payments alone."""
    assert patent.facts.issued_on is not None
    return period(patent.facts.issued_on, patent.facts.paid_months, expires_on=patent.facts.expires_on).ends


def _last_possible(patent: HeldPatent) -> date | None:
    ends = patent.facts.expires_on
    return None if ends is None else extended.last_day(ends, patent.facts.extensions)


def _contract(asked: Asked, found: Found, patent: HeldPatent) -> None:
    """From the issue of each patent. `patents` reminds of it itself."""
    if patent.handed_out_on is None:
        return
    term = asked.book.term("patents.contract_copy", on=patent.handed_out_on)
    found.duties.append(
        Duty(
            key=f"contract:{patent.name}",
            code="contract",
            title=_("Copy of the employment contract"),
            what=_("Send the office a copy of your contract. Without it the patent may be annulled."),
            due=asked.term_end(term, patent.handed_out_on),
            begun_on=patent.handed_out_on,
            done=patent.contract_received_on is not None,
            announced_elsewhere=True,
            action=Action(_("Send the copy of your contract"), "patents:contract", (patent.series, patent.number)),
            missed=_("Send it now: it is taken late too, and marked as late. Without it the patent may be annulled."),
        )
    )


def _reissue(asked: Asked, found: Found, patent: HeldPatent) -> None:
    if patent.facts.expires_on is None:
        return
    notice = asked.book.term("patents.reissue_notice", on=asked.on)
    earliest = asked.book.term("patents.reissue_earliest", on=asked.on)
    through = extended.last_day(patent.facts.expires_on, patent.facts.extensions)
    open_days = window(expires_on=patent.facts.expires_on, through=through, notice=notice, earliest=earliest, working=asked.working)
    found.duties.append(
        Duty(
            key=f"reissue:{patent.name}",
            code="reissue",
            title=_("Have the patent reissued"),
            what=_("Apply in these days if you want to go on working after this patent."),
            due=open_days.last,
            begun_on=open_days.first.value,
            opens_on=open_days.first.value,
            done=patent.is_followed or patent.unpaid_next is not None,
            procedures=REISSUE,
            about=patent.name,
            action=Action(_("Have it reissued"), "cases:start", REISSUE),
        )
    )


def _application(asked: Asked, found: Found, standing: PatentStanding) -> None:
    """Who came to work without a visa applies within the days that the law gives from the entry."""
    entered = asked.entered_on
    if entered is None or asked.facts.regime not in NEEDS_PATENT or asked.facts.purpose != "work" or was_resident(asked):
        return
    if any(_holds(patent, asked.on) for patent in standing.patents) or _is_too_young(asked):
        return
    if any(permit.kind in {"temporary_asylum", "refugee_certificate"} for permit in asked.facts.permits):
        return
    sent = standing.applied_on is not None and standing.applied_on >= entered
    term = asked.book.term("patents.apply_window", on=entered)
    found.duties.append(
        Duty(
            key=f"patent_application:{entered.isoformat()}",
            code="patent_application",
            title=_("Apply for a work patent"),
            what=_("Who came to work applies within this time. Later it is still possible, with a fine."),
            due=asked.term_end(term, entered),
            begun_on=entered,
            done=sent,
            procedures=FIRST,
            asked_from=entered,
            action=Action(_("Apply for a work patent"), "cases:start", FIRST),
            missed=_("Apply now: it is still possible, with the receipt of a fine for being late."),
        )
    )


def _is_too_young(asked: Asked) -> bool:
    born = asked.facts.birth_date
    return born is not None and asked.on < birthday(born, asked.book.term("patents.minimum_age", on=asked.on).amount)


def _exam(asked: Asked, found: Found, standing: PatentStanding) -> None:
    """The certificate of Russian, history and law that the last application named."""
    issued = standing.exam_issued_on
    if issued is None or is_resident(asked):
        return
    term = asked.book.term("patents.exam_validity", on=issued)
    last = add_months(issued, months_of(term))
    text = said(gettext_noop("Issued on %(day)s; months that it is valid."), day=issued)
    what = _(
        "The next application for a patent needs a valid one. The exam is taken at a university or centre that the Government has listed, "
        "not at this portal: sign up there in good time, and keep the new certificate in your profile."
    )
    found.duties.append(exam_duty(issued, Explained(last, (Step(text, months_of(term), term.citation),)), what=what))


__all__ = ["KEYS", "HeldPatent", "PatentStanding", "found"]
