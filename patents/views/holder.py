"""The holder's pages: the patent, its payment, its paper."""

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from patents import professions
from patents.acts import acts, offers
from patents.due import Bill, bill, months_left, receipts, was_counted
from patents.ledgers import waiting
from patents.models import Patent
from patents.paper import patent_pdf
from patents.rescue import may_be_saved_by
from patents.rules.validity import ValidityAnswer
from patents.selectors import (
    annulment_in_force,
    civil_today,
    contract_notice,
    extending_order,
    last_possible_day,
    own_patents,
    profession_as_printed,
    validity,
)
from patents.services import record_payment
from patents.statement import Statement
from portal import clock
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.errors import MissingLegalParameter
from portal.ui.components import rows
from portal.ui.formats import civil_date
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch


@dataclass(frozen=True)
class Waits:
    """`since`: bank date of the first money that waits. `through`: only of a patent that has lapsed meanwhile, its last day if that money
    is enough. `may_pay`: the month after that can still be paid."""

    since: date
    through: date | None
    may_pay: bool


class PatentMixin(LoginRequiredMixin):
    """`self.patent` belongs to the signed-in person; anything else answers like a patent that does not exist."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def patent(self) -> Patent:
        found = (
            own_patents(self.request.user)
            .select_related("person", "case__office")
            .filter(series=self.kwargs["series"], number=self.kwargs["number"])
            .first()
        )
        if found is None:
            raise Http404
        return found

    @property
    def url(self) -> str:
        return reverse("patents:patent", args=[self.patent.series, self.patent.number])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        region = regions.region(self.patent.region)
        return super().get_context_data(patent=self.patent, region=region, back_url=self.url, **kwargs)  # type: ignore[misc, no-any-return]


class PatentListView(LoginRequiredMixin, TemplateView):
    template_name = "patents/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = own_patents(self.request.user).order_by("-pk")[:50]
        shown = [(patent, regions.region(patent.region), validity(patent, on=civil_today(patent)).value) for patent in own]
        return super().get_context_data(patents=shown, **kwargs)


class PatentView(PatentMixin, TemplateView):
    """What the patent allows today, until when and why, and the next payment."""

    template_name = "patents/patent.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        patent, today = self.patent, civil_today(self.patent)
        answer, statement = validity(patent, on=today), Statement(patent)
        return super().get_context_data(
            answer=answer,
            state=answer.value.value,
            profession=professions.name(profession_as_printed(patent)),
            order=extending_order(patent),
            rows=_rows(patent),
            statement=statement,
            searching=answer.value is ValidityAnswer.LAPSED_UNPAID and bool(may_be_saved_by(patent)),
            may_pay=months_left(patent, paid_on=clock.today()) > 0 or statement.is_fee_alone,
            waits=waits(patent),
            acts=acts(patent, on=today),
            offers=offers(patent),
            notice=contract_notice(patent),
            annulment=annulment_in_force(patent),
            **kwargs,
        )


def waits(patent: Patent) -> Waits | None:
    """What the pages of a patent say of money that waits for its price; None where none waits."""
    today = clock.today()
    found = waiting(patent, on=today)
    if found is None or patent.unpriced_since is None:
        return None
    return Waits(patent.unpriced_since, found.through, may_pay=months_left(patent, paid_on=today) > 0)


def _rows(patent: Patent) -> list[Any]:
    return rows(
        (_("Series and number"), f"{patent.series} {patent.number}"),
        (_("Region"), regions.region(patent.region).name),
        (_("Profession"), professions.name(profession_as_printed(patent))),
        (_("Granted on"), civil_date(patent.granted_on)),
        (_("Issued on"), civil_date(patent.issued_on)),
        *([(_("Valid from"), civil_date(patent.begins_on))] if patent.begins_on != patent.issued_on else []),
        (_("Paid through"), civil_date(patent.paid_through)),
        *_extended(patent),
        (_("Last possible day"), civil_date(last_possible_day(patent))),
    )


def _extended(patent: Patent) -> list[tuple[Any, Any]]:
    """The later day and the order that gives it."""
    order = extending_order(patent)
    if order is None:
        return []
    return [(_("Valid through, by an extension order"), f"{civil_date(patent.valid_through)} ({order.number}: {order.source})")]


class PayForm(PortalForm):
    """What the person saw and agreed to pay. `payment_key` makes a second press count nothing."""

    months = forms.IntegerField(widget=forms.HiddenInput)
    total = forms.DecimalField(max_digits=12, decimal_places=2, widget=forms.HiddenInput)
    payment_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: range, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices

    def clean_months(self) -> int:
        months: int = self.cleaned_data["months"]
        if months not in self.choices:
            raise forms.ValidationError(_("The patent cannot be paid for so many months."))
        return months


class PayView(KeepAnswersOnLanguageSwitch, PatentMixin, FormView):
    """What to pay, where, and, in demo mode, a button that stands in for the bank."""

    template_name = "patents/pay.html"
    form_class = PayForm

    @cached_property
    def choices(self) -> range:
        """For how many months one may pay; 0 stands for the fee alone."""
        fewest = 0 if Statement(self.patent).is_fee_alone else 1
        return range(fewest, months_left(self.patent, paid_on=clock.today()) + 1)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and (not self.choices or self.is_repeat()):
            return redirect(self.url)
        return super().dispatch(request, *args, **kwargs)

    def is_repeat(self) -> bool:
        """A second click on a button whose payment is counted already: fewer months are left now, and that is no error."""
        try:
            key = uuid.UUID(self.request.POST.get("payment_key", ""))
        except ValueError:
            return False
        return was_counted(self.patent, source="demo", key=key)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "choices": self.choices}

    def get_initial(self) -> dict[str, Any]:
        due = self.shown_bill
        return {"months": due.months if due else self.months, "total": due.total if due else None, "payment_key": uuid.uuid4()}

    @cached_property
    def months(self) -> int:
        asked = self.request.GET.get("months", "")
        return int(asked) if asked in {str(number) for number in self.choices} else self.choices[0]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fewest = self.shown_bill.fewest if self.shown_bill else 1
        return super().get_context_data(
            bill=self.shown_bill,
            waits=waits(self.patent),
            choices=[number for number in self.choices if not number or number >= fewest],
            requisites=_requisites(),
            demo=settings.DEMO,
            **kwargs,
        )

    @cached_property
    def shown_bill(self) -> Bill | None:
        """None where the price is not established: the page says so."""
        try:
            return bill(self.patent, months=self.months, paid_on=clock.today())
        except MissingLegalParameter:
            return None

    def form_valid(self, form: PayForm) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        due = bill(self.patent, months=form.cleaned_data["months"], paid_on=clock.today())
        if due.total != form.cleaned_data["total"]:
            return self.show_new_sum(form.cleaned_data["payment_key"])
        paid = receipts(due, source="demo", key=form.cleaned_data["payment_key"])
        try:
            record_payment(patent_id=self.patent.pk, receipts=paid, actor=actor_of(self.request.user), on=civil_today(self.patent))
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The payment was counted."))
        return redirect(self.url)

    def show_new_sum(self, key: uuid.UUID) -> HttpResponse:
        """The page again with the sum of today, which the same button then pays."""
        form = PayForm({**self.get_initial(), "payment_key": key}, choices=self.choices)
        form.add_error(None, _("The price has changed since this page was opened. Look at the new sum before you pay."))
        return self.form_invalid(form)


def _requisites() -> list[Any]:
    """Where the tax advance goes, from the law's data of today; empty where a figure is missing."""
    today = clock.today()
    labels = {
        "payee": _("Payee"),
        "payee_inn": _("INN of the payee"),
        "payee_kpp": _("KPP of the payee"),
        "bank": _("Bank"),
        "bic": _("BIC"),
        "correspondent_account": _("Correspondent account"),
        "account": _("Account number"),
        "budget_code": _("Budget classification code (KBK)"),
        "purpose": _("Purpose of the payment"),
    }
    try:
        return rows(*((label, legal.text(f"patents.payment.{name}", on=today).value) for name, label in labels.items()))
    except MissingLegalParameter:
        return []


class PatentPaperView(PatentMixin, View):
    """The patent as PDF. There is nothing to hand out before it is issued."""

    def get(self, request: HttpRequest, series: str, number: str) -> HttpResponse:
        if self.patent.issued_on is None:
            return redirect(self.url)
        response = HttpResponse(patent_pdf(self.patent, on=civil_today(self.patent)), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="patent-{series}-{number}.pdf"'
        return response


__all__ = ["PatentListView", "PatentPaperView", "PatentView", "PayView"]
