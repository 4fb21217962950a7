"""Who may open the pages of money."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from cases.officer.reads import works_on_cases
from portal.admin_site import site


def payment_page(view: Any) -> Any:
    """Officers and supervisors: the analyst counts and the operator keeps the service, neither decides about a person's money."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not works_on_cases(request.user):
            raise PermissionDenied
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    return site.admin_view(guarded)
