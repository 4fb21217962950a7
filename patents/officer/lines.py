"""The page of a refused line of a bank's file: its text, why it is no payment, and the payment that an officer reads in it.

For officers and supervisors, who decide about people's money, and of every office: like unmatched money, a line belongs to no region
yet. Each look at the text is written down, for it holds names."""

import json
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from patents.models import Payment, RegistryLine
from patents.officer.guards import payment_page
from patents.officer.words import FIELDS, WRONG, reasons
from patents.rules.identity import external_id
from patents.rules.registry_file import Problem, transfer_of
from patents.services import enter_payment, read_line, set_line_aside
from patents.services.payments import Outcome
from patents.services.refused_lines import waiting_lines
from portal import clock
from portal.admin_site import site
from portal.edge.text import clean_text
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.forms import PortalForm

LONGEST_SHOWN: Final = 20_000  # characters of a line
_SAID: Final = {
    Outcome.COUNTED: gettext_lazy("The payment was entered and counts for a patent."),
    Outcome.UNMATCHED: gettext_lazy("The payment was entered. It waits for a patent: it is among the payments below."),
    Outcome.KNOWN: gettext_lazy("This payment is known already: it was not counted again. The line is decided."),
}


class EntryForm(PortalForm):
    """What a line of a file says, field by field, judged by the rules of files. `different`: the officer has looked at the payments
    that look like this one."""

    amount = forms.CharField(label=FIELDS["amount"], max_length=20, help_text=gettext_lazy("Roubles and kopecks: 7000,00"))
    paid_on = forms.CharField(label=FIELDS["paid_on"], max_length=20, help_text=gettext_lazy("The day the bank took the money: 25.11.2026"))
    uin = forms.CharField(label=FIELDS["uin"], max_length=25, required=False)
    payment_id = forms.CharField(label=FIELDS["payment_id"], max_length=70, required=False)
    payer_inn = forms.CharField(label=FIELDS["payer_inn"], max_length=20, required=False)
    payer_name = forms.CharField(label=FIELDS["payer_name"], max_length=300, required=False)
    purpose_text = forms.CharField(label=FIELDS["purpose_text"], max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    bic = forms.CharField(label=FIELDS["bic"], max_length=20, required=False)
    payer_account = forms.CharField(label=FIELDS["payer_account"], max_length=30, required=False)
    document_number = forms.CharField(label=FIELDS["document_number"], max_length=20, required=False)
    different = forms.BooleanField(label=gettext_lazy("I have compared them: this is another payment"), required=False)

    def __init__(self, *args: Any, line: RegistryLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line, self.alike = line, list[Payment]()

    def values(self) -> dict[str, str]:
        return {name: " ".join(str(self.cleaned_data.get(name) or "").split()) for name in self.fields if name != "different"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            transfer = transfer_of(self.values(), today=clock.today(), line=f"{self.line.registry.sha256}:{self.line.number}")
        except Problem as problem:
            for name in problem.fields:
                if name not in self.errors:
                    self.add_error(name, WRONG[name])
            return data
        if self.values()["uin"] and not transfer.uin:
            self.add_error("uin", WRONG["uin"])
        if external_id(transfer).startswith("line:") and not data.get("different"):
            self.alike = list(Payment.objects.filter(amount=transfer.amount, paid_on=transfer.paid_on).order_by("pk")[:10])
            if self.alike:
                self.add_error("different", _("Payments of the same sum and day are known, and nothing here tells this one from them."))
        return data


def line(request: HttpRequest, line_id: int) -> HttpResponse:
    found = _line(line_id)
    form = EntryForm(request.POST, line=found) if request.method == "POST" else EntryForm(initial=_told(found), line=found)
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            _payment, outcome = enter_payment(
                line_id=found.pk,
                values=form.values(),
                actor=actor_of(request.user),
                on=clock.today(),
                is_compared=form.cleaned_data["different"],
            )
        except DomainError as refused:
            error = str(refused)
        else:
            messages.success(request, _SAID[outcome])
            return redirect(_list("unmatched" if outcome is Outcome.UNMATCHED else "refused"))
    read_line(line_id=found.pk, actor=actor_of(request.user))
    return _page(request, found, form, error)


@require_POST
def aside(request: HttpRequest, line_id: int) -> HttpResponse:
    found = _line(line_id)
    try:
        reason = clean_text(request.POST.get("reason", ""), max_length=500)
        if not reason:
            raise forms.ValidationError(_("Say why the line tells of no payment."))
        set_line_aside(line_id=found.pk, reason=reason, actor=actor_of(request.user), on=clock.today())
    except forms.ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("admin:refused_line", found.pk)
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The line is set aside with your reason."))
    return redirect(_list("refused"))


def _page(request: HttpRequest, found: RegistryLine, form: EntryForm, error: str) -> HttpResponse:
    wrong = bool(error or form.errors)
    context = {
        **site.each_context(request),
        "title": _("Refused line"),
        "line": found,
        "text": found.raw[:LONGEST_SHOWN],
        "is_cut": len(found.raw) > LONGEST_SHOWN,
        "reasons": reasons(found),
        "form": form,
        "error": error,
    }
    return TemplateResponse(request, "patents/officer/line.html", context, status=422 if wrong else 200)


def _told(found: RegistryLine) -> dict[str, str]:
    """What the columns of the line say; nothing for a line that has none."""
    told: dict[str, str] = json.loads(found.details or "{}")
    return {**told, "paid_on": told.get("debited_on") or told.get("paid_on", "")}


def _line(line_id: int) -> RegistryLine:
    """Raises `Http404` for a line that waits for nobody."""
    found = waiting_lines().filter(pk=line_id).first()
    if found is None:
        raise Http404
    return found


def _list(shown: str) -> str:
    return f"{reverse('admin:payments')}?show={shown}"


def urls() -> list[URLPattern]:
    return [
        path("payments/refused/<int:line_id>/", payment_page(line), name="refused_line"),
        path("payments/refused/<int:line_id>/aside/", payment_page(aside), name="refused_line_aside"),
    ]
