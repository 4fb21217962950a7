"""What a patent costs, on a page for anybody. Works without scripts and without an account; nothing is stored."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from patents import calculators
from patents.errors import FewerMonths
from patents.rules.price import PriceNotEstablished
from portal import clock
from portal.legal import regions
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm

EARLIEST = date(2015, 1, 1)  # the advance payment is what it is since then
LATEST = date(2099, 12, 31)
DEFAULT_REGION = "77"


class PriceForm(PortalForm):
    region = forms.ChoiceField(label=_("Region"), help_text=_("Where you work or are going to work."))
    on = CivilDateField(
        label=_("The first day of the patent"),
        help_text=_("Reckoned as paid on that day: its price counts, also for months of the next year. For example, 15.01.2026"),
        not_before=EARLIEST,
        not_after=LATEST,
    )
    months = forms.TypedChoiceField(
        label=_("How many months do you pay for?"),
        coerce=int,
        error_messages={
            "invalid_choice": _("A patent that begins on that day cannot be paid for so many months. Choose a number from the list.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions.choices()  # type: ignore[attr-defined]
        self.most = self._most()
        self.offer(1)

    def _most(self) -> int:
        """The most months by the law of the day that is asked about; by today's where that day cannot be read."""
        try:
            day = self.fields["on"].clean(self.data.get("on", ""))
        except forms.ValidationError:
            day = clock.today()
        return calculators.most_months(day)

    def offer(self, least: int) -> None:
        """Only as many months as can be paid at once on that day."""
        self.fields["months"].choices = [(number, str(number)) for number in range(least, self.most + 1)]  # type: ignore[attr-defined]


@require_safe
def price(request: HttpRequest) -> HttpResponse:
    """`?region=77&on=15.01.2026&months=1`; asked for nothing, it shows the fewest months in Moscow, paid today."""
    form = PriceForm(_asked(request))
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        asked = form.cleaned_data if "months" in request.GET else {**form.cleaned_data, "months": None}
        try:
            context |= _answer(**asked)
        except FewerMonths as error:
            form.add_error("months", str(error))
    if "quote" in context:
        form.offer(context["quote"].least)
    return render(request, "patents/price.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    asked = {"region": DEFAULT_REGION, "on": clock.today().strftime("%d.%m.%Y"), "months": "1"}
    return {name: request.GET.get(name, default) for name, default in asked.items()}


def _answer(*, region: str, on: date, months: int | None) -> dict[str, Any]:
    named = {"region": regions.region(region), "on": on}
    try:
        return {**named, "quote": calculators.quote(region=region, on=on, months=months)}
    except PriceNotEstablished:
        return {**named, "unknown": True}
