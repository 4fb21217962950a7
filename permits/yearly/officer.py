"""The officers' pages of yearly notices: who missed one, the resident at the desk found by the paper, and the notice given in person."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from cases.officer.views.access import officer_page
from permits.models import Permit
from permits.selectors import civil_today
from permits.yearly.models import YearlyNotice
from permits.yearly.rules import YearOfPermit
from permits.yearly.selectors import KINDS, MOST_LISTED, office_residents, open_years, without_notice
from permits.yearly.services import record_in_person
from portal import clock
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from profiles.civil import latest_today
from profiles.selectors import current_address
from profiles.services import record_access, record_listed

MOST_DIGITS: Final = 19  # of a key


class FindPermitForm(PortalForm):
    kind = forms.ChoiceField(label=gettext_lazy("Document"), choices=[(kind, Permit.Kind(kind).label) for kind in KINDS])
    series = forms.CharField(label=gettext_lazy("Series"), max_length=20, required=False)
    number = forms.CharField(label=gettext_lazy("Number"), max_length=40)


class InPersonForm(PortalForm):
    year = forms.TypedChoiceField(label=gettext_lazy("For which year of the permit"), coerce=int, widget=forms.RadioSelect)
    came_on = CivilDateField(label=gettext_lazy("The day on which the holder came"), not_after=latest_today)
    address = forms.CharField(
        label=gettext_lazy("Where the holder lives now"),
        max_length=300,
        error_messages={"required": gettext_lazy("Enter the address")},
    )
    compared = forms.BooleanField(
        label=gettext_lazy("I have compared permit and passport with the person"),
        error_messages={"required": gettext_lazy("Compare permit and passport with the person first.")},
    )

    def __init__(self, *args: Any, years: list[YearOfPermit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year.number, str(year.number)) for year in years]  # type: ignore[attr-defined]


@officer_page
@require_safe
def missed(request: HttpRequest) -> HttpResponse:
    """A list to look at and to call by: nothing is annulled by itself. Each look is written down for the resident.

    `?after=` names the last permit of the page before."""
    return _list(request, FindPermitForm())


@officer_page
@sensitive_post_parameters("series", "number")
def find(request: HttpRequest) -> HttpResponse:
    """The permit that the person at the desk shows. By POST, and by the whole number: nobody walks through residents."""
    if request.method != "POST" or "_language" in request.POST:
        return redirect("admin:residents_without_notice")
    form = FindPermitForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    permit = office_residents(request.user).filter(**form.cleaned_data).first()
    if permit is None:
        form.add_error("number", _("No such permit in force in your region. Compare kind, series and number with the paper."))
        return _list(request, form, status=422)
    return redirect("admin:resident", permit.pk)


@officer_page
def resident(request: HttpRequest, permit_id: int) -> HttpResponse:
    """The years of one permit; the notice given in person is written down here, and never changed."""
    permit = office_residents(request.user).select_related("person").filter(pk=permit_id).first()
    if permit is None:
        raise Http404
    record_access(person_id=permit.person_id, reader=request.user, what="permit", reason=_number(permit))
    today = civil_today(permit)
    years = open_years(permit, on=today)
    known = current_address(permit.person)
    initial = {"address": known.text if known else "", "came_on": f"{today:%d.%m.%Y}", "year": years[0].number if len(years) == 1 else None}
    asked = request.method == "POST" and "_language" not in request.POST
    form = InPersonForm(request.POST if asked else None, years=years, initial=initial)
    if asked and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("year", "came_on", "address")}
        try:
            notice = record_in_person(permit_id=permit.pk, actor=actor_of(request.user), on=today, **told)
        except DomainError as error:
            form.add_error("came_on" if error.code == "came_on_impossible" else None, str(error))
        else:
            messages.success(request, _("The notice is written down. The number of the receipt: %(number)s.") % {"number": notice.number})
            return redirect("admin:resident", permit.pk)
    context = {
        **site.each_context(request),
        "title": _("Yearly notices of a resident"),
        "permit": permit,
        "years": [(year, year.is_missed(today)) for year in years],
        "notices": YearlyNotice.objects.filter(permit=permit).order_by("-year"),
        "form": form,
    }
    return TemplateResponse(request, "permits/yearly/resident.html", context, status=422 if form.errors else 200)


def _list(request: HttpRequest, form: FindPermitForm, *, status: int = 200) -> HttpResponse:
    on, after = clock.today(), request.GET.get("after", "")
    rows = without_notice(
        request.user, on=on, after=int(after) if after.isascii() and after.isdecimal() and len(after) < MOST_DIGITS else None
    )
    more = len(rows) > MOST_LISTED
    record_listed([(permit.person_id, _number(permit)) for permit, _years in rows[:MOST_LISTED]], reader=request.user, what="permit")
    context = {
        **site.each_context(request),
        "title": _("Residents without a yearly notice"),
        "rows": rows[:MOST_LISTED],
        "next_url": f"{request.path}?after={rows[MOST_LISTED - 1][0].pk}" if more else "",
        "is_first": not after,
        "form": form,
    }
    return TemplateResponse(request, "permits/yearly/missed.html", context, status=status)


def _number(permit: Permit) -> str:
    return f"{permit.series} {permit.number}".strip()


def officer_urls() -> list[URLPattern]:
    return [
        path("residents-without-notice/", missed, name="residents_without_notice"),
        path("residents-without-notice/find/", find, name="resident_find"),
        path("residents-without-notice/<int:permit_id>/", resident, name="resident"),
    ]
