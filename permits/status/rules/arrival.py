"""What follows from the entry itself: registration, medical examination, fingerprints; and the passport.

109-FZ and Government resolution 9 of 15.01.2007; 115-FZ art. 5 in the wording of 274-FZ. Terms run from the day after the entry.
"""

from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.status.rules.asking import Asked, birthday, gather, is_told_done
from permits.status.rules.values import Action, Duty, Found, PermitFacts, Question
from permits.status.rules.words import DO_IT_LATE
from portal.legal.citizenships import Regime
from portal.legal.explained import Explained, Step
from portal.legal.wording import said
from profiles.citizenships import WITHOUT_CARD  # nor are they examined (115-FZ; agreement with Belarus)

RESIDENT_KINDS: Final = frozenset({"temporary_residence", "permanent_residence", "study_residence"})
LONG_STAY_KINDS: Final = frozenset({"temporary_stay", "temporary_asylum", "refugee_certificate"})
PASSPORT_LAW: Final = _("Federal Law 115-FZ, art. 10")  # which documents show who a foreigner is; by its heading
WARNED_OF_PASSPORT: Final = timedelta(days=365)
KEYS: Final = (
    "permits.arrival_notice", "permits.arrival_notice_specialist", "permits.arrival_notice_specialist_moved", "permits.medical_work",
    "permits.medical_other", "permits.medical_youngest",
)  # fmt: skip


def found(asked: Asked) -> Found:
    return gather(Found(), asked, (_entry_question, _registration, _specialist, _registration_end, _next_place, _examined, _passport))


def is_resident(asked: Asked) -> bool:
    return any(permit.kind in RESIDENT_KINDS for permit in asked.facts.permits)


def was_resident(asked: Asked) -> bool:
    """On the day, or until a day of the same stay: the terms of who comes without a permit to live here did not run."""
    over = asked.facts.over
    return is_resident(asked) or (over is not None and over.kind in RESIDENT_KINDS and is_of_this_stay(asked, over.last_day))


def is_of_this_stay(asked: Asked, day: date | None) -> bool:
    """Whether the person has not come anew since. Somebody who never told of an entry has not."""
    return day is not None and (asked.entered_on is None or day >= asked.entered_on)


def _entry_question(asked: Asked, found: Found) -> None:
    """Who has no migration card tells the day of entry among the entries and exits, where no card is asked for."""
    if asked.facts.stays:
        return
    text, what = _("When did you last enter Russia?"), _("How long you may stay, and what must be done after the entry")
    if asked.facts.citizenship in WITHOUT_CARD:
        text = _("On what day did you last enter Russia? No migration card is needed: add a stay with the day of entry alone.")
    page = "profiles:stays" if asked.facts.citizenship in WITHOUT_CARD else "profiles:entry"
    found.questions.append(Question("entry", text, what, page))


_REGISTER: Final = _(
    "The person or firm that you live with tells the migration office that you have come. Show them your passport and "
    "migration card in time, and make a code here that lets them file the notice at this portal. If they file it on paper, ask "
    "for the tear-off part and tell the portal your address."
)
_REGISTER_WITHOUT_CARD: Final = _(
    "The person or firm that you live with tells the migration office that you have come. Show them your passport in time, and make a "
    "code here that lets them file the notice at this portal; you need no migration card. If they file it on paper, ask for the "
    "tear-off part and tell the portal your address."
)


def _registration(asked: Asked, found: Found) -> None:
    """Holders of a residence permit register where they live instead."""
    entered = asked.entered_on
    if entered is None or was_resident(asked) or not asked.facts.citizenship:
        return
    term = asked.book.term("permits.arrival_notice", on=entered, scopes=(asked.facts.citizenship, ""))
    key = f"registration:{entered.isoformat()}"
    found.duties.append(
        Duty(
            key=key,
            code="registration",
            title=_("Registration at the place of stay"),
            what=_REGISTER_WITHOUT_CARD if asked.facts.citizenship in WITHOUT_CARD else _REGISTER,
            due=asked.term_end(term, entered, moves_from_day_off=True),  # as the notice itself is judged
            begun_on=entered,
            done=_is_registered(asked, entered) or is_told_done(key, asked),
            action=Action(_("Make a code for the host"), "registration:mine"),
            second=Action(_("It was filed on paper: tell the address"), "profiles:address"),
            missed=_(
                "Ask the person or firm that you live with to file the notice now: it is taken late too. "
                "What follows from the delay is not established here: ask the migration office."
            ),
        )
    )


def _specialist(asked: Asked, found: Found) -> None:
    """Nobody has told the portal who is a highly qualified specialist: who may be one is asked, and the general, nearer day stands."""
    entered, purpose = asked.entered_on, asked.facts.purpose
    may_be = asked.facts.regime in {Regime.VISA, Regime.E_VISA} and purpose == "work"
    if entered is None or was_resident(asked) or not may_be or _is_registered(asked, entered):
        return
    whole = asked.book.term("permits.arrival_notice_specialist", on=entered)
    moved = asked.book.term("permits.arrival_notice_specialist_moved", on=entered)
    words = gettext_noop(
        "Are you a highly qualified specialist, or of the family of one? Then the registration has %(days)s days after the entry, and "
        "%(moved)s after a move, not the nearer day below. The portal cannot see it: show your work permit to the migration office."
    )
    text = said(words, days=whole.amount, moved=moved.amount)
    found.questions.append(Question("specialist", text, _("Whether you have more time for the registration"), "help"))


def _is_registered(asked: Asked, entered: date) -> bool:
    """An address told since the entry; one from before it ended with the departure."""
    told, until = asked.facts.address_told_on, asked.facts.registered_until
    by_address = told is not None and told >= entered and (until is None or until >= entered)
    return by_address or any(permit.issued_on >= entered for permit in _registrations(asked))


def _registrations(asked: Asked) -> list[PermitFacts]:
    return [permit for permit in asked.facts.permits if permit.kind == "stay_registration"]


def _registration_end(asked: Asked, found: Found) -> None:
    entered = asked.entered_on
    if entered is None or is_resident(asked) or not _is_registered(asked, entered):
        return
    ends = [permit.valid_until for permit in _registrations(asked) if permit.valid_until]
    if asked.facts.registered_until:
        ends.append(asked.facts.registered_until)
    if not ends:
        return
    last = max(ends)
    text = said(gettext_noop("The notice of arrival says: until %(day)s."), day=last)
    found.duties.append(
        Duty(
            key=f"registration_end:{entered.isoformat()}",
            code="registration_end",
            title=_("Your registration ends"),
            what=_(
                "If you stay longer, whoever registered you must file a new notice before this day: make a code that lets them do it at "
                "this portal. If they do it on paper, tell the portal the new last day afterwards."
            ),
            due=Explained(last, (Step(text, last, _("Federal Law 109-FZ, art. 20")),)),
            begun_on=entered,
            action=Action(_("Make a code for the host"), "registration:mine"),
            second=Action(_("It was filed on paper: tell the new last day"), "profiles:address"),
            missed=_(
                "If you still live there, have whoever registered you file a new notice now; if you live elsewhere, whoever you live with "
                "now. If it was done on paper, tell the portal the new last day."
            ),
        )
    )


def _next_place(asked: Asked, found: Found) -> None:
    """The host told of the departure, and no other address is known. The term of the next registration runs from the arrival there; that
    day nobody has told, so it is reckoned as the day of leaving: it can only be later."""
    left, entered = asked.facts.left_address_on, asked.entered_on
    if left is None or entered is None or not entered <= left <= asked.on or is_resident(asked) or not asked.facts.citizenship:
        return
    if any(permit.issued_on >= left for permit in _registrations(asked)):
        return
    term = asked.book.term("permits.arrival_notice", on=left, scopes=(asked.facts.citizenship, ""))
    reckoned = asked.term_end(term, left, moves_from_day_off=True)
    text = said(
        gettext_noop("You left the address where you were registered. Counted as if you came to the next one on %(day)s."), day=left
    )
    key = f"registration_next:{left.isoformat()}"
    found.duties.append(
        Duty(
            key=key,
            code="registration_next",
            title=_("Registration at the next place"),
            what=_(
                "By what the host told, you do not live at your last address any more. Whoever you live with now tells the migration "
                "office that you have come: make a code here that lets them file the notice at this portal. If they file it on paper, ask "
                "for the tear-off part and tell the portal your address. If you have left Russia, tell the portal the day among your "
                "entries and exits. If you still live there, ask the host to file the notice anew."
            ),
            due=Explained(reckoned.value, (Step(text, left, term.citation), *reckoned.steps)),
            begun_on=left,
            done=is_told_done(key, asked),
            action=Action(_("Make a code for the host"), "registration:mine"),
            second=Action(_("It was filed on paper: tell the address"), "profiles:address"),
            missed=_(
                "Ask whoever you live with to file the notice now: it is taken late too. If you came there later than you left the last "
                "address, the term ends later. If you have left Russia, tell the portal the day among your entries and exits. What follows "
                "from the delay is not established here: ask the migration office."
            ),
        )
    )


def _examined(asked: Asked, found: Found) -> None:
    """Medical examination and fingerprints with a photo: 30 days for those who came to work, 90 for those who stay longer than that."""
    entered = asked.entered_on
    if entered is None or was_resident(asked) or asked.facts.citizenship in WITHOUT_CARD or not asked.facts.purpose:
        return
    if asked.facts.purpose != "work" and not _stays_long(asked):
        return
    figure = "permits.medical_work" if asked.facts.purpose == "work" else "permits.medical_other"
    if entered < min(asked.book.changes(figure), default=date.min):
        return  # before the law there was no such duty
    if asked.facts.birth_date and _is_too_young(asked, asked.facts.birth_date, entered):
        return
    due = asked.term_end(asked.book.term(figure, on=entered), entered)
    found.duties += [_medical(asked, entered, due), _fingerprints(asked, entered, due)]


def _stays_long(asked: Asked) -> bool:
    return asked.facts.contract is not None or any(permit.kind in LONG_STAY_KINDS for permit in asked.facts.permits)


def _is_too_young(asked: Asked, born: date, entered: date) -> bool:
    age = asked.book.term("permits.medical_youngest", on=entered).amount
    return asked.on < birthday(born, age)


def _medical(asked: Asked, entered: date, due: Explained[date]) -> Duty:
    key = f"medical:{entered.isoformat()}"
    return Duty(
        key=key,
        code="medical",
        title=_("Medical examination"),
        what=_(
            "Go to a medical organisation that your region names, and keep the certificate: it shows no drugs, no dangerous infections, "
            "no HIV."
        ),
        due=due,
        begun_on=entered,
        done=is_told_done(key, asked),
        can_tell=True,
        action=Action(_("Keep the certificate in the profile"), "profiles:document-add", ("medical_certificate",)),
        missed=DO_IT_LATE,
    )


def _fingerprints(asked: Asked, entered: date, due: Explained[date]) -> Duty:
    """Once in a lifetime: the key names no entry."""
    return Duty(
        key="fingerprints",
        code="fingerprints",
        title=_("Fingerprints and photo"),
        what=_("Go to the migration office with your passport. This is done once; who has done it before does not do it again."),
        due=due,
        begun_on=entered,
        done=is_told_done("fingerprints", asked),
        can_tell=True,
        missed=DO_IT_LATE,
        by_visit=True,
    )


def _passport(asked: Asked, found: Found) -> None:
    last = asked.facts.passport_expires_on
    if last is None:
        return
    text = said(gettext_noop("Your passport says: valid until %(day)s."), day=last)
    found.duties.append(
        Duty(
            key="passport",
            code="passport",
            title=_("Your passport ends"),
            what=_("Apply for a new one in good time at the embassy or consulate of your country, and then tell the portal its number."),
            due=Explained(last, (Step(text, last, PASSPORT_LAW),)),
            begun_on=last - WARNED_OF_PASSPORT,
            action=Action(_("Enter the new passport"), "profiles:passport"),
        )
    )


__all__ = ["KEYS", "WITHOUT_CARD", "found", "is_of_this_stay", "is_resident", "was_resident"]
