"""Who may open the officers' pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from cases.models import Case
from cases.officer.reads import case_by_reference, works_on_cases
from portal.admin_site import site

View = Callable[..., HttpResponse]


def officer_page(view: View) -> Any:
    """A page of the officers' site for those who work on cases: officers and supervisors of an office."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not works_on_cases(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return site.admin_view(guarded)


def visible_case(request: HttpRequest, reference: str) -> Case:
    """Raises `Http404` for another office's case exactly as for one that never existed."""
    case = case_by_reference(request.user, reference)
    if case is None:
        raise Http404
    return case
