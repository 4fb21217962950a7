"""Cards asked for from the registry of patents: the ticked rows become batches, and what is passed over is said."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from patents.card.models import Card
from patents.card.services import MOST_AT_ONCE, queue_cards
from patents.models import Patent
from portal.accounts.models import Office
from portal.accounts.selectors import offices_of
from portal.events.actor import actor_of

NAMED = 20


@admin.action(description=gettext_lazy("Personalise cards"), permissions=["personalise"])
def personalise_cards(_registry: object, request: HttpRequest, chosen: QuerySet[Patent]) -> HttpResponse | None:
    """One batch for each office; its page shows the bar, and of each refused patent why. `chosen` holds what the reader may see."""
    ids = list(chosen.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(ids) > MOST_AT_ONCE:
        messages.error(request, _("At most %(n)s cards at once. Choose fewer patents.") % {"n": MOST_AT_ONCE})
        return None
    _say_who_has_one(request, ids)
    asked = [office for office in offices_of(request.user) if _queued(request, ids, office)]
    return redirect(f"{reverse('admin:cards')}?office={asked[0].code}") if asked else None


def _say_who_has_one(request: HttpRequest, ids: list[int]) -> None:
    made = Card.objects.filter(patent__in=ids, state__in=[Card.State.PERSONALISED, Card.State.HANDED_OUT]).select_related("patent")
    named = [f"{card.patent.series} {card.patent.number} ({card.blank})" for card in made.order_by("pk")]
    if named:
        shown = [*named[:NAMED], "…"] if len(named) > NAMED else named
        messages.warning(request, _("These patents have a card already: %(patents)s") % {"patents": ", ".join(shown)})


def _queued(request: HttpRequest, ids: list[int], office: Office) -> bool:
    batch = queue_cards(patent_ids=ids, office=office, actor=actor_of(request.user))
    if batch is None:
        return False
    words = ngettext("Office %(office)s: %(n)s card is being made.", "Office %(office)s: %(n)s cards are being made.", batch.job.total)
    messages.success(request, words % {"office": office.code, "n": batch.job.total})
    return True
