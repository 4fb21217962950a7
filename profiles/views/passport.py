"""The passport: lines, then what they say, or everything by hand."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.edge.limits import Limit, count_against
from portal.ui.components import rows
from portal.ui.formats import civil_date
from profiles import citizenships
from profiles.civil import latest_today
from profiles.forms.passport import ByHandForm, ConfirmForm, LinesForm
from profiles.models import IdentityDocument, Person
from profiles.rules import mrz
from profiles.rules.states import citizenship_of
from profiles.services import record_identity_document
from profiles.views.base import OwnProfileMixin, ProfileFormView, ProfileQuestionView, version_of
from profiles.views.details import next_detail

# The lines wait in the session, in the database, between typing and confirming; never in an address.
SESSION_KEY = "profile_lines"
# Other pages say whether a document has an appointment: whoever could type as many numbers as she likes would learn it of strangers.
DOCUMENTS: Final = Limit("identity_documents", 20, 24 * 3600)


class _LinesMixin(OwnProfileMixin):
    @property
    def session_key(self) -> str:
        """A child's lines wait apart: they are never offered as the parent's own."""
        return f"{SESSION_KEY}:{self.guardianship.number}" if self.guardianship else SESSION_KEY


class LinesView(_LinesMixin, ProfileQuestionView):
    """Reads the lines and keeps nothing but them, until the person has confirmed what they say."""

    template_name = "profiles/passport.html"
    form_class = LinesForm
    heading = _("The lines at the bottom of your passport")
    child_heading = _("The lines at the bottom of the child’s passport")

    def known(self) -> dict[str, Any]:
        return {"lines": self.request.session.get(self.session_key) or self.facts.document_mrz}

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session[self.session_key] = form.cleaned_data["lines"]
        return HttpResponseRedirect(self.page("passport-check"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(by_hand_url=self.page("passport-by-hand"), **kwargs)


class CheckView(_LinesMixin, ProfileFormView):
    """What the lines say, to compare with the document and confirm."""

    template_name = "profiles/passport_check.html"
    form_class = ConfirmForm
    heading = _("Compare with your passport")
    child_heading = _("Compare with the child’s passport")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and self.read is None:
            messages.info(
                request, _("Type the lines once more: they were not kept, because you signed in again or confirmed them already.")
            )
            return HttpResponseRedirect(self.page("passport"))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def read(self) -> mrz.MrzData | None:
        try:
            return mrz.parse(self.request.session.get(self.session_key, ""), on=latest_today())
        except mrz.MrzError:
            return None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "read": self.read}

    def known(self) -> dict[str, Any]:
        assert self.read
        names = {"family_name": self.read.family_name, "given_names": self.read.given_names}
        same = self.facts.document_mrz == self.read.text
        if same:  # confirmed before: what the person completed then
            names = {"family_name": self.facts.family_name, "given_names": self.facts.given_names}
        return {**names, "issued_on": self.facts.document_issued_on if same else None}

    def save(self, form: ConfirmForm, person: Person) -> None:
        count_against(DOCUMENTS, self.request.user.pk)
        record_identity_document(person_id=person.pk, data=form.identity(), actor=self.actor, expected_version=version_of(form))
        self.request.session.pop(self.session_key, None)

    def after(self) -> str:
        return next_detail(self)

    @property
    def back_url(self) -> str:
        return self.page("passport")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        read = self.read
        assert read
        expired = bool(read.expires_on and read.expires_on < clock.today())
        return super().get_context_data(read=read, expired=expired, summary=self._summary(read), **kwargs)

    def _summary(self, read: mrz.MrzData) -> list[Any]:
        return rows(
            (_("Document"), IdentityDocument.Kind(read.kind).label),
            (_("Number"), read.number),
            (_("Issued by"), citizenships.name_of(citizenship_of(read.issuing_state))),
            (_("Citizenship"), citizenships.name_of(read.citizenship)),
            (_("Date of birth"), civil_date(read.birth_date)),
            (_("Sex"), Person.Sex(read.sex).label),
            (_("Valid until"), civil_date(read.expires_on) or _("does not expire")),
        )


class ByHandView(ProfileFormView):
    form_class = ByHandForm
    template_name = "profiles/by_hand.html"
    heading = _("Your passport or identity card")
    child_heading = _("The child’s document")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "of_a_child": self.guardianship is not None}

    def known(self) -> dict[str, Any]:
        known = self.facts
        of_person = {name: getattr(known, name) for name in ("family_name", "given_names", "birth_date", "sex", "citizenship")}
        of_document = {name: getattr(known, f"document_{name}") for name in ("kind", "number", "issuing_state", "issued_on", "expires_on")}
        return {**of_person, **of_document}

    def save(self, form: ByHandForm, person: Person) -> None:
        count_against(DOCUMENTS, self.request.user.pk)
        record_identity_document(person_id=person.pk, data=form.identity(), actor=self.actor, expected_version=version_of(form))

    def after(self) -> str:
        return next_detail(self)

    @property
    def back_url(self) -> str:
        return self.page("passport")
