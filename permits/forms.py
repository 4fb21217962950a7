"""The question pages of applications for permits."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import ExamForm, MedicalForm, region_choices
from cases.procedures import Application
from permits.naming import in_words, name_of
from permits.rules import permanent_residence, replacement, study_residence, temporary_residence
from permits.selectors import permits_in_force
from portal import clock
from portal.legal import services as legal
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from profiles.civil import latest_today


class ResidenceRegionForm(PortalForm):
    region = forms.ChoiceField(
        label=_("Region"),
        help_text=_("With a temporary residence permit you live and work in this region only."),
        error_messages={"required": _("Choose the region in which you will live")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Choose a region")), *region_choices()]  # type: ignore[attr-defined]


class ResidenceGroundForm(PortalForm):
    """What is offered depends on whose application it is. Without `application` the form only knows its question."""

    ground = forms.ChoiceField(
        label=_("On what ground do you apply?"),
        help_text=_("With one of the first grounds you need no place of the quota. If two fit, choose the one that is easier to show."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your ground")},
    )

    def __init__(self, *args: Any, application: Application | None = None, **kwargs: Any) -> None:
        from permits.procedures.of_residence import is_child

        super().__init__(*args, **kwargs)
        child = application is not None and is_child(application)
        grounds = temporary_residence.grounds_for(child=child) if application else temporary_residence.GROUNDS
        self.fields["ground"].choices = [(ground.code, ground.title_for(child=child)) for ground in grounds]  # type: ignore[attr-defined]


class LivingRegionForm(PortalForm):
    region = forms.ChoiceField(
        label=_("Region"),
        help_text=_("The office of this region decides. You may live and work anywhere in Russia."),
        error_messages={"required": _("Choose the region in which you will live")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Choose a region")), *region_choices()]  # type: ignore[attr-defined]


class PermanentGroundForm(PortalForm):
    ground = forms.ChoiceField(
        label=_("On what ground do you apply?"),
        help_text=_("If two fit, choose the one that is easier to show."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your ground")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = legal.text("permits.permanent_residence_grounds", on=clock.today()).value
        choices = [(ground.code, ground.title) for ground in permanent_residence.offered(listed)]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]


class WorkPermitForm(PortalForm):
    valid_until = CivilDateField(
        label=_("Last day of your work permit"),
        help_text=_("As printed on it, for example 14.06.2028. The residence permit of a specialist lasts as long."),
    )

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day < clock.today():
            raise forms.ValidationError(_("The work permit has already ended"))
        return day


class HeldPermitField(forms.ChoiceField):
    """One of the person's own permits, kept as kind, series and number."""

    def in_words(self, value: str) -> str:
        return in_words(value)


class HeldPermitForm(PortalForm):
    """Which of the person's own permits an application is about. Without `application` it only knows its question."""

    kinds: ClassVar[frozenset[str]]

    permit = HeldPermitField(
        label=_("Which document is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the document"), "invalid_choice": _("Choose one of your documents")},
    )

    def __init__(self, *args: Any, application: Application | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = permits_in_force(application.facts.person_id or 0, on=application.on).filter(kind__in=self.kinds) if application else ()
        choices = [(name_of(permit), in_words(name_of(permit))) for permit in held]
        self.fields["permit"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1 and not self.initial.get("permit"):
            self.initial["permit"] = choices[0][0]


class ReplaceablePermitForm(HeldPermitForm):
    kinds = replacement.REPLACEABLE


class AsylumPermitForm(HeldPermitForm):
    kinds = frozenset({"temporary_asylum"})


class RefugeePermitForm(HeldPermitForm):
    kinds = frozenset({"refugee_certificate"})


class StudyPermitForm(HeldPermitForm):
    kinds = frozenset({"study_residence"})


class StudyRegionForm(PortalForm):
    region = forms.ChoiceField(
        label=_("Region of your university"),
        help_text=_("With this permit you live and may work in this region."),
        error_messages={"required": _("Choose the region of your university")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Choose a region")), *region_choices()]  # type: ignore[attr-defined]


class StudyForm(PortalForm):
    university = forms.CharField(
        label=_("University"), max_length=200, help_text=_("As in its certificate"), error_messages={"required": _("Enter the university")}
    )
    level = forms.ChoiceField(
        label=_("What do you study for?"),
        choices=study_residence.LEVELS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you study for")},
    )
    form = forms.ChoiceField(
        label=_("How do you study?"),
        choices=study_residence.FORMS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you study")},
    )
    place = forms.ChoiceField(
        label=_("What university is it?"),
        help_text=_("Its international office knows the answer."),
        choices=study_residence.PLACES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what university it is")},
    )
    ends_on = CivilDateField(
        label=_("Last day of your studies"), help_text=_("As in the certificate of the university, for example 30.06.2028")
    )


class TransferDayForm(PortalForm):
    day = CivilDateField(
        label=_("On what day did you move to the new university?"),
        help_text=_("The day of the order of enrolment, for example 01.09.2026"),
        not_after=latest_today,
    )


class AsylumRegionForm(PortalForm):
    region = forms.ChoiceField(
        label=_("Region"),
        help_text=_("The office of the region where you are now hears you. No registration is needed for that."),
        error_messages={"required": _("Choose the region where you are")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Choose a region")), *region_choices()]  # type: ignore[attr-defined]


class StoryForm(PortalForm):
    story = forms.CharField(
        label=_("What happened, and what do you fear if you go back?"),
        help_text=_(
            "A few sentences in your own words and in any language are enough: the officer asks the "
            "rest. Only the officers who decide read it."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write a few words, or ask the office to write them down with you")},
    )


class CircumstancesForm(PortalForm):
    changed = forms.CharField(
        label=_("Do the reasons for your protection still hold? What has changed?"),
        help_text=_("A few sentences in your own words and in any language are enough."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write a few words, or ask the office to write them down with you")},
    )


class InterpreterForm(PortalForm):
    needed = forms.ChoiceField(
        label=_("Do you need an interpreter?"),
        help_text=_("An interpreter costs you nothing."),
        choices=[("yes", _("Yes")), ("no", _("No, I speak Russian well enough"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
    language = forms.CharField(label=_("Which language, and is a man or a woman better?"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("needed") == "yes" and not data.get("language"):
            self.add_error("language", _("Write the language"))
        return data


class WhatHappenedForm(PortalForm):
    what = forms.ChoiceField(
        label=_("What has happened?"),
        help_text=_("Put a new name or passport into your profile first: the new document is printed from it."),
        choices=replacement.CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what has happened")},
    )


class SinceForm(PortalForm):
    day = CivilDateField(
        label=_("On what day?"),
        help_text=_("When it was lost or damaged, or when the new document was issued, for example 14.06.2026"),
        not_after=latest_today,
    )


class FingerprintsForm(PortalForm):
    done = forms.ChoiceField(
        label=_("Have your fingerprints been taken and your photo made in Russia?"),
        help_text=_("It is done once. You have a plastic card or a paper about it. If not, it is done when you come to the office."),
        choices=[("yes", _("Yes")), ("no", _("Not yet"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
    done_on = CivilDateField(
        label=_("On what day, if you remember it"), required=False, not_after=latest_today, help_text=_("For example 14.06.2026")
    )

    def __init__(self, *args: Any, application: Application | None = None, **kwargs: Any) -> None:
        from permits.procedures.of_residence import is_child

        super().__init__(*args, **kwargs)
        if application is not None and is_child(application):
            self.fields["done"].label = _("Have the child’s fingerprints been taken and the photo made in Russia?")
            self.fields["done"].help_text = _("It is done once, and a card or a paper says so. If not, it is done when you come together.")


__all__ = [
    "AsylumPermitForm", "AsylumRegionForm", "CircumstancesForm", "ExamForm", "FingerprintsForm", "HeldPermitForm", "InterpreterForm",
    "LivingRegionForm", "MedicalForm", "PermanentGroundForm", "RefugeePermitForm", "ReplaceablePermitForm", "ResidenceGroundForm",
    "ResidenceRegionForm", "SinceForm", "StoryForm", "StudyForm", "StudyPermitForm", "StudyRegionForm", "TransferDayForm",
    "WhatHappenedForm",
    "WorkPermitForm",
]  # fmt: skip
