"""What officers read. Every read begins with the offices where the reader works; drafts and one's own case are not there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.rules.reference import canonical
from portal.accounts.models import Office, User
from portal.accounts.selectors import roles_of
from profiles.acting import close_to

Reader = User | AnonymousUser
MOST_COUNTED = 99
MOST_FOUND = 50


def works_on_cases(user: Reader) -> bool:
    """Officers and supervisors. Asks no database once the roles are read."""
    return any(office is not None for _role, office in roles_of(user))


def office_cases(user: Reader) -> QuerySet[Case]:
    """Every sent case of the reader's offices. Nobody works on their own case or their child's, so it is not there either."""
    offices = [office for _role, office in roles_of(user) if office is not None]
    sent = Case.objects.filter(office_id__in=offices, submitted_at__isnull=False).exclude(status=Case.Status.DRAFT)
    return sent.exclude(person__in=close_to(user)) if isinstance(user, User) else sent.none()


def case_by_reference(user: Reader, typed: str) -> Case | None:
    """The case with this number, if the reader may see it; None exactly as for one that never existed."""
    reference = canonical(typed) or typed[:20]
    return office_cases(user).select_related("person__user", "office", "assigned_to").filter(reference=reference).first()


def office_named(offices: list[Office], code: str) -> Office | None:
    """The office whose queue is shown: the asked one, else the first; None when the reader works in none."""
    return next((office for office in offices if office.code == code), offices[0] if offices else None)


# ---- the queue


@dataclass(frozen=True)
class Queue:
    """One list of the queue page: which cases of an office it holds, on a civil day, for whom."""

    code: str
    title: Any
    empty: Any
    narrow: Callable[[QuerySet[Case], Reader, date], QuerySet[Case]]


def _waiting(cases: QuerySet[Case], user: Reader, today: date) -> QuerySet[Case]:
    return cases.filter(status=Case.Status.SUBMITTED)


def _mine(cases: QuerySet[Case], user: Reader, today: date) -> QuerySet[Case]:
    return cases.filter(assigned_to_id=user.pk, status__in=["in_review", "info_requested", "proposed"])


def _to_confirm(cases: QuerySet[Case], user: Reader, today: date) -> QuerySet[Case]:
    # The holder of a case is the one who proposed: a second person looks at the proposals of others.
    return cases.filter(status=Case.Status.PROPOSED).exclude(assigned_to_id=user.pk)


def _asked(cases: QuerySet[Case], user: Reader, today: date) -> QuerySet[Case]:
    return cases.filter(status=Case.Status.INFO_REQUESTED)


def _overdue(cases: QuerySet[Case], user: Reader, today: date) -> QuerySet[Case]:
    return _open(cases, user, today).filter(decide_by__lt=today)


def _open(cases: QuerySet[Case], user: Reader, today: date) -> QuerySet[Case]:
    return cases.filter(status__in=["submitted", "in_review", "info_requested", "proposed"])


QUEUES = (
    Queue("waiting", _("Waiting"), _("Nobody is waiting for an officer."), _waiting),
    Queue("mine", _("My cases"), _("You hold no case. Take one from the list “Waiting”."), _mine),
    Queue("confirm", _("To confirm"), _("No proposal of a colleague waits for a second officer."), _to_confirm),
    Queue("asked", _("Asked the applicant"), _("No applicant owes us an answer."), _asked),
    Queue("overdue", _("Overdue"), _("No case is past its legal deadline."), _overdue),
    Queue("open", _("All open"), _("This office has no open case."), _open),
)


def queue_named(code: str) -> Queue:
    return next((queue for queue in QUEUES if queue.code == code), QUEUES[0])


def cases_in(queue: Queue, *, office: Office, user: Reader, today: date) -> QuerySet[Case]:
    """The cases of one list. One office at a time, so that an index gives them in order of their deadline."""
    cases = Case.objects.filter(office_id=office.pk)
    close = close_to(user)
    return queue.narrow(cases.exclude(person_id__in=close) if close else cases, user, today)


def count_up_to(cases: QuerySet[Any], most: int = MOST_COUNTED) -> str:
    """How many, "99+" when more: the database stops counting there."""
    found = cases.order_by()[: most + 1].count()
    return f"{most}+" if found > most else str(found)


# ---- search


def found_by_family_name(user: Reader, typed: str) -> list[Case]:
    """Cases of the reader's offices whose applicant's family name begins so, in Latin or Russian letters; at most `MOST_FOUND`."""
    beginning = typed.strip().upper()
    if not beginning:
        return []
    cases = office_cases(user).annotate(latin=Upper("person__family_name"), russian=Upper("person__family_name_ru"))
    named = cases.filter(Q(latin__startswith=beginning) | Q(russian__startswith=beginning))
    return list(named.select_related("person", "office", "assigned_to").order_by("-decide_by", "-pk")[:MOST_FOUND])
