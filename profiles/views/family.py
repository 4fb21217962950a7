"""My children: the list, adding one, its document, the proof of kinship, and the end of acting for it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from portal import clock
from portal.errors import DomainError
from profiles.acting import beside, children_of, ended_of
from profiles.document_kinds import KINDS, DocumentKind
from profiles.errors import OwnBirthUnknown
from profiles.forms.family import ChildDocumentForm, ChildForm
from profiles.models import Guardianship, IdentityDocument, Person
from profiles.selectors import current_identity_document, full_name
from profiles.services import (
    IdentityData,
    add_child,
    end_guardianship,
    prove_guardianship,
    record_identity_document,
    upload_document,
)
from profiles.services.family import coming_of_age
from profiles.views.base import OwnProfileMixin, ProfileFormView
from profiles.views.details import next_detail
from profiles.views.documents import UploadView


class ChildrenView(OwnProfileMixin, TemplateView):
    """The children for whom the person acts today, each with the day on which that ends."""

    template_name = "profiles/children.html"

    @property
    def back_url(self) -> str:
        return reverse("profiles:overview")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = list(children_of(self.request.user))
        others = {row.child_id: full_name(row.guardian) for row in beside(mine)}
        children = [(held, coming_of_age(held.child), others.get(held.child_id, "")) for held in mine]
        over = ended_of(self.request.user)
        return super().get_context_data(children=children, over=over, add_url=reverse("profiles:child-add"), **kwargs)


class AddChildView(ProfileFormView):
    form_class = ChildForm
    heading = _("Add a child")
    lead = _("You can act for your child here until the day the child turns 18: fill in its profile and send its applications.")
    added: Guardianship

    def get_initial(self) -> dict[str, Any]:
        return {}

    def save(self, form: ChildForm, person: Person) -> None:
        self.added = add_child(guardian_id=person.pk, data=form.child(), actor=self.actor)

    def after(self) -> str:
        return reverse("profiles:child-document", args=[self.added.number])

    @property
    def back_url(self) -> str:
        return reverse("profiles:children")


class ChildView(ProfileFormView):
    """A page under a child's address that is not one of a person's own profile."""

    @cached_property
    def held(self) -> Guardianship:
        if self.guardianship is None:
            raise Http404
        return self.guardianship


class ChildDocumentView(ChildView):
    form_class = ChildDocumentForm
    child_heading = _("Which document does the child have?")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def form_valid(self, form: Any) -> HttpResponse:
        if form.cleaned_data["which"] != "in_parents":
            return HttpResponseRedirect(self.page(form.cleaned_data["which"]))
        return super().form_valid(form)

    def save(self, form: Any, person: Person) -> None:
        """The entry in the parent's passport: what that passport says, and the child's own name and birthday."""
        of_parent = current_identity_document(self.held.guardian)
        assert person.birth_date is not None
        if of_parent is None:
            raise OwnBirthUnknown()
        data = IdentityData(
            kind=IdentityDocument.Kind.IN_PARENTS,
            number=of_parent.number,
            issuing_state=of_parent.issuing_state,
            family_name=person.family_name,
            given_names=person.given_names,
            birth_date=person.birth_date,
            sex=person.sex,
            citizenship=person.citizenship,
            expires_on=of_parent.expires_on,
        )
        record_identity_document(person_id=person.pk, data=data, actor=self.actor)

    def after(self) -> str:
        return next_detail(self)


class ProofView(UploadView):
    """The birth certificate or the act of appointment, kept among the child's documents and named as the proof."""

    child_heading = _("Proof of kinship")

    @cached_property
    def kind(self) -> DocumentKind:
        return KINDS["kinship_proof"]

    def save(self, form: Any, person: Person) -> None:
        assert self.guardianship is not None
        document = upload_document(person_id=person.pk, kind=self.kind.code, uploaded_file=form.cleaned_data["file"], actor=self.actor)
        prove_guardianship(guardianship_id=self.guardianship.pk, document_id=document.pk, actor=self.actor)
        messages.success(self.request, _("The proof is kept."))

    def after(self) -> str:
        return self.home_url

    @property
    def back_url(self) -> str:
        return self.home_url


class EndView(OwnProfileMixin, TemplateView):
    """Asks once, then ends acting for the child."""

    template_name = "profiles/end_child.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.guardianship is not None
        others = [full_name(row.guardian) for row in beside([self.guardianship])]
        return super().get_context_data(held=self.guardianship, others=others, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        assert self.guardianship is not None
        try:
            end_guardianship(guardianship_id=self.guardianship.pk, actor=self.actor, on=clock.today())
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("You do not act for this child any more."))
        return HttpResponseRedirect(reverse("profiles:children"))
