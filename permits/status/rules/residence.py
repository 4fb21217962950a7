"""What permits of residence, extensions and certificates allow, when they end, and what their holders must do (115-FZ art. 5, 6, 8)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.addresses import address_parts
from permits.status.rules.arrival import is_of_this_stay
from permits.status.rules.asking import Asked, birthday, gather, is_told_done
from permits.status.rules.values import Action, Duty, Found, Ground, Over, PermitFacts, Question, Rank
from permits.status.rules.words import DO_IT_LATE, TO_THE_OFFICE, stated, stay_until
from portal.legal import regions
from portal.legal.explained import Explained, Step
from portal.legal.rules.calendar import add_months
from portal.legal.wording import said

KEYS: Final = (
    "permits.yearly_notice", "permits.yearly_notice_in_person", "permits.replacement_ages", "permits.replacement_after_birthday",
    "permits.permanent_residence_earliest", "permits.permanent_residence_latest", "permits.residence_registration",
)  # fmt: skip
TEMPORARY, PERMANENT = "temporary_residence", "permanent_residence"
ABSENCE: Final = _("More than six months outside Russia in all.")
ORDERS: Final = gettext_noop("Orders in force extend it: valid until %(day)s.")
FOLLOW_IT: Final = _(
    "Apply for the document that follows it, or leave Russia, by the end of this day. Who applies in time may stay until the decision."
)
# Letters and calendars say it too, so it names no protection.
RENEW_IT: Final = _("Ask for its renewal by the end of this day. Who asks in time keeps what it gives until the decision.")
TAKEN_BACK: Final = _("A decision of the migration office to annul it: you would hear of it, with the ground and the way to appeal.")


@dataclass(frozen=True)
class _Kind:
    rank: Rank
    title: Any
    work: Callable[[PermitFacts], Any]
    citation: Any
    ends: tuple[Any, ...] = (TAKEN_BACK,)
    followed_by: tuple[str, ...] = ()  # codes of the applications for what may follow it, the usual one first
    before_its_end: Any = FOLLOW_IT


def _anywhere(_permit: PermitFacts) -> Any:
    return _("Live and work anywhere in Russia, without a patent.")


def _in_region(permit: PermitFacts) -> Any:
    place = regions.region(permit.region).where if regions.exists(permit.region) else permit.region
    return said(gettext_noop("Live and work %(where)s, without a patent. Not in other regions."), where=place)


def _students(_permit: PermitFacts) -> Any:
    return _("Study, and work in your free time without a patent.")


def _no_work(_permit: PermitFacts) -> Any:
    return _("Live here. To work you need a patent, or a contract if your citizenship needs no patent.")


_KINDS: Final = {
    PERMANENT: _Kind(
        Rank.PERMANENT,
        _("Residence permit (VNZh)"),
        _anywhere,
        _("Federal Law 115-FZ, art. 8"),
        (TAKEN_BACK, ABSENCE),
        before_its_end=_(
            "This portal does not take the application for its prolongation: go to the migration office of your region before this day, "
            "with the permit and your passport."
        ),
    ),
    TEMPORARY: _Kind(
        Rank.RESIDENCE,
        _("Temporary residence permit (RVP)"),
        _in_region,
        _("Federal Law 115-FZ, art. 6"),
        (TAKEN_BACK, ABSENCE),
        followed_by=("permanent-residence",),
    ),
    "study_residence": _Kind(
        Rank.STUDY,
        _("Temporary residence permit for education (RVPO)"),
        _students,
        _("Federal Law 115-FZ, art. 6.2"),
        followed_by=("temporary-residence", "permanent-residence", "study-residence-transfer"),
    ),
    "refugee_certificate": _Kind(
        Rank.PROTECTION,
        _("Refugee certificate"),
        _anywhere,
        _("Federal Law 4528-1 of 19.02.1993"),
        before_its_end=RENEW_IT,
        followed_by=("refugee-extension", "permanent-residence", "temporary-residence"),
    ),
    "temporary_asylum": _Kind(
        Rank.PROTECTION,
        _("Certificate of temporary asylum"),
        _anywhere,
        _("Federal Law 4528-1 of 19.02.1993"),
        before_its_end=RENEW_IT,
        followed_by=("temporary-asylum-extension", "refugee-status", "temporary-residence", "permanent-residence"),
    ),
    "temporary_stay": _Kind(
        Rank.EXTENSION,
        _("Extension of temporary stay"),
        _no_work,
        _("Federal Law 115-FZ, art. 5"),
        followed_by=(
            "temporary-stay", "temporary-residence", "permanent-residence", "study-residence", "temporary-asylum", "refugee-status",
        ),
    ),
}  # fmt: skip


def found(asked: Asked) -> Found:
    return gather(Found(), asked, (_grounds, _over, _notices, _replacement, _next_step, _residence_registration))


def _of_kind(asked: Asked, *kinds: str) -> list[PermitFacts]:
    return [permit for permit in asked.facts.permits if permit.kind in kinds]


def _grounds(asked: Asked, found: Found) -> None:
    for permit in asked.facts.permits:
        kind = _KINDS.get(permit.kind)
        if kind is None:
            continue
        until = _until(permit, kind)
        found.grounds.append(
            Ground(
                code=permit.kind,
                rank=kind.rank,
                title=kind.title,
                until=until,
                headline=stay_until(permit.valid_until),
                allows=(kind.work(permit),),
                ends=kind.ends,
                citation=kind.citation,
            )
        )
        if permit.valid_until:
            found.duties.append(_end(permit, kind, Explained(permit.valid_until, until.steps)))


def _over(asked: Asked, found: Found) -> None:
    permit = asked.facts.over
    if permit is None or permit.kind not in _KINDS or not is_of_this_stay(asked, permit.last_day):
        return
    kind = _KINDS[permit.kind]
    assert permit.last_day is not None
    steps = _until(permit, kind).steps
    if permit.ended_on:
        words = said(gettext_noop("It was ended: %(day)s is the first day without it."), day=permit.ended_on)
        steps = (*steps, Step(words, permit.ended_on, kind.citation))
    series, _space, number = permit.number.rpartition(" ")
    found.over.append(
        Over(
            title=said(gettext_noop("%(document)s %(number)s"), document=kind.title, number=permit.number),
            last=Explained(permit.last_day, steps),
            now=_ASK_AGAIN if kind.rank == Rank.PROTECTION else TO_THE_OFFICE,
            action=Action(_("Open the document"), "permits:permit", tuple(address_parts(permit.kind, series, number))),
        )
    )


_ASK_AGAIN: Final = _(
    "Go to the migration office today, say that you still need protection and why you are late: the office decides what remains possible. "
    "If another ground lasts longer, put it into your profile."
)


def _until(permit: PermitFacts, kind: _Kind) -> Explained[date | None]:
    if permit.valid_until is None or permit.valid_until_stated is None:
        return Explained(None, (Step(_("The document has no last day."), citation=kind.citation),))
    return Explained(permit.valid_until, (stated(permit.valid_until_stated, kind.citation), *_moved(permit, kind)))


def _moved(permit: PermitFacts, kind: _Kind) -> Iterable[Step]:
    """One step for each order; where the ledger is still being written, the day alone."""
    if permit.valid_until == permit.valid_until_stated:
        return
    words = gettext_noop("Extension order %(number)s adds %(days)s days to the stated day: through %(day)s.")
    for one in permit.extensions:
        yield Step(said(words, number=one.order, days=one.days, day=one.gives), one.gives, one.source)
    standing = next((one for one in permit.extensions if one.gives == permit.valid_until), None)
    if standing is None:
        yield Step(said(ORDERS, day=permit.valid_until), permit.valid_until, kind.citation)
    elif len(permit.extensions) > 1:
        several = gettext_noop("Extensions do not add up: the latest day stands, %(day)s.")
        yield Step(said(several, day=standing.gives), standing.gives, standing.source)


def _end(permit: PermitFacts, kind: _Kind, due: Explained[date]) -> Duty:
    return Duty(
        key=f"permit_end:{permit.kind}:{permit.number}",
        code="permit_end",
        title=said(gettext_noop("The last day of the document: %(document)s"), document=kind.title),
        what=kind.before_its_end,
        due=due,
        begun_on=permit.issued_on,
        outside=_("The last day of a document of yours") if kind.rank == Rank.PROTECTION else "",
        procedures=kind.followed_by,
        about=permit.name,
        by_visit=not kind.followed_by,
    )


def _notices(asked: Asked, found: Found) -> None:
    """Each year, once the year is over: that one still lives here and has an income."""
    for permit in _of_kind(asked, TEMPORARY, PERMANENT):
        years = max(1, asked.on.year - permit.issued_on.year - 1)
        for year in range(years, years + 3):
            over = add_months(permit.issued_on, 12 * year)
            duty = yearly_notice(asked, permit, over, year)
            if permit.valid_until and over > permit.valid_until:
                break
            if duty.due.value >= asked.on and not duty.done:
                found.duties.append(duty)
                break


def yearly_notice(asked: Asked, permit: PermitFacts, over: date, year: int) -> Duty:
    """The notice for one year of a permit, `over` on the day of its issue."""
    term = asked.book.term("permits.yearly_notice", on=over, scopes=(permit.kind, ""))
    reckoned = asked.term_end(term, over)
    counted = Step(said(gettext_noop("Years on the permit that are over on %(day)s."), day=over), year, term.citation)
    series, _space, number = permit.number.rpartition(" ")
    in_person = permit.kind == PERMANENT and year % asked.book.term("permits.yearly_notice_in_person", on=asked.on).amount == 0
    key = f"yearly_notice:{permit.kind}:{permit.number}:{year}"
    return Duty(
        key=key,
        code="yearly_notice",
        title=_("Yearly notice of residence"),
        what=_COME_WITH_IT if in_person else _TELL_IT,
        due=Explained(reckoned.value, (counted, *reckoned.steps)),
        begun_on=over,
        opens_on=over,
        done=is_told_done(key, asked),
        can_tell=True,
        action=Action(
            _("How to give the notice") if in_person else _("Send the notice"),
            "yearly:notice",
            tuple(address_parts(permit.kind, series, number)),
        ),
        missed=_COME_NOW if in_person else _SEND_NOW,
    )


_TELL_IT: Final = _(
    "Tell the migration office that you live here and from what income. Whoever misses it for two years may lose the permit."
)
_COME_WITH_IT: Final = _(
    "The notice for this year is given in person: come to the office of your region with your permit and passport. It cannot be sent "
    "from here."
)
_SEND_NOW: Final = _(
    "Send it now: it is taken late too, and its receipt says that it is late. Whoever misses it for two years may lose the "
    "permit, but never by itself: officers decide, and you would hear of it, with the ground and the way to appeal."
)
_COME_NOW: Final = _(
    "Come to the office of your region now, with your permit and passport: the notice is taken late too. Whoever misses it for two years "
    "may lose the permit, but never by itself: officers decide, and you would hear of it, with the ground and the way to appeal."
)


def _replacement(asked: Asked, found: Found) -> None:
    """A residence permit is replaced after the birthdays that the law names."""
    permits, born = _of_kind(asked, PERMANENT), asked.facts.birth_date
    if not permits:
        return
    if born is None:
        text = _("When were you born?")
        found.questions.append(Question("birth_date", text, _("When your residence permit must be replaced"), "profiles:passport"))
        return
    permit = max(permits, key=lambda one: one.issued_on)
    ages = asked.book.text("permits.replacement_ages", on=asked.on)
    for age in (int(word) for word in ages.value.split()):
        comes_on = birthday(born, age)
        if comes_on <= permit.issued_on:
            continue
        term = asked.book.term("permits.replacement_after_birthday", on=asked.on)
        reckoned = asked.term_end(term, comes_on)
        said_age = Step(said(gettext_noop("Your birthday at which the permit is replaced, age %(age)s."), age=age), comes_on, ages.citation)
        found.duties.append(
            Duty(
                key=f"replacement:{permit.number}:{age}",
                code="replacement",
                title=said(gettext_noop("Replace the residence permit at %(age)s"), age=age),
                what=_("Apply for a new residence permit after the birthday, by this day. The old one is not valid after that."),
                due=Explained(reckoned.value, (said_age, *reckoned.steps)),
                begun_on=comes_on,
                opens_on=comes_on,
                procedures=("permit-replacement",),
                about=permit.name,
                asked_from=comes_on,
                missed=_("Apply now: it is taken late too. What follows from the delay is not established here: ask the migration office."),
            )
        )
        return


def _next_step(asked: Asked, found: Found) -> None:
    """From a temporary residence permit to a residence permit: not too early, and in good time before it ends."""
    if _of_kind(asked, PERMANENT):
        return
    for permit in _of_kind(asked, TEMPORARY):
        if permit.valid_until is None:
            continue
        after = asked.book.term("permits.permanent_residence_earliest", on=permit.issued_on)
        notice = asked.book.term("permits.permanent_residence_latest", on=asked.on)
        opens, last = add_months(permit.issued_on, after.amount), add_months(permit.valid_until, -notice.amount)
        steps = (
            Step(said(gettext_noop("Months on the permit before one may apply: from %(day)s."), day=opens), after.amount, after.citation),
            *_until(permit, _KINDS[TEMPORARY]).steps,
            Step(said(gettext_noop("Months before that day: apply until %(day)s."), day=last), notice.amount, notice.citation),
        )
        found.duties.append(
            Duty(
                key=f"residence_permit:{permit.number}",
                code="residence_permit",
                title=_("Apply for a residence permit (VNZh)"),
                what=_("A temporary residence permit is not prolonged. Who wants to stay applies for a residence permit in these months."),
                due=Explained(last, steps),
                begun_on=opens,
                opens_on=opens,
                procedures=("permanent-residence",),
            )
        )


def _residence_registration(asked: Asked, found: Found) -> None:
    """Holders of RVP and VNZh register at the place of residence within working days from the permit, or from the arrival after it."""
    permits = _of_kind(asked, TEMPORARY, PERMANENT)
    if not permits or _of_kind(asked, "residence_registration"):
        return
    permit = max(permits, key=lambda one: one.issued_on)
    start = max(permit.issued_on, asked.entered_on or permit.issued_on)
    term = asked.book.term("permits.residence_registration", on=start)
    key = f"residence_registration:{start.isoformat()}"
    registered = asked.facts.address_told_on is not None and asked.facts.address_told_on >= start
    found.duties.append(
        Duty(
            key=key,
            code="residence_registration",
            title=_("Registration at the place of residence"),
            what=_(
                "Go to the migration office with your permit and the papers of the dwelling where you live. "
                "Then tell the portal your address."
            ),
            due=asked.term_end(term, start),
            begun_on=start,
            done=registered or is_told_done(key, asked),
            can_tell=True,
            action=Action(_("Tell your address"), "profiles:address"),
            missed=DO_IT_LATE,
            by_visit=True,
        )
    )


__all__ = ["KEYS", "found", "yearly_notice"]
