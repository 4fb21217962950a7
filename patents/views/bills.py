"""The holder's bills: what is asked for, the code for the bank's app, the sheet to print."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView, View

from patents.bills import Asking, bill_of, bill_pdf
from patents.due import months_left
from patents.errors import NothingDue
from patents.models import Charge, Patent, Purpose
from patents.services import open_charge, open_next_months, to_pay
from patents.services.recount import fee_is_paid
from patents.statement import Statement
from patents.views.holder import PatentMixin, waits
from portal import clock
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.qr import drawn


class BillsView(PatentMixin, TemplateView):
    """The open charges. A POST opens those of today; asking again gives the same ones, priced anew when the price has changed."""

    template_name = "patents/bills.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        charges = self.patent.charges.filter(withdrawn_at=None, covered_on=None).select_related("patent__person").order_by("pay_by", "pk")
        statement, asking = Statement(self.patent), Asking(self.patent, today)
        bills = [(bill, drawn(bill.code)) for bill in (bill_of(charge, statement, on=today, asking=asking) for charge in charges)]
        numbers, fewest = to_pay(self.patent, on=today)
        least = 0 if statement.is_fee_alone else max(fewest, 1)
        most = len(numbers) if months_left(self.patent, paid_on=today) else 0
        asked = sum(bill.charge.purpose == Purpose.TAX_ADVANCE and not bill.waits for bill, _code in bills)
        are_unpaid = statement.ledger.longest > len(statement.ledger.months)
        return super().get_context_data(
            bills=bills,
            are_over=bool(bills) and not any(bill.is_open for bill, _code in bills),
            statement=statement,
            waits=waits(self.patent),
            is_over=are_unpaid and not most and not statement.waits,  # the days of months that nobody can pay any more would mislead
            fewest=fewest,
            choices=range(least, most + 1),
            chosen=max(least, asked),  # what "anew" stands for
            **kwargs,
        )

    def post(self, request: HttpRequest, series: str, number: str) -> HttpResponse:
        try:
            self.open_due(request)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(reverse("patents:bills", args=[series, number]))

    def open_due(self, request: HttpRequest) -> None:
        """The fee, while the patent is not handed out, and as many of the next months as were asked for: a bill for each. None where
        only the fee is missing and was asked for."""
        patent, actor, today = self.patent, actor_of(request.user), clock.today()
        months, is_fee_alone = _count(request.POST.get("months", "")), Statement(patent).is_fee_alone
        if patent.status == Patent.Status.GRANTED and not fee_is_paid(patent, on=today) and not _fee_is_open_elsewhere(patent):
            with suppress(NothingDue):
                open_charge(patent_id=patent.pk, purpose=Purpose.STATE_FEE, actor=actor, on=today)
        if months or not is_fee_alone:
            open_next_months(patent_id=patent.pk, count=months, actor=actor, on=today)


class BillPaperView(PatentMixin, View):
    """One bill as PDF."""

    def get(self, request: HttpRequest, series: str, number: str, charge_id: int) -> HttpResponse:
        charge = self.patent.charges.select_related("patent__person").filter(pk=charge_id, withdrawn_at=None).first()
        if charge is None:
            raise Http404
        response = HttpResponse(bill_pdf(bill_of(charge, Statement(self.patent), on=clock.today())), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="bill-{charge.uin}.pdf"'
        return response


def _count(typed: str) -> int:
    """How many months; one for what is no number of months."""
    return int(typed) if len(typed) < 3 and typed.isascii() and typed.isdigit() else 1


def _fee_is_open_elsewhere(patent: Patent) -> bool:
    """A reissue asks for its fee with its case, before there is a patent."""
    return Charge.objects.filter(case_id=patent.case_id, purpose=Purpose.STATE_FEE).exists()
