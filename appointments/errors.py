"""Why a place could not be given."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from portal.errors import NotAllowed, RuleViolation, WrongState


class SlotTaken(WrongState):
    code = "slot_taken"
    message = _("Somebody has just taken this time. Choose another one.")


class NotOpenYet(WrongState):
    code = "slot_not_open_yet"
    message = _("This time cannot be booked yet: it opens on %(opens)s, by the office's clock.")

    def __init__(self, opens_at: datetime, zone: ZoneInfo) -> None:
        super().__init__(opens=date_format(opens_at.astimezone(zone), "j E Y, H:i"))


class NotOffered(WrongState):
    code = "not_offered"
    message = _("This office takes no appointments for this at the moment. Choose another office.")


class PlaceClosed(WrongState):
    code = "place_closed"
    message = _("The office has closed this time and cannot receive you then. Choose another one.")


class TooLate(WrongState):
    code = "too_late_to_book"
    message = _("This time is too near to be booked. Choose a later one, or come without an appointment.")


class AlreadyBooked(WrongState):
    """One active booking for each person and service."""

    code = "already_booked"
    message = _("There is an appointment for this already. Move it or cancel it instead of booking a second one.")


class HoldOver(WrongState):
    code = "hold_over"
    message = _("The time is not kept for you any more: it was not confirmed in time. Choose a time again.")


class BookingClosed(WrongState):
    code = "booking_closed"
    message = _("This appointment cannot be changed any more.")


class ConfirmedMeanwhile(WrongState):
    """Of a page on which a time that was kept could be let go."""

    code = "confirmed_meanwhile"
    message = _("This appointment was confirmed meanwhile and stays. If you want another time, move it.")


class TooManyChanges(RuleViolation):
    code = "too_many_changes"
    message = _(
        "Appointments for this were cancelled or moved %(times)d times in the last %(days)d days. A new one can be made from %(again)s."
    )


class TooManyHolds(RuleViolation):
    code = "too_many_holds"
    message = _(
        "Times for this were kept for you %(times)d times within 24 hours and not confirmed. "
        "A new one can be chosen from %(again)s, by the office's clock."
    )


class CaseOfAnother(RuleViolation):
    code = "case_of_another"
    message = _("This application does not belong to this person or is decided already.")


class IdentityMissing(RuleViolation):
    code = "identity_missing"
    message = _(
        "The profile does not say yet who comes, and the officer compares it with the document at the counter. Missing in the profile: "
        "%(missing)s. Fill it in, then go on here."
    )


class SameDocument(WrongState):
    """One active appointment, one turn for each identity document, in whichever account it stands."""

    code = "same_document"
    message = _(
        "Another account has an appointment or a turn for this with the same identity document already, and one document counts once. "
        "If that account is yours, sign in there. If not, compare the number in your profile with the document; if it is right, come to "
        "the office with the document: you get a ticket there without an appointment, and the officer who sees the original frees its "
        "number for you."
    )


class DocumentOfAnother(WrongState):
    """An officer has seen the original with somebody else: whoever typed its number has nothing by it."""

    code = "document_of_another"
    message = _(
        "An officer has seen the original of the document in your profile with another person, so nothing can be booked with it here. "
        "Compare the number in your profile with the document and put it right. If the number is right, come to any office with the "
        "original: you get a ticket there without an appointment, and a supervisor corrects the record."
    )


class SharedTurn(WrongState):
    """A child whose kinship nothing proves yet has the turn of who acts for it."""

    code = "shared_turn"
    message = _(
        "Your family has a turn for this already. A child has a turn of its own once its document and the proof of kinship are in its "
        "profile, under “My children”."
    )


class ChangedSinceBooked(RuleViolation):
    """Of the counter: the name or the birthday is another one than when the time was booked."""

    code = "changed_since_booked"
    message = _(
        "The name, the date of birth or the document was changed after this time was booked. Say why you receive this person all the same."
    )


class DocumentNotCompared(RuleViolation):
    code = "document_not_compared"
    message = _("Compare the original with the person and with the profile first, and say that you did.")


class WhatWasSeenMissing(RuleViolation):
    code = "what_was_seen_missing"
    message = _("Say what you saw; if it is something else, in words.")


class DocumentNotInProfile(WrongState):
    code = "document_not_in_profile"
    message = _("The profile of this person does not name this document now. Look once more.")


class OfSomebodyClose(NotAllowed):
    code = "document_of_somebody_close"
    message = _("You or your child have a profile with this document. A colleague decides whose it is.")


class SeenWithAnother(NotAllowed):
    code = "document_seen_with_another"
    message = _(
        "An officer has seen this document with another person before. Only a supervisor of the office corrects that record, and says in "
        "words why."
    )


class DocumentAtCounter(WrongState):
    code = "document_at_counter"
    message = _(
        "Somebody with this document is at a counter now: that officer compares it. Serve this person with a ticket, and record the "
        "document when the other visit is over."
    )
