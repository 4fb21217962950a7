"""Entry with its migration card, and the address."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from profiles.forms.stay import AddressForm, EntryForm
from profiles.models import Person
from profiles.services import record_address, record_entry
from profiles.views.base import ProfileFormView, version_of


class EntryView(ProfileFormView):
    form_class = EntryForm
    heading = _("Your last entry into Russia")
    child_heading = _("The child’s last entry into Russia")
    child_lead = _("Have the child’s migration card at hand: it was stamped at the border.")
    lead = _("Have your migration card at hand: you filled it in at the border and the border guard stamped it.")

    def known(self) -> dict[str, Any]:
        return {name: getattr(self.facts, name) for name in ("entered_on", "purpose", "card_series", "card_number", "stay_until")}

    def save(self, form: EntryForm, person: Person) -> None:
        data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        record_entry(person_id=person.pk, actor=self.actor, expected_version=version_of(form), **data)


class AddressView(ProfileFormView):
    form_class = AddressForm
    heading = _("Where are you registered?")
    child_heading = _("Where is the child registered?")
    child_lead = _("The address at which the host party registered the child at the place of stay.")
    lead = _("The address at which the host party registered you at the place of stay.")

    def known(self) -> dict[str, Any]:
        return {"region": self.facts.region, "text": self.facts.address, "registered_until": self.facts.registered_until}

    def save(self, form: AddressForm, person: Person) -> None:
        data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        record_address(person_id=person.pk, actor=self.actor, expected_version=version_of(form), **data)
