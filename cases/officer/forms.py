"""What an officer fills in. Words go to the applicant as they are typed, so each form shows them once more before it sends."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from cases.counter import COUNTER
from cases.models import Decision
from cases.officer.words import document_name
from cases.procedures import Application, Ground, Procedure
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.ui.forms import PortalForm

OFFICIAL_LANGUAGE = "ru"  # decisions are written in Russian; the letter explains the ground in the applicant's own language as well
LATEST_ANSWER = 60  # calendar days


class VersionForm(PortalForm):
    """Carries the version of the case that the officer saw."""

    expected_version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class DatedForm(VersionForm):
    """Says by which day the applicant answers or comes."""

    answer_by = forms.DateField(
        label=_("Answer by"),
        help_text=_("Day, month, year. The legal deadline of the case does not move while you wait."),
        input_formats=["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d %m %Y"],
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "size": 12}),
        error_messages={"required": _("Write the day by which you wait for the answer."), "invalid": _("Write the date as 14.06.2026.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_answer_by(self) -> date:
        day: date = self.cleaned_data["answer_by"]
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        if day > self.today + timedelta(days=LATEST_ANSWER):
            raise forms.ValidationError(_("Choose a day within the next %(days)d days.") % {"days": LATEST_ANSWER})
        return day


class AskForm(DatedForm):
    text = forms.CharField(
        label=_("What you ask"),
        help_text=_("The applicant reads these words. Say what is wrong and what would do."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you ask the applicant.")},
    )
    document_kinds = forms.MultipleChoiceField(
        label=_("Documents to send again or to add"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["expected_version", "text", "document_kinds", "answer_by"])
        field: Any = self.fields["document_kinds"]
        field.choices = [(kind, document_name(kind)) for kind in kinds]


class InviteForm(DatedForm):
    text = forms.CharField(
        label=_("What you write to the applicant"),
        help_text=_("The applicant reads these words. Say which originals to bring; how to book a time is added to the letter."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what the applicant shall bring or do.")},
    )
    counter = forms.MultipleChoiceField(
        label=_("What is done at the counter"),
        choices=COUNTER.items,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say what the applicant shall show or give at the counter.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["expected_version", "text", "counter", "answer_by"])
        self.fields["answer_by"].label = _("Come by")


class ProposeForm(VersionForm):
    """Grant or refuse: the outcome stands in the form, the words are the officer's."""

    outcome = forms.ChoiceField(choices=Decision.Outcome.choices, widget=forms.HiddenInput)
    ground = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What the applicant will read"),
        help_text=_("In Russian: it is the language of the decision. Article and way to appeal are added to the letter."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the words that the applicant will read.")},
    )
    words_fit = forms.BooleanField(label=_("I have read these words and they fit this case as they are"), required=False)

    def __init__(self, *args: Any, rules: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == Decision.Outcome.GRANTED:
            data["ground"] = ""
        elif data.get("outcome") == Decision.Outcome.REFUSED:
            self._check_ground(data)
        return data

    def _check_ground(self, data: dict[str, Any]) -> None:
        ground = self.rules.ground(data.get("ground") or "")
        if ground is None:
            self.add_error(None, _("Choose the ground of the refusal first."))
        elif same_words(data.get("reason", ""), plain_words(ground)) and not data.get("words_fit"):
            self.add_error(
                "words_fit", _("These are the ground's own words. Say what it is in this case, or confirm that they fit as they are.")
            )


class ConfirmForm(PortalForm):
    content_hash = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class ReturnForm(PortalForm):
    reason = forms.CharField(
        label=_("Why you return it"),
        help_text=_("Your colleague reads these words; the applicant does not."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why you return the proposal.")},
    )


class ProposeEndForm(PortalForm):
    """To take a document from its holder: ground and words. `seen` is the state of the document that the officer looked at."""

    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    ground = forms.ChoiceField(
        label=_("Ground"), error_messages={"required": _("Choose the ground."), "invalid_choice": _("Choose the ground.")}
    )
    reason = forms.CharField(
        label=_("What the holder will read"),
        help_text=_("In Russian: it is the language of the decision. Say what it is in this case; article and way to appeal are added."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the words that the holder will read.")},
    )

    def __init__(self, *args: Any, grounds: Sequence[Ground], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grounds = {ground.code: ground for ground in grounds}
        choices = [("", _("Choose the ground")), *((code, ground.title) for code, ground in self.grounds.items())]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        """The ground's own words alone say nothing about this person."""
        reason = str(self.cleaned_data["reason"])
        if same_words(reason, plain_words(self.grounds.get(self.cleaned_data.get("ground", "")))):
            raise forms.ValidationError(_("These are the ground's own words. Say what it is in this case."))
        return reason


class ReturnEndForm(ReturnForm):
    """As for a decision of a case; here the holder has not heard of the proposal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Your colleague reads these words; the holder does not.")


class FindForm(PortalForm):
    wanted = forms.CharField(
        label=_("Reference number, or the beginning of the family name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type a number or a name.")},
    )


def ground_words(rules: Procedure, code: str) -> str:
    """The ground in plain words, in the language of decisions."""
    return plain_words(rules.ground(code))


def plain_words(ground: Ground | None) -> str:
    """The same of a ground; nothing without one."""
    if ground is None:
        return ""
    with override(OFFICIAL_LANGUAGE):
        return str(ground.plain)


def grant_words(rules: Procedure) -> str:
    """What a grant says when the officer has nothing to add."""
    with override(OFFICIAL_LANGUAGE):
        return gettext("The conditions of the law are met: %(article)s.") % {"article": gettext(rules.grant_article)}


def askable_kinds(rules: Procedure, application: Application) -> list[str]:
    """Documents that can be asked for: what the procedure needs, what was sent, and anything else."""
    needed = [document.kind for document in rules.documents(application)]
    return list(dict.fromkeys([*needed, *sorted(application.documents), "other"]))


def usual_answer_day(today: date, *, decide_by: date | None) -> date:
    """The usual term, but no later than the eve of the decision's last day: the deadline of the case does not wait."""
    usual = add_term(legal.term("cases.answer_term", on=today), today).value
    latest = decide_by - timedelta(days=1) if decide_by else usual
    return max(min(usual, latest), today + timedelta(days=1))


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but spaces and capitals."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()
