"""What the pages of the profile share: whose profile, where to go afterwards, how refusals are shown."""

from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import urlencode

from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView

from portal.errors import DomainError, StaleVersion
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.addresses import page_of
from profiles.forms.base import ProfileForm
from profiles.models import Person
from profiles.selectors import PersonFacts, facts
from profiles.visitors import AddressedMixin

LONGEST_NEXT = 300


class OwnProfileMixin(AddressedMixin):
    """The signed-in person's own profile; under a child's address, the profile of the child for whom she acts.

    Reading a page makes nothing; the first thing sent opens the profile."""

    @cached_property
    def facts(self) -> PersonFacts:
        return facts(self.person) if self.person else PersonFacts()

    @cached_property
    def next_url(self) -> str:
        """Where the person came from, when it is a page of this site: an application asks for a part of the profile."""
        wanted = self.request.GET.get("next", "")
        # Only a path of our own: no host, not even ours, and nothing that a browser reads as one.
        safe = wanted.startswith("/") and len(wanted) <= LONGEST_NEXT and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
        return wanted if safe else ""

    def page(self, name: str, *args: Any) -> str:
        """The address of a page of the profile that will come back to the same place."""
        query = f"?{urlencode({'next': self.next_url})}" if self.next_url else ""
        return self.address(name, *args) + query

    def address(self, name: str, *args: Any) -> str:
        """The address of a page of this profile, the person's own or the child's."""
        return page_of(name, self.guardianship, *args)

    @property
    def home_url(self) -> str:
        return self.next_url or self.address("overview")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shared = {"next_url": self.next_url, "back_url": self.back_url, "acted_for": self.acted_for, **kwargs}
        return super().get_context_data(**shared)  # type: ignore[misc,no-any-return]

    @property
    def acted_for(self) -> Person | None:
        """The child whose name stands on top of the page; None on one's own pages."""
        return self.guardianship.child if self.guardianship else None

    @property
    def back_url(self) -> str:
        return self.home_url


class ProfileQuestionView(KeepAnswersOnLanguageSwitch, OwnProfileMixin, FormView):
    """One question. What becomes of the answer is said by who extends it."""

    template_name = "profiles/form.html"
    heading: Any = ""
    lead: Any = ""
    # The same question asked about a child: never "your" where the child's is meant.
    child_heading: Any = ""
    child_lead: Any = ""

    def get_initial(self) -> dict[str, Any]:
        return {**self.known(), "version": self.person.version if self.person else None}

    def known(self) -> dict[str, Any]:
        """What the profile already holds of this form."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.guardianship:
            words = {"heading": self.child_heading or self.heading, "lead": self.child_lead}
        else:
            words = {"heading": self.heading, "lead": self.lead}
        return super().get_context_data(**{**words, **kwargs})


class ProfileFormView(ProfileQuestionView, ABC):
    """One question, or one paper, whose answer is kept. `save` calls one service; what the service refuses is shown beside the answer."""

    @abstractmethod
    def save(self, form: Any, person: Person) -> None:
        """Keep the answer, by one service."""

    def after(self) -> str:
        """Where to go once the answer is kept."""
        return self.home_url

    def form_valid(self, form: BaseForm) -> HttpResponse:
        person = self.opened()
        try:
            self.save(form, person)
        except DomainError as error:
            return self.refused(form, error)
        return HttpResponseRedirect(self.after())

    def refused(self, form: Any, error: DomainError) -> HttpResponse:
        if not isinstance(form, ProfileForm):
            form.add_error("file", str(error))
            return self.form_invalid(form)
        form.refuse(error)
        if isinstance(error, StaleVersion):
            form.show_version(self.opened().version)
        return self.form_invalid(form)


def version_of(form: ProfileForm) -> int | None:
    version: int | None = form.cleaned_data.get("version")
    return version
