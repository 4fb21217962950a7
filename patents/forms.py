"""The question pages of an application for a work patent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import ExamForm, MedicalForm, region_choices
from cases.procedures import Application
from patents import professions
from patents.selectors import patents_in_force
from portal import clock
from portal.legal import regions
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from profiles.civil import latest_today
from profiles.forms.attached import DocumentOrFileForm


class RegionForm(PortalForm):
    region = forms.ChoiceField(
        label=_("Region"),
        help_text=_("A patent is valid in one region only. For work in another region you need another patent."),
        error_messages={"required": _("Choose the region in which you will work")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Choose a region")), *region_choices()]  # type: ignore[attr-defined]


class HeldPatentForm(PortalForm):
    """Which of the person's own patents an application is about. Without `application` it only knows its question."""

    patent = forms.ChoiceField(
        label=_("Which patent?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the patent"), "invalid_choice": _("Choose one of your patents")},
    )

    def __init__(self, *args: Any, application: Application | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = patents_in_force(application.facts.person_id or 0, on=application.on) if application else []
        choices = [(str(patent), f"{patent} · {regions.region(patent.region).name}") for patent in held]
        self.fields["patent"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1 and not self.initial.get("patent"):
            self.initial["patent"] = choices[0][0]


class WorkForm(PortalForm):
    profession = forms.ChoiceField(
        label=_("Profession"),
        help_text=_("It is printed on the patent. Work in another profession is not allowed until the patent is changed."),
        error_messages={"required": _("Choose your profession")},
    )
    employer = forms.ChoiceField(
        label=_("Who will you work for?"),
        choices=[
            ("company", _("A company or an organisation")),
            ("sole_trader", _("A sole trader, a notary or an advocate")),
            ("household", _("A person, for their household")),
            ("unknown", _("I do not know yet")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who you will work for")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profession"].choices = [("", _("Choose a profession")), *professions.choices()]  # type: ignore[attr-defined]


class InsuranceForm(PortalForm):
    kind = forms.ChoiceField(
        label=_("What covers your medical care?"),
        choices=[("policy", _("An insurance policy (DMS)")), ("contract", _("A contract with a clinic for paid care"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what covers your medical care")},
    )
    number = forms.CharField(label=_("Number of the policy or contract"), max_length=40, error_messages={"required": _("Enter the number")})
    valid_from = CivilDateField(label=_("Valid from"), help_text=_("For example 14.06.2026"))
    valid_until = CivilDateField(label=_("Valid until"), help_text=_("For example 13.06.2027"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The last day is before the first day"))
        elif end and end < clock.today():
            self.add_error("valid_until", _("The insurance has already ended"))
        return data


class FineForm(PortalForm):
    paid = forms.ChoiceField(
        label=_("Have you paid the fine for applying late?"),
        help_text=_("The days that the law gives after the entry are over. The receipt is attached later, with the other documents."),
        choices=[("yes", _("Yes, I have the receipt")), ("no", _("Not yet"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )


class LossForm(PortalForm):
    what = forms.ChoiceField(
        label=_("What happened to the patent?"),
        choices=[("lost", _("It was lost or stolen")), ("damaged", _("It is damaged and cannot be read"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happened")},
    )


class ChangeForm(PortalForm):
    what = forms.ChoiceField(
        label=_("What has changed?"),
        help_text=_("Put a new name or passport into your profile first: the new sheet is printed from it."),
        choices=[
            ("document", _("My passport or another identity document")),
            ("name", _("My name, and the document that shows it")),
            ("profession", _("My profession")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what has changed")},
    )


class ChangedOnForm(PortalForm):
    changed_on = CivilDateField(
        label=_("Date of the change"),
        help_text=_("The day on which the new document was issued, for example 14.06.2026"),
        not_after=latest_today,
    )


class NewProfessionForm(PortalForm):
    profession = forms.ChoiceField(
        label=_("New profession"),
        help_text=_("Until the new sheet is in force you may work only in the profession that is printed now."),
        error_messages={"required": _("Choose your profession")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profession"].choices = [("", _("Choose a profession")), *professions.choices()]  # type: ignore[attr-defined]


class ConsequencesForm(PortalForm):
    understood = forms.ChoiceField(
        label=_("Do you want to end the patent?"),
        help_text=_(
            "From the day of the decision you may not work under this patent. It cannot be restored, and money that was paid for later "
            "days does not make it valid again. To work later you need a new application. Your stay may end earlier: ask the office "
            "if you are not sure."
        ),
        choices=[("yes", _("Yes, I understand this and want to end the patent"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say that you want to end the patent, or leave this application")},
    )


class ContractForm(DocumentOrFileForm):
    """A new file, or a contract that the profile already holds, and who the employer is."""

    field_order = ["employer_name", "employer_inn", "file", "existing"]

    employer_name = forms.CharField(
        label=_("Employer"), max_length=200, help_text=_("As in the contract"), error_messages={"required": _("Enter the employer")}
    )
    employer_inn = forms.RegexField(
        r"^([0-9]{10}|[0-9]{12})$",
        label=_("INN of the employer"),
        help_text=_("10 or 12 digits, if you know them"),
        required=False,
        error_messages={"invalid": _("The INN has 10 or 12 digits")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Copy of the contract")
        self.fields["file"].help_text = _(
            "PDF, JPEG or PNG, at most 10 MB. A photo made with a phone is enough if everything on it can be read."
        )


__all__ = [
    "ChangeForm", "ChangedOnForm", "ConsequencesForm", "ContractForm", "ExamForm", "FineForm", "HeldPatentForm", "InsuranceForm",
    "LossForm", "MedicalForm", "NewProfessionForm", "RegionForm", "WorkForm",
]  # fmt: skip
