"""Grounds that come with the citizenship: visa-free days, a contract inside the Eurasian Economic Union, a visa."""

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.status.rules import stay_days
from permits.status.rules.arrival import is_resident, was_resident
from permits.status.rules.asking import Asked, gather
from permits.status.rules.values import Action, Duty, Found, Ground, Question, Rank
from permits.status.rules.words import stay_until
from portal.legal.citizenships import Regime
from portal.legal.explained import Explained, Step
from portal.legal.wording import said
from profiles.rules.stays import questions

VISA_FREE: Final = frozenset({Regime.EAEU, Regime.VISA_FREE, Regime.VISA_FREE_SPECIAL})
BY_VISA: Final = frozenset({Regime.VISA, Regime.E_VISA})
STAY_LAW: Final = _("Federal Law 115-FZ, art. 5, para. 1")
UNION: Final = _("Treaty on the Eurasian Economic Union of 29.05.2014, art. 97")
HOW_LONG: Final = _("How long you may stay")


def found(asked: Asked) -> Found:
    return gather(Found(), asked, (_who, _citizen, _special, _contract, _visa, _visa_free))


def _who(asked: Asked, found: Found) -> None:
    if not asked.facts.citizenship:
        found.questions.append(Question("citizenship", _("Whose citizen are you?"), HOW_LONG, "profiles:passport"))
    elif asked.facts.regime in {None, Regime.STATELESS} and not asked.facts.permits:
        text = _("How did you enter? For people without a citizenship that the portal knows, the migration office says what holds.")
        found.questions.append(Question("office", text, HOW_LONG, "help"))


def _special(asked: Asked, found: Found) -> None:
    """Special orders of the President and the Government hold for citizens of Ukraine; of them only the one on work is established."""
    if asked.facts.regime != Regime.VISA_FREE_SPECIAL or is_resident(asked) or asked.entered_on is None:
        return
    text = _(
        "Does a special order let you stay longer, or be registered later? For citizens of Ukraine there are such orders, and what they "
        "say now is not established here: ask the migration office. The days on this page are those of the general rules, and never later."
    )
    found.questions.append(Question("special_orders", text, _("Whether you may stay longer than the visa-free days"), "help"))


def _citizen(asked: Asked, found: Found) -> None:
    if asked.facts.regime == Regime.RUSSIA:
        title = _("Citizenship of the Russian Federation")
        words = _("You are a citizen: you need no permission to live and work here.")
        found.grounds.append(Ground(code="citizen", rank=Rank.PERMANENT, title=title, until=Explained(None), headline=words))


def _contract(asked: Asked, found: Found) -> None:
    """Citizens of the Union stay as long as their contract of work lasts, with their family."""
    if asked.facts.regime != Regime.EAEU or is_resident(asked):
        return
    told = asked.facts.contract
    if told is None or told.begins_on > asked.on or (told.ends_on and told.ends_on < asked.on):
        text = _("Do you work in Russia under a contract?")
        found.questions.append(
            Question("contract", text, _("Whether you may stay longer than the visa-free days"), "permits-status:contract")
        )
        return
    steps: tuple[Step, ...] = (Step(said(gettext_noop("Your contract began on %(day)s."), day=told.begins_on), told.begins_on, UNION),)
    if told.ends_on:
        steps += (Step(said(gettext_noop("It lasts until %(day)s; so does your stay."), day=told.ends_on), told.ends_on, UNION),)
    found.grounds.append(
        Ground(
            code="contract",
            rank=Rank.CONTRACT,
            title=_("Contract of work, citizen of the Eurasian Economic Union"),
            until=Explained(told.ends_on, steps),
            headline=stay_until(told.ends_on) if told.ends_on else _("You may stay in Russia as long as your contract lasts."),
            allows=(_("Work anywhere in Russia, for the employer of the contract, without a patent."),),
            ends=(_("The end of the contract. Then the visa-free days count, or you sign a new contract."),),
            citation=UNION,
            action=Action(_("Change what you told of the contract"), "permits-status:contract"),
        )
    )
    if told.ends_on:
        found.duties.append(_contract_end(asked, told.begins_on, told.ends_on, steps))


def _contract_end(asked: Asked, begins: date, ends: date, steps: tuple[Step, ...]) -> Duty:
    return Duty(
        key=f"contract_end:{begins.isoformat()}",
        code="contract_end",
        title=_("Your contract of work ends"),
        what=_("If it is prolonged, or you sign another, tell the portal: your stay follows it."),
        due=Explained(ends, steps),
        begun_on=begins,
        action=Action(_("Tell of the new contract"), "permits-status:contract"),
    )


def _visa(asked: Asked, found: Found) -> None:
    if asked.facts.regime not in BY_VISA or asked.entered_on is None or is_resident(asked):
        return
    last = asked.facts.card_until if asked.entered_on == asked.facts.entered_on else None
    if last is None:
        text = _("Until which day does your visa let you stay? The migration card says it too.")
        found.questions.append(Question("card_until", text, HOW_LONG, "profiles:entry"))
        return
    text = said(gettext_noop("The migration card says: stay until %(day)s."), day=last)
    until = Explained(last, (Step(text, last, STAY_LAW),))
    found.duties.append(_leave(asked.entered_on, until, _("The last day of your visa stay")))
    if asked.on <= last:
        allows = (_("Work only with a work permit."),)
        ends = (_("The last day of the visa."), _("Leaving Russia, if the visa is for one entry."))
        found.grounds.append(_ground("visa", _("Visa"), until, allows=allows, ends=ends))


def _visa_free(asked: Asked, found: Found) -> None:
    entered = asked.entered_on
    if asked.facts.regime not in VISA_FREE or was_resident(asked) or entered is None:
        return
    if questions(asked.facts.stays):
        text = _("When exactly did you enter and leave? Some dates do not fit together.")
        found.questions.append(Question("stays", text, _("How many visa-free days are left"), "profiles:stays"))
        return
    law = stay_days.stay_law(asked.book, asked.facts.citizenship)
    reckoned = stay_days.last_day(asked.facts.stays, entered_on=entered, law=law)
    if reckoned is None:
        return
    until = _not_after_the_card(asked, entered, reckoned)
    found.duties.append(_leave(entered, until, _("The last day of your visa-free stay"), second=_LONGER))
    if asked.on <= until.value:
        found.grounds.append(_ground("visa_free", _("Visa-free stay"), until, allows=(_work_without_visa(asked),), ends=_VISA_FREE_ENDS))


_VISA_FREE_ENDS: Final = (
    _("The last of the visa-free days."),
    _("Leaving Russia does not give days back: in a calendar year there are no more of them."),
)


def _not_after_the_card(asked: Asked, entered: date, reckoned: Explained[date]) -> Explained[date]:
    """A migration card of this stay that states an earlier day stands."""
    card = asked.facts.card_until if entered == asked.facts.entered_on else None
    if card is None or card >= reckoned.value:
        return reckoned
    text = said(gettext_noop("Your migration card says an earlier day: stay until %(day)s."), day=card)
    return Explained(card, (*reckoned.steps, Step(text, card, STAY_LAW)))


def _work_without_visa(asked: Asked) -> Any:
    return {
        Regime.EAEU: _("Work anywhere in Russia under a contract, without a patent."),
        Regime.VISA_FREE_SPECIAL: _("Work without a patent, after identification, fingerprints, a photo and a medical examination."),
    }.get(asked.facts.regime or Regime.VISA_FREE, _("Live here. To work you need a patent."))


_RANKS: Final = {"visa": Rank.VISA, "visa_free": Rank.VISA_FREE}


def _ground(code: str, title: Any, until: Explained[date], *, allows: tuple[Any, ...], ends: tuple[Any, ...]) -> Ground:
    last: Explained[date | None] = Explained(until.value, until.steps)
    said_first = stay_until(until.value)
    return Ground(code=code, rank=_RANKS[code], title=title, until=last, headline=said_first, allows=allows, ends=ends, citation=STAY_LAW)


_LONGER: Final = Action(_("If you have a ground to stay longer: ask for an extension"), "cases:start", ("temporary-stay",))


def _leave(entered: date, until: Explained[date], title: Any, *, second: Action | None = None) -> Duty:
    return Duty(
        key=f"leave:{entered.isoformat()}",
        code="leave",
        title=title,
        what=_(
            "Leave Russia by the end of this day, unless another ground of yours lasts longer by then: a patent paid further, "
            "an extension, a residence permit. You leave over any border crossing open to foreigners, with your passport and, if you have "
            "one, the migration card; no application is needed. Afterwards tell the portal the day on which you left."
        ),
        due=until,
        begun_on=entered,
        action=Action(_("Tell when you left"), "profiles:stays"),
        second=second,
        missed=_(
            "The day has passed. If you have left, tell the portal when. If you are still here and another ground lasts longer, put it "
            "into your profile; if there is none, go to the migration office now: whoever stays without a ground may be entered into the "
            "register of controlled persons and told to leave."
        ),
    )


__all__ = ["BY_VISA", "VISA_FREE", "found"]
