"""Name in Russian letters, place of birth, phone: one question a page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from profiles.forms.base import ProfileForm
from profiles.forms.details import BirthPlaceForm, InnForm, PhoneForm, RussianNameForm, details
from profiles.models import Person
from profiles.rules.numbers import phone_shown
from profiles.selectors import facts
from profiles.services import update_personal_details
from profiles.views.base import OwnProfileMixin, ProfileFormView, version_of

# The questions after the passport, in order, each with the fact that answers it.
CHAIN = (("name", "family_name_ru"), ("birth-place", "birth_place"), ("phone", "phone"))


def next_detail(view: OwnProfileMixin) -> str:
    """The first question after the passport that has no answer yet, or the page where the person came from."""
    known = facts(view.opened())
    return next((view.page(page) for page, fact in CHAIN if not getattr(known, fact)), view.home_url)


class _DetailView(ProfileFormView):
    form_class: type[ProfileForm]

    def known(self) -> dict[str, Any]:
        return {name: getattr(self.facts, name) for name in self.form_class.base_fields if name != "version"}

    def save(self, form: ProfileForm, person: Person) -> None:
        update_personal_details(person_id=person.pk, details=details(form), actor=self.actor, expected_version=version_of(form))

    def after(self) -> str:
        return next_detail(self)


class RussianNameView(_DetailView):
    form_class = RussianNameForm
    template_name = "profiles/russian_name.html"
    heading = _("Your name in Russian letters")
    child_heading = _("The child’s name in Russian letters")
    child_lead = _("Copy it from the translation of the birth certificate or of the passport.")
    lead = _("Copy it from your visa, from the translation of your passport or from an earlier Russian paper.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(facts=self.facts, **kwargs)


class BirthPlaceView(_DetailView):
    form_class = BirthPlaceForm
    heading = _("Where were you born?")
    child_heading = _("Where was the child born?")


class InnView(_DetailView):
    form_class = InnForm
    heading = _("Your INN")
    lead = _("The number that the Russian tax office has given you. It is printed on a patent. If you have none yet, leave this empty.")


class PhoneView(_DetailView):
    form_class = PhoneForm
    heading = _("Your phone")
    child_heading = _("Your phone, for questions about the child")
    child_lead = _("An officer may call you about the child’s application.")
    lead = _("An officer may call you about your application. Nobody will ask you for a code or a password on the phone.")

    def known(self) -> dict[str, Any]:
        return {"phone": phone_shown(self.facts.phone)}
