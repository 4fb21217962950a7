"""The officers' page of cards: what is to be made, what is being made, what waits for its holder."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from cases.officer.reads import office_named
from cases.officer.views.access import officer_page
from patents.card import errors, selectors, services
from patents.card.bundle import zipped
from patents.card.models import Card, CardBatch
from patents.officer.decided import office_patents
from patents.rules.carrier import Carrier
from portal import clock
from portal.accounts.models import Office
from portal.accounts.selectors import offices_of, user_of
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.legal import regions
from portal.ui.forms import CleanTextMixin
from profiles.services import record_access

SHOWN = 50
_PROBLEMS = {
    refusal.code: refusal.message
    for refusal in (
        errors.NoCardHere,
        errors.PatentNotIssued,
        errors.PatentIsAnnulled,
        errors.PatentHasEnded,
        errors.PhotoMissing,
        errors.PhotoUnreadable,
        errors.PhotoTooSmall,
        errors.HolderIncomplete,
        errors.NameNotWritable,
        errors.BlanksUsedUp,
    )
}


class SpoilForm(CleanTextMixin, forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


def urls() -> list[URLPattern]:
    return [
        path("cards/", cards, name="cards"),
        path("cards/batch/<int:card_batch_id>/package.zip", package, name="cards_package"),
        path("cards/<int:card_id>/hand-out/", hand_out, name="card_hand_out"),
        path("cards/<int:card_id>/spoil/", spoil, name="card_spoil"),
        path("cards/<int:card_id>/collect/", collect, name="card_collect"),
    ]


@officer_page
def cards(request: HttpRequest) -> HttpResponse:
    """POST starts a batch with the ticked patents of the shown office."""
    user, offices = user_of(request), list(offices_of(request.user))
    office = office_named(offices, request.GET.get("office", ""))
    assert office is not None  # who works on cases works in an office
    if request.method == "POST":
        return _start(request, office)
    carrier = selectors.carrier_of(office.region, on=clock.today(regions.region(office.region).zone))
    has_cards = carrier.value == Carrier.CARD
    context = {
        **site.each_context(request),
        "title": _("Cards"),
        "office": office,
        "offices": offices,
        "carrier": carrier,
        "has_cards": has_cards,
        "waiting": selectors.waiting_for_cards(user, office)[: services.MOST_AT_ONCE] if has_cards else [],
        "batches": [_shown(batch, user) for batch in selectors.batches_of(user, office)[:5]],
        "recalled": selectors.recalled_cards(user, office)[:SHOWN],
        "made": selectors.cards_of(user, office).filter(state=Card.State.PERSONALISED)[:SHOWN],
    }
    return TemplateResponse(request, "patents/card/officer/cards.html", context)


@require_safe
def _package(request: HttpRequest, card_batch_id: int) -> StreamingHttpResponse:
    """The ZIP for the bureau, for the one who asked for the batch and for operators, during 24 hours."""
    user = user_of(request)
    batch = selectors.batch_to_take(user, card_batch_id)
    if batch is None:
        raise Http404
    made = batch.cards.filter(state=Card.State.PERSONALISED).select_related("patent__case__office", "patent__person").order_by("pk")
    for card in made:
        record_access(person_id=card.patent.person_id, reader=user, what="card", reason=card.patent.case.reference)
    response = StreamingHttpResponse(zipped(made), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="cards-{batch.pk}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


package = site.admin_view(_package)


@officer_page
@require_POST
def hand_out(request: HttpRequest, card_id: int) -> HttpResponse:
    card = _card(request, card_id)
    return _done(request, card, lambda: services.hand_out_card(card_id=card.pk, actor=actor_of(request.user)), _("The card is handed out."))


@officer_page
@require_POST
def spoil(request: HttpRequest, card_id: int) -> HttpResponse:
    card, form = _card(request, card_id), SpoilForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the card is spoiled."))
        return _back(card.patent.case.office)
    reason = form.cleaned_data["reason"]

    def spoil_it() -> Card:
        return services.spoil_card(card_id=card.pk, reason=reason, actor=actor_of(request.user))

    return _done(request, card, spoil_it, _("The card is marked as spoiled. The patent can have another one."))


@officer_page
@require_POST
def collect(request: HttpRequest, card_id: int) -> HttpResponse:
    card = _card(request, card_id)
    return _done(request, card, lambda: services.collect_card(card_id=card.pk, actor=actor_of(request.user)), _("The card is back."))


def _start(request: HttpRequest, office: Office) -> HttpResponse:
    chosen = [int(value) for value in request.POST.getlist("patent") if value.isascii() and value.isdigit() and len(value) < 16]
    mine = office_patents(request.user).filter(pk__in=chosen).values_list("pk", flat=True)
    batch = services.queue_cards(patent_ids=list(mine), office=office, actor=actor_of(request.user))
    if batch is None:
        messages.error(request, _("Choose at least one patent that has no card."))
    else:
        count = batch.job.total
        messages.success(request, ngettext("%(n)s card is being made.", "%(n)s cards are being made.", count) % {"n": count})
    return _back(office)


def _shown(batch: CardBatch, user: Any) -> dict[str, Any]:
    spoiled = batch.cards.filter(state=Card.State.SPOILED).select_related("patent").order_by("pk")[:SHOWN]
    made = batch.cards.filter(state=Card.State.PERSONALISED).exists()
    return {
        "batch": batch,
        "job": batch.job,
        "may_take": made and selectors.batch_to_take(user, batch.pk) is not None,
        "refused": [(card.patent, _PROBLEMS.get(card.problem, card.problem)) for card in spoiled],
    }


def _card(request: HttpRequest, card_id: int) -> Card:
    """Raises `Http404` for another office's card exactly as for one that never was."""
    found = selectors.visible_cards(user_of(request)).select_related("patent__case__office").filter(pk=card_id).first()
    if found is None:
        raise Http404
    return found


def _done(request: HttpRequest, card: Card, act: Callable[[], Card], words: str) -> HttpResponse:
    try:
        act()
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return _back(card.patent.case.office)


def _back(office: Office | None) -> HttpResponse:
    response = redirect("admin:cards")
    if office:
        response["Location"] += f"?office={office.code}"
    return response
