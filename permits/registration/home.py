"""What the home page shows of registrations: notices that wait for the guest's answer, questions that wait for the host's."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from permits.registration.models import ArrivalNotice
from permits.registration.selectors import arrivals_of, civil_today, open_questions
from portal.accounts.selectors import pk_of
from portal.ui.formats import countdown
from portal.ui.home import HomeSection

MOST = 20


def waiting_on_you(request: HttpRequest) -> HomeSection | None:
    """Somebody says that the person, or a child for whom she acts, has arrived; or an officer asks her as a host.

    Nearly nobody has either, so one query looks for both; who is asked as a host costs two more."""
    user = request.user
    to_answer = arrivals_of(user).filter(status=ArrivalNotice.Status.WAITING)
    asked = open_questions(notice__host__owner_id=pk_of(user))
    either = to_answer.order_by().values("pk").union(asked.order_by().values("notice"), all=True)
    notices = list(ArrivalNotice.objects.filter(pk__in=either).select_related("host", "guest").order_by("pk")[:MOST])
    if not notices:
        return None
    questions = []
    if any(notice.host.owner_id == user.pk for notice in notices):
        notices = list(to_answer.order_by("pk")[:MOST])
        questions = [(one, countdown(one.answer_by, civil_today(one.notice.region))) for one in asked[:MOST]]
    context = {"notices": notices, "questions": questions, "user": user}
    return HomeSection("permits/registration/home/waiting.html", context, _("Waiting on you"))
