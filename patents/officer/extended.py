"""What extension orders did to a patent, for supervisors of any office: no more of its holder than that. Each look is recorded."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.officer.words import region_name
from patents.models import Patent
from patents.selectors import civil_today, last_possible_day, validity
from permits.extensions.officer.access import supervisor_page
from portal.admin_site import site
from portal.ui.components import rows
from portal.ui.formats import civil_date
from profiles.services import record_access


@supervisor_page
@require_safe
def show(request: HttpRequest, patent_id: int) -> HttpResponse:
    patent = Patent.objects.filter(pk=patent_id).first()
    if patent is None:
        raise Http404
    record_access(person_id=patent.person_id, reader=request.user, what="patent", reason=f"patent {patent.pk}")
    facts = rows(
        (_("Region"), region_name(patent.region)),
        (_("Issued on"), civil_date(patent.issued_on)),
        (_("Valid from"), civil_date(patent.begins_on)),
        (_("Paid through"), civil_date(patent.paid_through)),
        (_("Valid until, as the law has it today"), civil_date(patent.valid_through)),
        (_("Last possible day"), civil_date(last_possible_day(patent))),
        (_("State"), patent.get_status_display()),
    )
    context = {
        **site.each_context(request),
        "title": str(patent),
        "document": _("work patent"),
        "number": str(patent),
        "facts": facts,
        "extensions": patent.extensions.select_related("order", "taken_back").order_by("pk"),
        "answer": validity(patent, on=civil_today(patent)),
    }
    return TemplateResponse(request, "permits/officer/permit.html", context)


__all__ = ["show"]
