"""Forms of supervisors about an order."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permits.extensions.extendable import all_kinds
from permits.extensions.models import ExtensionOrder
from permits.extensions.models.order import CONTENT
from permits.extensions.rules.soundness import FIRST_DAY, LAST_DAY, problems
from permits.extensions.rules.terms import LONGEST, Mode
from permits.extensions.selectors import orders_decided
from permits.extensions.services import all_problems, overlapping
from portal.legal import citizenships, regions
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm

MODE_WORDS = [(mode.value, mode.label) for mode in Mode]


class CodesField(forms.CharField):
    """Codes with spaces or commas between them; nothing means all."""

    def __init__(self, *, exists: Callable[[str], bool], unknown: Any, **kwargs: Any) -> None:
        self.exists, self.unknown = exists, unknown
        super().__init__(required=False, max_length=600, widget=forms.TextInput(attrs=WIDE), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        codes = sorted(set(str(super().clean(value)).upper().replace(",", " ").split()))
        wrong = [code for code in codes if not self.exists(code)]
        if wrong:
            raise forms.ValidationError(self.unknown % {"codes": " ".join(wrong)[:60]})
        return codes


WIDE = {"class": "officer-wide"}


def _day(label: Any, help_text: Any = "", *, required: bool = False) -> CivilDateField:
    return CivilDateField(label=label, help_text=help_text, required=required, not_before=FIRST_DAY, not_after=LAST_DAY)


PARTS = (
    (_("The act"), "", ("act", "citation", "act_en", "citation_en", "link")),
    (_("Which documents"), "", ("kinds", "citizenships", "regions", "window_from", "window_to", "is_open_ended", "last_issue_day")),
    (
        _("What it does"),
        _("Fill in the days of the way that you choose, and leave those of the others empty."),
        ("mode", "until", "days", "suspended_from", "suspended_to", "effective_from"),
    ),
    (_("Beside other orders"), "", ("adds_to",)),
    (_("How it is read"), "", ("only_in_country", "note")),
)


class OrderForm(PortalForm):
    """The content of an order. What is wrong is said beside its field, by the same rules that the service keeps.

    `overlapped` are the numbers of the orders with which the content shares documents, once it was judged."""

    overlapped: frozenset[str] | set[str] = frozenset()

    act = forms.CharField(
        label=_("Act"), max_length=300, widget=forms.TextInput(attrs=WIDE), help_text=_("Kind, number and date of the act, as it is cited.")
    )
    citation = forms.CharField(label=_("Article or paragraph"), max_length=300, required=False, widget=forms.TextInput(attrs=WIDE))
    act_en = forms.CharField(
        label=_("Act, in English"), max_length=300, required=False, widget=forms.TextInput(attrs=WIDE),
        help_text=_("For letters and pages of those who read English. Left empty, the Russian name stands there."),
    )  # fmt: skip
    citation_en = forms.CharField(
        label=_("Article or paragraph, in English"), max_length=300, required=False, widget=forms.TextInput(attrs=WIDE)
    )
    link = forms.URLField(
        label=_("Link to the text"), max_length=500, required=False, assume_scheme="https", widget=forms.URLInput(attrs=WIDE)
    )
    kinds = forms.MultipleChoiceField(
        label=_("Documents that the order names"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing is covered that is not ticked here."),
    )  # fmt: skip
    citizenships = CodesField(
        label=_("Citizenships"), help_text=_("Two-letter codes with spaces between them; leave it empty for all."),
        exists=citizenships.exists, unknown=_("There is no such citizenship: %(codes)s"),
    )  # fmt: skip
    regions = CodesField(
        label=_("Regions"), help_text=_("Two-digit codes with spaces between them; leave it empty for all."),
        exists=regions.exists, unknown=_("There is no such region: %(codes)s"),
    )  # fmt: skip
    window_from = _day(_("Stated last day: from"), _("Documents whose own last day lies in the window are covered. Both days count."))
    window_to = _day(_("Stated last day: to"))
    is_open_ended = forms.BooleanField(label=_("The window has no end"), required=False)
    mode = forms.ChoiceField(label=_("What the order does"), choices=MODE_WORDS, widget=forms.RadioSelect, required=False)
    until = _day(_("Valid through (a fixed day)"))
    days = forms.IntegerField(label=_("Days from the stated last day"), required=False, min_value=1, max_value=LONGEST)
    suspended_from = _day(_("The term is suspended from"))
    suspended_to = _day(_("The term is suspended to"))
    effective_from = _day(_("The order is in force from"), _("It can be applied from this day; documents that ended before it stay ended."))
    last_issue_day = _day(
        _("Only documents issued on or before"),
        _(
            "Later ones are not extended: the staff are asked. Empty: all of them. A document issued in place of one that this order "
            "has extended holds those days already and is never extended by it again."
        ),
    )
    adds_to = forms.MultipleChoiceField(
        label=_("Some documents fall under another order, too"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Extensions do not add up: each counts from the day on the document, and the latest day stands. The dry run shows what the "
            "two orders do together; who approves this one sees it."
        ),
        error_messages={
            "invalid_choice": _("Order %(value)s is not approved or in force, so nothing adds to it. Save once more without it."),
        },
    )  # fmt: skip
    only_in_country = forms.BooleanField(label=_("The order speaks of people who are in Russia"), required=False)
    note = forms.CharField(
        label=_("How the text is read, and what is doubtful"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, order: ExtensionOrder | None = None, **kwargs: Any) -> None:
        self.order = order
        if order is not None:
            kwargs.setdefault("initial", {name: getattr(order, name) for name in CONTENT})
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = list(all_kinds().items())  # type: ignore[attr-defined]
        self.others = {other.number: other for other in orders_decided() if order is None or other.pk != order.pk}
        self._offer({*self.others, *(order.adds_to if order else ())})

    @classmethod
    def like(cls, *args: Any, content: dict[str, Any], **kwargs: Any) -> "OrderForm":
        """Filled with the content of an order that nobody has written down yet, and which is sound alone."""
        told = {name: content.get(name, _missing(name)) for name in CONTENT}
        form = cls(*args, initial=told, **kwargs)
        form.overlapped = {other.number for other in overlapping(told)}
        return form

    def parts(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """Title, hint and fields of each part of the form. Other orders are spoken of when this one overlaps them, or says that it does."""
        told = self["adds_to"].value() or []
        self._offer({*(number for number in told if number in self.others), *self.overlapped, *(self.order.adds_to if self.order else ())})
        has_others = self.fields["adds_to"].choices or "adds_to" in self.errors  # type: ignore[attr-defined]
        shown = [(title, hint, names) for title, hint, names in PARTS if names != ("adds_to",) or has_others]
        return [(title, hint, [self[name] for name in names]) for title, hint, names in shown]

    def _offer(self, numbers: set[str]) -> None:
        words = _("This order adds to order %(number)s: %(act)s")
        told = {number: self.others[number].act_named if number in self.others else _("not in force any more") for number in numbers}
        self.fields["adds_to"].choices = [(number, words % {"number": number, "act": told[number]}) for number in sorted(told)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Fields that could not be read have said so already."""
        data = super().clean() or {}
        content = self.content(data)
        if not problems(content, kinds=all_kinds()):
            self.overlapped = {other.number for other in overlapping(content, but=self.order)}
        for name, errors in all_problems(content, but=self.order).items():
            for error in [] if name in self.errors else errors:
                self.add_error(name, str(error))
        return data

    def content(self, data: dict[str, Any] | None = None) -> dict[str, Any]:
        """What the services take."""
        values = self.cleaned_data if data is None else data
        return {name: values.get(name, _missing(name)) for name in CONTENT}


def _missing(name: str) -> Any:
    """What stands for a field that could not be read."""
    if name in {"kinds", "citizenships", "regions", "adds_to"}:
        return []
    return "" if name in {"act", "citation", "act_en", "citation_en", "link", "mode", "note"} else None


class ReturnForm(PortalForm):
    reason = forms.CharField(label=_("Why it is returned"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class RepealForm(PortalForm):
    repeal_act = forms.CharField(label=_("The act that repeals it"), max_length=300, widget=forms.TextInput(attrs=WIDE))
    repeal_act_en = forms.CharField(
        label=_("The act that repeals it, in English"), max_length=300, required=False, widget=forms.TextInput(attrs=WIDE),
        help_text=_("For letters of those who read English. Left empty, the Russian name stands there."),
    )  # fmt: skip


class SeenForm(PortalForm):
    """What the page showed: the content that was tried, or the version of the order."""

    content_hash = forms.RegexField(r"^[0-9a-f]{64}$", required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def mode_in_words(order: ExtensionOrder) -> Any:
    return dict(MODE_WORDS)[order.mode]


def codes_in_words(codes: Sequence[str], name: Callable[[str], Any], everything: Any) -> str:
    return ", ".join(str(name(code)) for code in codes) or str(everything)


__all__ = ["OrderForm", "RepealForm", "ReturnForm", "SeenForm", "codes_in_words", "mode_in_words"]
