"""What page, API and calendar show of a status: words, countdown, addresses of buttons."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.procedures import all_procedures, procedure
from permits.status.rules.values import Action, Duty, Question, Sent, State
from portal.legal.wording import date_in_words
from portal.ui.formats import countdown
from profiles.addresses import page_of
from profiles.models import Guardianship

_WORDS: Final = {
    State.LATE: (gettext_lazy("Not done"), "wrong"),
    State.NOW: (gettext_lazy("Still to do"), "active"),
    State.LATER: (gettext_lazy("Later"), "neutral"),
    State.WAITING: (gettext_lazy("Applied for, waiting"), "neutral"),
    State.DONE: (gettext_lazy("Done already"), "right"),
}
DISTANT: Final = timedelta(days=366)
SOON: Final = 5  # days left from which a duty is marked as urgent


@dataclass(frozen=True)
class ShownDuty:
    """A duty as it is read on a day."""

    duty: Duty
    state: State
    word: Any
    kind: str  # of the status tag
    left: str
    action_url: str
    action_text: Any
    can_take_back: bool  # the person said that it is done
    visit_url: str = ""  # where a time at an office is booked for it
    waiting_words: str = ""
    second_url: str = ""
    is_at_office: bool = False  # an application does it, but the portal takes none for this child

    @property
    def is_open(self) -> bool:
        """Something is left to do."""
        return self.state not in {State.DONE, State.WAITING}

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def is_missed(self) -> bool:
        return self.state == State.LATE

    @property
    def words(self) -> Any:
        """What to do; once the day has passed, what to do now and what follows; once the application is sent, what happens now."""
        if self.is_waiting:
            return self.waiting_words
        if self.is_at_office:
            return _("%(what)s This portal takes no application for a child here: go to the migration office together with the child.") % {
                "what": self._usual
            }
        return self._usual

    @property
    def _usual(self) -> Any:
        if self.is_missed:
            return self.duty.missed or _(
                "The day has passed. Ask the migration office, or the help line of the portal, what remains possible."
            )
        return self.duty.what

    @property
    def can_tell(self) -> bool:
        return self.is_open and self.duty.can_tell

    def is_distant(self, on: date) -> bool:
        return self.duty.due.value - on > DISTANT


@dataclass(frozen=True)
class ShownQuestion:
    question: Question
    url: str


def shown_duties(duties: Iterable[Duty], *, on: date, told: Collection[str] = (), child: Guardianship | None = None) -> list[ShownDuty]:
    """`told`: keys of duties that the person said are done. `child`: by which the reader acts for whose duties they are."""
    return [_shown(duty, on, duty.key in told, child) for duty in duties]


def _shown(duty: Duty, on: date, is_told: bool, child: Guardianship | None) -> ShownDuty:
    state = duty.state(on)
    word, kind = _WORDS[state]
    if state == State.NOW and (duty.due.value - on).days <= SOON:
        kind = "attention"
    action = None if state == State.DONE else _action(duty)
    url = _url(action, child)
    second = duty.second if duty.is_open else None
    is_at_office = bool(action and action.route == "cases:start" and not url)
    return ShownDuty(
        duty=duty,
        state=state,
        word=word,
        kind=kind,
        left=countdown(duty.due.value, on),
        action_url=url,
        action_text=action.text if action else "",
        can_take_back=is_told and state == State.DONE,
        visit_url=_visit_url(child) if (duty.by_visit or is_at_office) and duty.is_open else "",
        waiting_words=_waiting(duty.asked, on) if duty.asked else "",
        second_url=_url(second, child),
        is_at_office=is_at_office,
    )


def _waiting(sent: Sent, on: date) -> str:
    """What the applicant is told until the decision."""
    told = {"day": date_in_words(sent.sent_on), "number": sent.reference, "by": date_in_words(sent.decide_by)}
    if sent.is_asked:
        words = _("You applied on %(day)s (%(number)s), and the office has asked you for something: open the application and answer.")
    elif sent.decide_by < on:
        words = _(
            "You applied on %(day)s (%(number)s). The decision was due by %(by)s and has not come: the head of the office has been told. "
            "You may complain; the application says how."
        )
    else:
        words = _(
            "You applied on %(day)s (%(number)s). The decision is due by %(by)s, and nothing else is to be done for this now. If it is "
            "refused, or you withdraw it, this stands here again as still to do."
        )
    return words % told


def _visit_url(child: Guardianship | None) -> str:
    return reverse("appointments:book") + (f"?who={child.number}" if child else "")


def _start_url(child: Guardianship | None, code: str) -> str:
    """Where the application begins, with the child chosen; empty where a parent cannot apply for a child."""
    url = reverse("cases:start", args=[code])
    if child is None:
        return url
    return f"{url}?applicant={child.number}" if procedure(code).for_children else ""


def _url(action: Action | None, child: Guardianship | None) -> str:
    if action is None:
        return ""
    return _start_url(child, *action.args) if action.route == "cases:start" else action_url(action, child)


def _action(duty: Duty) -> Action | None:
    """Begins the application that does the duty, or opens the one that was sent; where no application does it, another page."""
    if duty.asked is not None:
        return Action(_("Open the application"), "cases:case", (duty.asked.reference,))
    known = {one.code for one in all_procedures()}
    wanted = next((code for code in duty.procedures if code in known), None)
    if wanted is None or duty.action is not None:
        return duty.action
    return Action(_("Begin the application"), "cases:start", (wanted,))


def action_url(action: Action, child: Guardianship | None = None) -> str:
    """A page of the profile is that of the child's profile; other pages know whose document it is."""
    return _page(action.route, child, action.args)


def shown_questions(questions: Iterable[Question], *, child: Guardianship | None = None) -> list[ShownQuestion]:
    """Pages of the profile come back here."""
    back = status_url(child)
    return [ShownQuestion(question, _with_next(_page(question.route, child), back, question.route)) for question in questions]


def status_url(child: Guardianship | None) -> str:
    return reverse("permits-status:child", args=[child.number]) if child else reverse("permits-status:status")


def print_url(child: Guardianship | None) -> str:
    return reverse("permits-status:child-print", args=[child.number]) if child else reverse("permits-status:print")


def _page(route: str, child: Guardianship | None, args: tuple[Any, ...] = ()) -> str:
    """Empty for what a parent cannot tell for a child: a contract of work."""
    room, _colon, name = route.partition(":")
    if child is not None and room == "permits-status":
        return ""
    return page_of(name, child, *args) if room == "profiles" else reverse(route, args=args)


def _with_next(url: str, back: str, route: str) -> str:
    return f"{url}?next={back}" if url and route.startswith("profiles:") else url


__all__ = ["ShownDuty", "ShownQuestion", "action_url", "print_url", "shown_duties", "shown_questions", "status_url"]
