"""What the person's home page shows of their cases."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.models import Case, InformationRequest
from cases.procedures import procedure
from cases.selectors import cases_of, own_cases
from portal.ui.home import HomeSection
from profiles.selectors import person_of


def waiting_on_you(request: HttpRequest) -> HomeSection | None:
    """Open questions of officers, the nearest date first."""
    questions = InformationRequest.objects.filter(
        case__in=own_cases(request.user).filter(status=Case.Status.INFO_REQUESTED), answered_at__isnull=True
    )
    rows = [(question, procedure(question.case.procedure)) for question in questions.select_related("case").order_by("answer_by")[:20]]
    return HomeSection("cases/home/waiting.html", {"rows": rows}, _("Waiting on you")) if rows else None


def my_applications(request: HttpRequest) -> HomeSection | None:
    person = person_of(request.user)
    if request.user.is_staff:
        return None
    cases = [(case, procedure(case.procedure)) for case in cases_of(person)[:10]] if person else []
    return HomeSection("cases/home/applications.html", {"cases": cases}, _("My applications"))
