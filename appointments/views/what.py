"""The beginning of the way to an appointment: who comes, and for what."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from appointments.forms import WhatForm
from appointments.models import Service
from appointments.views.choosing import address_query
from cases.models import Case
from cases.selectors import own_cases
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.visitors import ForWhomMixin


class WhatView(KeepAnswersOnLanguageSwitch, ForWhomMixin, FormView):
    """`?case=` is the application it is for: then only what belongs to it is offered, for the person it is about. `?who=` and `?service=`
    are what was chosen before: who comes back here sees it."""

    template_name = "appointments/what.html"
    form_class = WhatForm

    @cached_property
    def case(self) -> Case | None:
        wanted = self.request.GET.get("case", "")
        if not wanted:
            return None
        found = own_cases(self.request.user).filter(reference=wanted[:20], status__in=Case.OPEN).select_related("person").first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def services(self) -> list[Service]:
        offered = Service.objects.filter(offices__is_offered=True, offices__reception__is_open=True)
        if self.case is not None:
            offered = offered.filter(procedures__contains=[self.case.procedure])
        return list(offered.distinct().order_by("pk"))

    def get(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        if self.case is not None and len(self.services) == 1 and not self.children and "service" not in request.GET:
            return redirect(self._next(["me"], self.services[0].code))
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "children": self.children, "services": self.services}

    def get_initial(self) -> dict[str, Any]:
        """Who comes: whom the application is about, or whom another page names (`?who=`, a child's number)."""
        named = [who for who in self.request.GET.getlist("who") if who == "me" or any(str(held.number) == who for held in self.children)]
        about = self.case.person_id if self.case else None
        child = next((str(held.number) for held in self.children if held.child_id == about), "me")
        chosen = next((one.code for one in self.services if one.code == self.request.GET.get("service")), None)
        return {"who": named or [child], "service": self.services[0].code if len(self.services) == 1 else chosen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Book an appointment"), case=self.case, services=self.services, **kwargs)

    def form_valid(self, form: WhatForm) -> HttpResponse:
        return redirect(self._next(form.cleaned_data.get("who", ["me"]), form.cleaned_data["service"]))

    def _next(self, who: list[str], service: str) -> str:
        reference = [self.case.reference] if self.case else []
        return f"{reverse('appointments:offices', args=[service])}?{address_query(who=who, case=reference)}"
