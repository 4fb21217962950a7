"""Before an application begins: what it costs, how long it takes, what is needed; and the list of one's own."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from cases.errors import OpenCaseExists
from cases.procedures import Procedure, procedure, procedures_by_group
from cases.selectors import cases_of, own_cases
from cases.services import open_draft
from portal import clock
from portal.accounts.models import Office
from portal.accounts.permissions import is_applicant
from portal.errors import NotAllowed
from portal.events.actor import actor_of
from portal.legal import regions
from profiles.acting import children_of
from profiles.document_kinds import kind_of
from profiles.models import Guardianship, Person
from profiles.selectors import person_of
from profiles.services import open_profile

DEFAULT_REGION = "77"


class MyCasesView(LoginRequiredMixin, TemplateView):
    template_name = "cases/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own_profile(self.request.user)  # opened with the first look; an employee is refused
        newest = own_cases(self.request.user).select_related("person").order_by("-pk")[:200]
        cases = [(case, procedure(case.procedure)) for case in newest]
        return super().get_context_data(cases=cases, groups=procedures_by_group(), **kwargs)


class StartView(TemplateView):
    """Anybody may read it; starting needs an account."""

    template_name = "cases/start.html"

    @property
    def known(self) -> Procedure:
        try:
            return procedure(self.kwargs["code"])
        except KeyError:
            raise Http404 from None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choices = _regions_served()
        code = self.request.GET.get("region", "")
        region = code if code in dict(choices) else (DEFAULT_REGION if DEFAULT_REGION in dict(choices) or not choices else choices[0][0])
        chosen = regions.region(region)
        brief = self.known.brief(region=region, on=clock.today(chosen.zone))
        documents = [(kind_of(needed.kind), needed) for needed in brief.documents]
        shown = {"brief": brief, "documents": documents, "regions": choices, "region": region, "region_name": chosen.name}
        return super().get_context_data(procedure=self.known, children=self.children, chosen=self._chosen(), **shown, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect(f"/accounts/signup/?{urlencode({'next': request.get_full_path()})}")
        if not is_applicant(request.user):
            raise NotAllowed(_("Staff do not apply with the account they decide with. Use an account of your own."))
        person = self._applicant()
        if person is None:
            return self.render_to_response(self.get_context_data(unanswered=True))
        try:
            case = open_draft(person_id=person.pk, procedure_code=self.known.code, actor=actor_of(request.user))
        except OpenCaseExists:
            # The newest, open or closed a moment ago: its page says what can be done next.
            case = cases_of(person).filter(procedure=self.known.code)[0]
        return redirect("cases:case", case.reference)

    @cached_property
    def children(self) -> list[Guardianship]:
        """For whom the person can apply instead of herself, where the procedure is open to children."""
        if not self.known.for_children or not is_applicant(self.request.user):
            return []
        return list(children_of(self.request.user))

    def _chosen(self) -> Guardianship | None:
        """The child whose page led here with `?applicant=`, marked beforehand and still to be sent by the person herself."""
        return next((held for held in self.children if str(held.number) == self.request.GET.get("applicant", "")), None)

    def _applicant(self) -> Person | None:
        """Herself, or the child who was chosen; None while the question is not answered. Nobody is taken for granted."""
        if not self.children:
            return own_profile(self.request.user)
        chosen = self.request.POST.get("applicant", "")
        if chosen == "me":
            return own_profile(self.request.user)
        return next((held.child for held in self.children if str(held.number) == chosen), None)


def own_profile(user: Any) -> Person:
    """The user's profile, opened with the first look."""
    return person_of(user) or open_profile(user)


def _regions_served() -> list[tuple[str, str]]:
    codes = Office.objects.filter(receives_applications=True).values_list("region", flat=True)
    return sorted(((code, regions.region(code).name) for code in codes), key=lambda pair: pair[1].casefold())
