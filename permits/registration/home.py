"""What the home page shows of registrations: notices that wait for the guest's answer, questions that wait for the host's."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from permits.registration.models import ArrivalNotice
from permits.registration.selectors import arrivals_of, civil_today, open_questions
from portal.accounts.selectors import pk_of
from portal.ui.formats import countdown
from portal.ui.home import HomeSection


def waiting_on_you(request: HttpRequest) -> HomeSection | None:
    """Somebody says that the person, or a child for whom she acts, has arrived."""
    notices = list(arrivals_of(request.user).filter(status=ArrivalNotice.Status.WAITING).order_by("pk")[:20])
    context = {"notices": notices, "user": request.user}
    return HomeSection("permits/registration/home/waiting.html", context, _("Waiting on you")) if notices else None


def host_is_asked(request: HttpRequest) -> HomeSection | None:
    """An officer waits for an answer of the person as a host."""
    found = list(open_questions(notice__host__owner_id=pk_of(request.user))[:20])
    questions = [(question, countdown(question.answer_by, civil_today(question.notice.region))) for question in found]
    return HomeSection("permits/registration/home/asked.html", {"questions": questions}, _("Waiting on you")) if found else None
