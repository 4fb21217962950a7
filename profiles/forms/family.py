"""A child: who it is, and by which document."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from profiles import citizenships
from profiles.civil import latest_today
from profiles.forms.base import NameField, ProfileForm
from profiles.models import Guardianship, Person
from profiles.services import ChildData


class KinshipField(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Who are you to the child?"),
            choices=[
                (Guardianship.Kinship.PARENT, _("Mother or father")),
                (Guardianship.Kinship.GUARDIAN, _("Guardian appointed by an authority")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose who you are to the child")},
        )


class ChildForm(ProfileForm):
    refusals_at = {
        "birth_not_in_the_past": "birth_date",
        "child_too_old": "birth_date",
        "parent_too_young": "birth_date",
        "guardian_not_adult": "kinship",
        "unknown_citizenship": "citizenship",
    }

    kinship = KinshipField()
    family_name = NameField(script="LATIN", label=_("The child’s family name in Latin letters"), help_text=_("As in the child’s document"))
    given_names = NameField(script="LATIN", label=_("The child’s given names in Latin letters"), required=False)
    birth_date = CivilDateField(label=_("The child’s date of birth"), not_after=latest_today)
    sex = forms.ChoiceField(label=_("Sex, as in the document"), choices=Person.Sex.choices, widget=forms.RadioSelect)
    citizenship = forms.ChoiceField(label=_("The child’s citizenship"), choices=citizenships.choices)

    def child(self) -> ChildData:
        return ChildData(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class ChildDocumentForm(ProfileForm):
    """Which paper says who the child is; each answer leads to its own page."""

    which = forms.ChoiceField(
        label=_("Which document does the child have?"),
        choices=[
            ("passport", _("A passport of its own, with two lines at the bottom of the page with the photo")),
            ("passport-by-hand", _("A birth certificate, an identity card or a passport without lines")),
            ("in_parents", _("The child is entered in my passport")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the document of the child")},
    )


class CodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Code"),
            max_length=40,
            widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
            error_messages={"required": _("Type the code.")},
            **kwargs,
        )


class InviteForm(PortalForm):
    born = CivilDateField(
        label=_("Date of birth of the person you invite"),
        help_text=_("As in that person’s passport. The code serves only somebody born on this day. For example, 14.06.1990"),
        not_after=latest_today,
    )


class InvitationForm(PortalForm):
    """What somebody types who was invited to act for a child."""

    code = CodeField(help_text=_("Twelve letters and digits, from whoever acts for the child. Hyphens do not matter."))
    child_born = CivilDateField(label=_("The child’s date of birth"), not_after=latest_today)


class JoinForm(InvitationForm):
    """The same again, unseen, and the answer."""

    kinship = KinshipField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("code", "child_born"):
            self.fields[name].widget = forms.HiddenInput()


class ClaimForm(PortalForm):
    """What a grown-up types to take over the profile that a parent filled in."""

    code = CodeField(help_text=_("Twelve letters and digits, from the parent or the office. Hyphens do not matter."))
    birth_date = CivilDateField(label=_("Your date of birth"), not_after=latest_today)
