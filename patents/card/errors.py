"""Why a card is not made or not moved."""

from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class NoCardHere(WrongState):
    code = "no_card_agreement"
    message = _("No agreement on cards is in force in this region. The patent is handed out on paper.")


class PatentNotIssued(WrongState):
    code = "patent_not_issued"
    message = _("The patent is not issued yet.")


class PatentHasEnded(WrongState):
    code = "patent_has_ended"
    message = _("The patent is not valid any more: its last paid day is over. No card is made of it.")


class PatentIsAnnulled(WrongState):
    code = "patent_annulled"
    message = _("The patent is annulled.")


class PhotoMissing(RuleViolation):
    code = "photo_missing"
    message = _("The application holds no photo.")


class PhotoUnreadable(RuleViolation):
    code = "photo_unreadable"
    message = _("The photo of the application is not a picture that can be opened.")


class PhotoTooSmall(RuleViolation):
    code = "photo_too_small"
    message = _(
        "The photo of the application has fewer than 284 by 378 pixels: on the card it would be blurred. Hand the patent out on paper; it "
        "counts the same."
    )


class HolderIncomplete(RuleViolation):
    code = "holder_incomplete"
    message = _("Something that the card must say is missing: name, date of birth, citizenship, number of the document or the office.")


class NameNotWritable(RuleViolation):
    code = "name_not_writable"
    message = _("The name cannot be written in the letters of the machine-readable zone. It needs the Latin spelling of the passport.")


class FilesWouldDiffer(WrongState):
    code = "card_files_differ"
    message = _("The files would differ from those that were signed. Mark the card as spoiled and make a new one.")


class SignatureWithdrawn(WrongState):
    code = "card_signature_withdrawn"
    message = _("A key that signed this card was withdrawn. Mark the card as spoiled and make a new one.")


class CardNotLive(WrongState):
    code = "card_not_live"
    message = _("The card is not in a state in which this can be done.")


class BlanksUsedUp(WrongState):
    code = "blanks_used_up"
    message = _("The numbers of this series of blanks are used up.")
