"""What the person's home page shows of their cases."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.models import Case, InformationRequest
from cases.procedures import procedure
from cases.selectors import own_cases
from portal.ui.home import HomeSection


def waiting_on_you(request: HttpRequest) -> HomeSection | None:
    """Open questions of officers, the nearest date first."""
    questions = InformationRequest.objects.filter(
        case__in=own_cases(request.user).filter(status=Case.Status.INFO_REQUESTED), answered_at__isnull=True
    )
    rows = [
        (question, procedure(question.case.procedure)) for question in questions.select_related("case__person").order_by("answer_by")[:20]
    ]
    return HomeSection("cases/home/waiting.html", {"rows": rows, "user": request.user}, _("Waiting on you")) if rows else None


def my_applications(request: HttpRequest) -> HomeSection | None:
    if request.user.is_staff:
        return None
    newest = own_cases(request.user).select_related("person").order_by("-pk")[:10]
    cases = [(case, procedure(case.procedure)) for case in newest]
    return HomeSection("cases/home/applications.html", {"cases": cases, "user": request.user}, _("My applications"))
