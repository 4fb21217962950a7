"""One permit for supervisors: what it says and what orders made of it. Each look is recorded."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.officer.words import country, region_name
from permits.extensions.officer.access import permits_of_supervisor, supervisor_page
from permits.extensions.selectors import why_this_day
from portal.accounts.selectors import user_of
from portal.admin_site import site
from portal.ui.components import rows
from portal.ui.formats import civil_date
from profiles.services import record_access


@supervisor_page
@require_safe
def show(request: HttpRequest, permit_id: int) -> HttpResponse:
    permit = permits_of_supervisor(user_of(request)).filter(pk=permit_id).first()
    if permit is None:
        raise Http404
    record_access(person_id=permit.person_id, reader=request.user, what="permit", reason=f"{permit.series} {permit.number}".strip())
    facts = rows(
        (_("Document"), permit.get_kind_display()),
        (_("Series and number"), f"{permit.series} {permit.number}".strip()),
        (_("Citizenship"), country(permit.citizenship)),
        (_("Region"), region_name(permit.region)),
        (_("Issued on"), civil_date(permit.issued_on)),
        (_("Valid until, as the document says"), civil_date(permit.valid_until_stated)),
        (_("Valid until, as the law has it today"), civil_date(permit.valid_until)),
        (_("State"), permit.get_status_display()),
    )
    extensions = permit.extensions.select_related("order", "taken_back").order_by("pk")
    reckoning = why_this_day(permit)
    context = {
        **site.each_context(request),
        "title": str(permit),
        "document": permit.get_kind_display(),
        "number": f"{permit.series} {permit.number}",
        "facts": facts,
        "extensions": extensions,
        "answer": reckoning and reckoning.answer,
    }
    return TemplateResponse(request, "permits/officer/permit.html", context)
