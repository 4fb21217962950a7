"""What the applicant's pages share: the case of this person by its reference, or a 404 like for one that never existed."""

from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from cases.models import Case
from cases.procedures import Application, Procedure, Reason, procedure
from cases.selectors import application_of, civil_today, own_cases
from portal.events.actor import Actor, actor_of
from profiles.addresses import profile_page
from profiles.models import Person


class CaseMixin(LoginRequiredMixin):
    """`self.case` belongs to the signed-in person."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def case(self) -> Case:
        found = own_cases(self.request.user).select_related("person", "office").filter(reference=self.kwargs["reference"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def procedure(self) -> Procedure:
        return procedure(self.case.procedure)

    @cached_property
    def today(self) -> date:
        return civil_today(self.case)

    @cached_property
    def application(self) -> Application:
        return application_of(self.case, on=self.today)

    @cached_property
    def reasons(self) -> list[Reason]:
        """What the rules say to this application now: what blocks it, and what is only to be known."""
        return self.procedure.eligibility(self.application)

    @property
    def actor(self) -> Actor:
        return actor_of(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shared = {"case": self.case, "procedure": self.procedure, "today": self.today, "acted_for": self.acted_for}
        return super().get_context_data(**shared, **kwargs)  # type: ignore[misc, no-any-return]

    @property
    def acted_for(self) -> Person | None:
        """The child whose application it is; None for one's own. Its name stands on each of these pages."""
        return self.case.person if self.case.person.user_id != self.request.user.pk else None

    def profile_url(self, url_name: str) -> str:
        """The page of the profile, the person's own or the child's, that comes back here."""
        return f"{profile_page(url_name, user=self.request.user, person=self.case.person)}?next={self.request.path}"


class DraftMixin(CaseMixin):
    """A page of the draft: gone once the application is sent, and replaced by the reasons when the rules forbid it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if self.case.status != Case.Status.DRAFT:
            return redirect("cases:case", self.case.reference)
        blocking = [reason for reason in self.reasons if reason.blocks]
        if blocking and not self.changes_an_answer():
            return self.not_eligible(blocking)
        return super().dispatch(request, *args, **kwargs)

    def changes_an_answer(self) -> bool:
        """Whether this is the page of an answer that was given and may open the way again."""
        return False

    @cached_property
    def answers_block(self) -> bool:
        """Whether it is the answers that stand in the way: without them the person alone might go on."""
        return not self.procedure.blocking(replace(self.application, answers={}))

    def not_eligible(self, reasons: list[Any]) -> HttpResponse:
        pages = self.procedure.pages_for(self.application) if self.answers_block else []
        answered = [page for page in pages if page.code in self.case.answers]
        context = {
            "case": self.case, "procedure": self.procedure, "reasons": reasons, "answered": answered, "acted_for": self.acted_for
        }  # fmt: skip
        return render(self.request, "cases/not_eligible.html", context)
