"""Who came without the number: found among the people of today, by family name or date of birth. Each one shown is written down."""

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from appointments.board.person_form import PersonForm
from appointments.board.views import office_page
from appointments.board.words import named
from appointments.models import Booking, Reception
from appointments.selectors import zone_of
from cases.officer.words import official_name, official_name_ru
from portal import clock
from portal.admin_site import site
from profiles.services import record_listed

SHOWN: Final = 10
_EXPECTED: Final = (Booking.State.BOOKED, Booking.State.ARRIVED)


@office_page
@require_POST
def search(request: HttpRequest, reception: Reception) -> HttpResponse:
    """What was typed is in no address. More people than are shown: none is, until more is typed."""
    form = PersonForm(request.POST, auto_id="person_%s")
    found: list[Booking] = []
    if form.is_valid():
        found = list(_of_today(reception, form.cleaned_data).order_by("starts_at", "pk")[: SHOWN + 1])
    too_many = len(found) > SHOWN
    shown = [] if too_many else found
    record_listed([(one.person_id, one.number) for one in shown], reader=request.user, what="appointment")
    context = {
        **site.each_context(request),
        "title": _("People of today"),
        "office": reception.office,
        "office_name": named(reception.office),
        "form": form,
        "is_searched": form.is_valid(),
        "too_many": too_many,
        "rows": [(one, official_name(one.person), official_name_ru(one.person), named(one.service)) for one in shown],
    }
    return TemplateResponse(request, "board/officer/search.html", context, status=200 if form.is_valid() else 422)


def _of_today(reception: Reception, typed: dict[str, Any]) -> QuerySet[Booking]:
    today = clock.today(zone_of(reception))
    found = Booking.objects.filter(offered__reception=reception, day=today, state__in=_EXPECTED).select_related("person", "service")
    if name := typed.get("family_name"):
        nameless = Q(person__family_name="", person__family_name_ru="")
        given = Q(person__given_names__istartswith=name) | Q(person__given_names_ru__istartswith=name)
        family = Q(person__family_name__istartswith=name) | Q(person__family_name_ru__istartswith=name)
        found = found.filter(family | nameless & given)
    if birth_date := typed.get("birth_date"):
        found = found.filter(person__birth_date=birth_date)
    return found


__all__ = ["search"]
