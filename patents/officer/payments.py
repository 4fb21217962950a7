"""The page of money that waits for an officer: one click says for which patent it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from patents import claims, told_twice
from patents.formats import canonical_number, canonical_pair, worded
from patents.models import Allocation, Patent, Payment, Purpose
from patents.officer import lines, reads
from patents.officer.guards import payment_page
from patents.officer.paging import day_and_key, whole_number
from patents.officer.words import reasons
from patents.rules.matching import Score
from patents.rules.uin import has_wrong_check_digit
from patents.services import match_payment, move_payment_back, say_another, say_same, take_apart
from patents.services.refused_lines import waiting_lines
from portal import clock
from portal.admin_site import site
from portal.edge.text import clean_text
from portal.errors import DomainError
from portal.events.actor import actor_of
from profiles.services import record_access

SHOWN: Final = 10  # payments that one may be
TABS: Final = {
    "unmatched": gettext_lazy("Waiting for a patent"),
    "late": gettext_lazy("Paid too late, or not used"),
    "again": gettext_lazy("Told twice, counted once"),
    "twins": gettext_lazy("Told twice with different sums"),
    "refused": gettext_lazy("Refused lines of files"),
    "matched": gettext_lazy("Counted"),
}


@dataclass(frozen=True)
class Candidate:
    patent: Patent
    score: Score
    purpose: Purpose  # what the sum is due for; a month where that is not plain


@dataclass(frozen=True)
class Line:
    """`saves`: the last paid day of a patent that this money may save, or may have saved; None when nothing is urgent."""

    payment: Payment
    candidates: list[Candidate]
    saves: date | None
    is_over: bool = False  # that day is past: the patent is lapsed for the world
    alike: tuple["Alike", ...] = ()  # what an officer must compare it with first

    @property
    def has_wrong_check_digit(self) -> bool:
        return has_wrong_check_digit(self.payment.uin_told)


@dataclass(frozen=True)
class Alike:
    """A known payment that this one may be. `patent`: for which it counts, if that is one of the reader's offices."""

    payment: Payment
    counts: bool
    patent: Patent | None


class MatchForm(forms.Form):
    """A candidate's button, or series and number typed by hand in one field: numbers repeat from region to region."""

    patent = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    number = forms.CharField(required=False, max_length=60)
    purpose = forms.ChoiceField(choices=Purpose.choices)

    def clean_number(self) -> tuple[str, str] | None:
        """Series and number; the series is empty where the number stands alone."""
        typed = self.cleaned_data["number"]
        alone = canonical_number(typed)
        found = ("", alone) if alone else canonical_pair(typed)
        if typed and found is None:
            usual = gettext_lazy("Enter series and number: two digits and ten, for example 77 2600000017.")
            raise forms.ValidationError(worded(usual, gettext_lazy("Enter series and number as they are printed on the patent.")))
        return found


@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("show", "")
    shown = asked if asked in TABS else "unmatched"
    rows, last = _page(request, shown, request.GET.get("after", ""))
    context = {
        **site.each_context(request),
        "title": _("Payments"),
        "tabs": [(code, title, code == shown) for code, title in TABS.items()],
        "shown": shown,
        "rows": rows,
        "next": last,
        "purposes": Purpose.choices,
    }
    return TemplateResponse(request, "patents/officer/payments.html", context)


@require_POST
def match(request: HttpRequest, payment_id: int) -> HttpResponse:
    """A number without its series is answered with the patents that have it, one of which is then pressed."""
    payment, form = _payment(payment_id), MatchForm(request.POST)
    if form.has_error("number"):
        messages.error(request, " ".join(str(error) for error in form.errors["number"]))
        return _back("unmatched")
    if form.is_valid() and not form.cleaned_data["patent"] and (form.cleaned_data["number"] or ("-",))[0] == "":
        return _which(request, payment, form)
    patent = _chosen(request, form) if form.is_valid() else None
    if patent is None:
        messages.error(request, _("There is no such patent among those of your office."))
        return _back("unmatched")
    try:
        match_payment(payment_id=payment.pk, patent_id=patent.pk, purpose=form.cleaned_data["purpose"], actor=actor_of(request.user))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The payment now counts for patent %(patent)s.") % {"patent": patent})
    return _back("unmatched")


def _which(request: HttpRequest, payment: Payment, form: MatchForm) -> HttpResponse:
    """Each region draws its numbers by itself: the officer picks among those of her offices. Each is written down as looked at."""
    number = form.cleaned_data["number"][1]
    user: Any = request.user
    found = list(reads.patents_of(user).filter(number=number).select_related("person").order_by("series"))
    if not found:
        messages.error(request, _("No patent of your office has the number %(number)s.") % {"number": number})
        return _back("unmatched")
    for patent in found:
        record_access(person_id=patent.person_id, reader=user, what="payment", reason=str(patent))
    context = {
        **site.each_context(request),
        "title": _("Which patent?"),
        "payment": payment,
        "number": number,
        "patents": found,
        "purpose": Purpose(form.cleaned_data["purpose"]),
    }
    return TemplateResponse(request, "patents/officer/which.html", context)


@require_POST
def same(request: HttpRequest, payment_id: int) -> HttpResponse:
    known = whole_number(request.POST.get("known", ""))
    done = partial(say_same, payment_id=_payment(payment_id).pk, known_id=known, actor=actor_of(request.user))
    return _done(request, done, _("It is the same payment: it counts once. It stands under “Told twice, counted once”."))


@require_POST
def another(request: HttpRequest, payment_id: int) -> HttpResponse:
    done = partial(say_another, payment_id=_payment(payment_id).pk, actor=actor_of(request.user))
    return _done(request, done, _("It is another payment. Now say for which patent it counts."))


@require_POST
def apart(request: HttpRequest, payment_id: int) -> HttpResponse:
    done = partial(take_apart, payment_id=_payment(payment_id).pk, actor=actor_of(request.user))
    return _done(request, done, _("It is a payment of its own and waits for a patent again."))


def _done(request: HttpRequest, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return _back("unmatched")


@require_POST
def move_back(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Only for a patent of one's office: the payment of another office's answers like one that never was."""
    if not reads.matched(request.user).filter(payment_id=payment_id).exists():  # type: ignore[arg-type]
        raise Http404
    try:
        reason = clean_text(request.POST.get("reason", ""), max_length=500)
    except forms.ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back("matched")
    if not reason:
        messages.error(request, _("Say why: the holder will read it."))
        return _back("matched")
    try:
        move_payment_back(payment_id=payment_id, reason=reason, actor=actor_of(request.user))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The payment was moved back and waits for a patent again."))
    return _back("unmatched")


def _page(request: HttpRequest, shown: str, after: str) -> tuple[list[Any], str | None]:
    """One page of a list, and the key after which the next begins. Every person on it is written down as looked at."""
    user: Any = request.user
    rows = list(_rows(user, shown, after)[: reads.PAGE + 1])
    last = _key(rows[reads.PAGE - 1]) if len(rows) > reads.PAGE else None
    rows = rows[: reads.PAGE]
    if shown == "unmatched":
        rows = [_line(request, payment) for payment in rows]
    elif shown == "refused":
        rows = [(row, reasons(row)) for row in rows]
    elif shown in {"late", "matched"}:
        for row in rows:
            record_access(person_id=row.patent.person_id, reader=user, what="payment", reason=str(row.patent))
    return rows, last


def _rows(user: Any, shown: str, after: str) -> Any:
    """What stands in a list behind the key of a row; from its beginning without one, or with one that is none."""
    if shown == "unmatched":
        place = day_and_key(after)
        return reads.unmatched_after(user, *place) if place else reads.unmatched(user)
    if shown == "refused":
        return waiting_lines().filter(pk__gt=whole_number(after))
    lists: dict[str, Any] = {
        "late": reads.late,
        "again": lambda _user: reads.told_again(),
        "twins": lambda _user: reads.twins(),
        "matched": reads.matched,
    }
    found = lists[shown](user)
    last = whole_number(after)
    return found.filter(pk__lt=last) if last else found


def _key(row: Any) -> str:
    return f"{row.urgent.isoformat()}.{row.pk}" if hasattr(row, "urgent") else str(row.pk)


def _line(request: HttpRequest, payment: Payment) -> Line:
    user: Any = request.user
    scores = claims.candidates(payment, reads.patents_of(user))
    patents = Patent.objects.select_related("person").in_bulk([item.patent_id for item in scores])
    for item in scores:
        patent = patents[item.patent_id]
        record_access(person_id=patent.person_id, reader=user, what="payment", reason=str(patent))
    end: date = payment.urgent  # type: ignore[attr-defined]  # annotated by the list
    saves = None if end == reads.NOT_URGENT else end
    return Line(
        payment,
        [Candidate(patents[item.patent_id], item, Purpose(item.purpose or Purpose.TAX_ADVANCE)) for item in scores],
        saves,
        saves is not None and saves < clock.today(),
        _alike(request, payment),
    )


def _alike(request: HttpRequest, payment: Payment) -> tuple[Alike, ...]:
    user: Any = request.user
    known = told_twice.to_compare(payment)[:SHOWN]
    counting = Allocation.objects.filter(payment__in=known, released_at=None).select_related("patent__person")
    patents = {row.payment_id: row.patent for row in counting}
    mine = set(reads.patents_of(user).filter(pk__in=[patent.pk for patent in patents.values()]).values_list("pk", flat=True))
    found = []
    for one in known:
        patent = patents.get(one.pk)
        shown = patent if patent and patent.pk in mine else None
        if shown:
            record_access(person_id=shown.person_id, reader=user, what="payment", reason=str(shown))
        found.append(Alike(one, patent is not None, shown))
    return tuple(found)


def _payment(payment_id: int) -> Payment:
    found = Payment.objects.filter(pk=payment_id).first()
    if found is None:
        raise Http404
    return found


def _chosen(request: HttpRequest, form: MatchForm) -> Patent | None:
    mine = reads.patents_of(request.user)  # type: ignore[arg-type]
    if form.cleaned_data["patent"]:
        return mine.filter(pk=form.cleaned_data["patent"]).first()
    if form.cleaned_data["number"] is None:
        return None
    series, number = form.cleaned_data["number"]
    return mine.filter(series=series, number=number).first()


def _back(shown: str) -> HttpResponse:
    return redirect(f"{reverse('admin:payments')}?show={shown}")


def urls() -> list[URLPattern]:
    return [
        *lines.urls(),
        path("payments/", payment_page(payments), name="payments"),
        path("payments/<int:payment_id>/match/", payment_page(match), name="payment_match"),
        path("payments/<int:payment_id>/back/", payment_page(move_back), name="payment_back"),
        path("payments/<int:payment_id>/same/", payment_page(same), name="payment_same"),
        path("payments/<int:payment_id>/another/", payment_page(another), name="payment_another"),
        path("payments/<int:payment_id>/apart/", payment_page(apart), name="payment_apart"),
    ]
