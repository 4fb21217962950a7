"""Everything an officer's page of a patent shows, read once for one request."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.officer import words
from cases.officer.forms import ReturnEndForm
from patents import professions
from patents.card.models import Card
from patents.due import months_left
from patents.models import Annulment, ContractNotice, Patent
from patents.officer.forms import ProposeAnnulmentForm
from patents.rescue import asked_about
from patents.rules.annulment import ground_of
from patents.selectors import (
    civil_today,
    contract_due,
    contract_notice,
    holder_as_printed,
    last_possible_day,
    later_patents,
    profession_as_printed,
    validity,
)
from patents.services.annulment import is_stale, shown_hash, state_hash
from patents.services.left_over import refund_advised_at
from patents.statement import Statement
from portal import clock
from portal.accounts.step_up import proving_address, recently_proved
from portal.events.selectors import history_of
from portal.legal import regions
from portal.ui.formats import civil_date

_HAPPENED: dict[str, Any] = {
    "patents.PatentGranted": _("It was decided to give the patent"),
    "patents.PatentIssued": _("Issued"),
    "patents.PatentPaid": _("Paid"),
    "patents.RefundAdvised": _("The holder was told how to get back the money left over"),
    "patents.PatentShortened": _("A payment was moved back, and days with it"),
    "patents.PatentExtended": _("An extension order moved the last day"),
    "patents.PatentDaysTakenBack": _("The repeal of an extension order moved the last day back"),
    "patents.PatentLapsed": _("The holder was told that the last paid day is over"),
    "patents.PatentEnded": _("The holder was told that the longest term is over"),
    "patents.PaymentMaySave": _("Officers were asked about money that may save it"),
    "patents.PatentReprintGranted": _("A new sheet was granted"),
    "patents.ReprintFeeDue": _("The holder was reminded of the fee for the new sheet"),
    "patents.PatentReprinted": _("A new sheet is in force"),
    "patents.ContractNoticeReceived": _("The copy of the contract was received"),
    "patents.ContractNoticeDue": _("The holder was reminded of the contract"),
    "patents.AnnulmentProposed": _("An annulment was proposed"),
    "patents.AnnulmentReturned": _("The proposal to annul was returned"),
    "patents.PatentAnnulled": _("Annulled"),
    "card.CardPersonalised": _("The card was made"),
    "card.CardHandedOut": _("The card was handed out"),
    "card.CardRecalled": _("The card was recalled and its code blocked"),
    "card.CardCollected": _("The recalled card is back"),
    "card.CardSpoiled": _("The card was spoiled or lost, its code blocked"),
}


@dataclass
class PatentPage:
    """`act` names the open form ("propose", "return"), `form` is it, with what was typed."""

    request: HttpRequest
    patent: Patent
    act: str = ""
    form: Form | None = None
    error: str = ""

    @cached_property
    def today(self) -> date:
        return civil_today(self.patent)

    @cached_property
    def waiting(self) -> Annulment | None:
        """The proposal that waits for its second officer."""
        waiting = Annulment.objects.filter(patent=self.patent, confirmed_at=None, returned_at=None)
        return waiting.select_related("proposed_by").first()

    @cached_property
    def done(self) -> Annulment | None:
        return (
            Annulment.objects.filter(patent=self.patent, confirmed_at__isnull=False).select_related("proposed_by", "confirmed_by").first()
        )

    @cached_property
    def returned(self) -> Annulment | None:
        """The last proposal, if it was returned and nobody has proposed since."""
        if self.waiting or self.done:
            return None
        return Annulment.objects.filter(patent=self.patent).select_related("returned_by").order_by("-pk").first()

    @cached_property
    def notice(self) -> ContractNotice | None:
        return contract_notice(self.patent)

    @cached_property
    def following(self) -> list[Patent]:
        """Patents for later months that are granted or issued."""
        return later_patents(self.patent)

    @cached_property
    def statement(self) -> Statement:
        return Statement(self.patent)

    @cached_property
    def may_still_buy(self) -> bool:
        """Whether more money could buy a month of this patent, or what is there once its price is established."""
        return self.statement.waits or months_left(self.patent, paid_on=clock.today()) > 0

    @cached_property
    def refund_told(self) -> datetime | None:
        """When the holder got the letter about the sum that is left over now."""
        return refund_advised_at(self.patent)

    @property
    def is_mine(self) -> bool:
        return self.waiting is not None and self.waiting.proposed_by_id == self.request.user.pk

    @property
    def is_stale(self) -> bool:
        """Whether something else than its last day changed since the proposal."""
        return self.waiting is not None and is_stale(self.waiting, self.patent)

    @property
    def shown(self) -> str:
        """What a second officer who looks at this page confirms."""
        return shown_hash(self.waiting, self.patent) if self.waiting else ""

    @property
    def last_day_moved(self) -> bool:
        """Whether money or an order moved the last day since the proposal."""
        seen = self.waiting.seen_through if self.waiting else None
        return seen is not None and seen != self.patent.valid_through

    @property
    def may_propose(self) -> bool:
        return self.waiting is None and self.patent.status != Patent.Status.ANNULLED

    def open_form(self, act: str) -> None:
        """The form of an act that this officer may do now; anything else shows none."""
        possible = {"propose": self.may_propose, "return": self.waiting is not None}
        if possible.get(act):
            self.act, self.form = act, self.new_form(act)

    def new_form(self, act: str, data: Any = None) -> Form:
        if act == "return":
            return ReturnEndForm(data)
        return ProposeAnnulmentForm(data, initial={"seen": state_hash(self.patent)}, following=self.following)

    def facts(self) -> list[tuple[Any, str]]:
        patent, due = self.patent, contract_due(self.patent)
        rows: list[tuple[Any, str]] = [
            (_("Region"), str(regions.region(patent.region).name)),
            (_("Profession"), str(professions.name(profession_as_printed(patent)))),
            (_("Granted on"), civil_date(patent.granted_on)),
            (_("Issued on"), civil_date(patent.issued_on)),
            (_("Valid from"), civil_date(patent.begins_on)),
            (_("Paid through"), civil_date(patent.paid_through)),
            (_("Valid through, by an extension order"), civil_date(patent.valid_through) if patent.is_extended else ""),
            (_("Last possible day"), civil_date(last_possible_day(patent))),
            (_("Card"), " ".join(_card(card) for card in patent.cards.exclude(blank_number="").order_by("pk"))),
            (_("Last day for the copy of the contract"), civil_date(due.value) if due else ""),
        ]
        return [(label, value) for label, value in rows if value]

    def history(self) -> list[tuple[Any, Any]]:
        """What happened and when, newest first."""
        events = history_of("patents.patent", self.patent.pk)[:100]
        return [(event.occurred_at, _HAPPENED[event.name]) for event in events if event.name in _HAPPENED]

    def context(self) -> dict[str, Any]:
        patent, holder = self.patent, holder_as_printed(self.patent)
        shown = self.waiting or self.done
        due = contract_due(patent)
        return {
            "page": self,
            "patent": patent,
            "holder": words.official_name(holder),
            "holder_ru": words.official_name_ru(holder),
            "citizenship": words.country(holder.citizenship) if holder.citizenship else "",
            "answer": validity(patent, on=self.today),
            "facts": self.facts(),
            "history": self.history(),
            "may_save": asked_about(patent),
            "missing_since": due.value if due and self.notice is None and due.value < self.today else None,
            "annulment": shown,
            "ground": ground_of(shown.ground) if shown else None,
            "proposer": words.colleague(shown.proposed_by) if shown else "",
            "confirmer": words.colleague(shown.confirmed_by) if shown and shown.confirmed_by else "",
            "proved": recently_proved(self.request),
            "proving_address": proving_address(reverse("admin:patent", args=[patent.series, patent.number])),
            "language_form_id": "act-form" if self.form is not None else "",
            "zone": regions.region(patent.region).zone,
        }


def _card(card: Card) -> str:
    """The blank and where it is: "ПР 0000014, to be collected."."""
    return f"{card.blank}, {card.get_state_display()}."
