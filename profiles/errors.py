"""Refusals of the profile. Those of files say what to do with the file."""

from django.utils.translation import gettext_lazy as _

from portal.errors import DomainError, NotAllowed, RuleViolation, WrongState


class NoProfileForStaff(NotAllowed):
    code = "no_profile_for_staff"
    message = _("A digital profile belongs to a foreign citizen. This account is an employee’s account.")


class BirthNotInThePast(RuleViolation):
    code = "birth_not_in_the_past"
    message = _("The date of birth is in the future or too long ago. Compare it with the document.")


class ImpossibleDates(RuleViolation):
    code = "impossible_dates"
    message = _("The document must be issued after the birth and before it expires. Compare the dates with the document.")


class EntryInTheFuture(RuleViolation):
    code = "entry_in_the_future"
    message = _("The date of entry is in the future or before the date of birth. Type the date of the stamp in the migration card.")


class StayBeforeEntry(RuleViolation):
    code = "stay_before_entry"
    message = _("The stay cannot end before the day of entry. Compare the dates with the migration card.")


class StayNotPossible(RuleViolation):
    code = "stay_not_possible"
    message = _("A date is in the future or before the date of birth. Compare both with the stamps in the passport or with your tickets.")


class ExitBeforeEntry(RuleViolation):
    code = "exit_before_entry"
    message = _("The exit cannot be before the entry. Compare both dates with the stamps or with your tickets.")


class StayWithoutDays(RuleViolation):
    code = "stay_without_days"
    message = _("Type at least one of the two dates.")


class StayToldAlready(RuleViolation):
    code = "stay_told_already"
    message = _("A stay with these dates is in your list already.")


class TooManyStays(WrongState):
    code = "too_many_stays"
    message = _("Your list holds %(limit)d stays, that is the most it can keep. Remove those that ended long ago.")


class UnknownCitizenship(RuleViolation):
    code = "unknown_citizenship"
    message = _("These lines belong to a specimen, not to a person’s document.")


class OwnBirthUnknown(RuleViolation):
    code = "own_birth_unknown"
    message = _("Put your own passport into your profile first: your date of birth is compared with that of the child.")


class ChildTooOld(RuleViolation):
    code = "child_too_old"
    message = _("By this date of birth the child is %(age)d or older and acts without a parent. Compare the date with the document.")


class ChildMadeYounger(RuleViolation):
    code = "child_made_younger"
    message = _(
        "A correction cannot make the child younger than you told when you added it. "
        "If that date was wrong, end your connection with this profile and add the child again."
    )


class ComesOfAgeTooSoon(RuleViolation):
    code = "comes_of_age_too_soon"
    message = _(
        "Two people act for this child, and by this date of birth that would end within %(days)d days. "
        "If the date in the document is right, take the document to the office."
    )


class ParentTooYoung(RuleViolation):
    code = "parent_too_young"
    message = _("A parent is at least %(years)d years older than the child. Compare both dates of birth with the documents.")


class GuardianNotAdult(RuleViolation):
    code = "guardian_not_adult"
    message = _("Only an adult can be a guardian. Compare your own date of birth with your passport.")


class TooManyChildren(WrongState):
    code = "too_many_children"
    message = _("You act for %(limit)d children, that is the most one account can. Ask the office how to go on.")


class RemovedByOfficers(WrongState):
    code = "removed_by_officers"
    message = _(
        "Officers decided that you do not act for this child. Their letter, under “My children”, says why and where to complain. "
        "If that has changed, take the papers to the office."
    )


class SecondActsAlready(WrongState):
    code = "second_acts_already"
    message = _("Two people act for this child already, and nobody can be invited as a third.")


class ActsAlready(WrongState):
    code = "acts_already"
    message = _("You act for this child already.")


class InvitedTooYoung(RuleViolation):
    code = "invited_too_young"
    message = _("Whoever acts for a child is older than the child. Compare the date of birth of the person you invite.")


class InvitationUnknown(RuleViolation):
    """No such code, another birthday of the child or of who names it, used, taken back or over: one answer for all."""

    code = "guardian_invitation_unknown"
    message = _(
        "This code, the child’s date of birth and your own date of birth do not belong together, or the code is over. "
        "Compare all three with whoever invited you, or ask for a new code."
    )


class TooEarlyToHandOver(WrongState):
    code = "too_early_to_hand_over"
    message = _("A code can be made in the last year before the 18th birthday.")


class NotGrownUpYet(WrongState):
    code = "not_grown_up_yet"
    message = _("The office gives a code from the 18th birthday on.")


class ProfileTaken(WrongState):
    code = "profile_taken"
    message = _("This profile has an account of its own already.")


class HandOverUnknown(RuleViolation):
    """No such code, another birthday, used, revoked or over: one answer for all."""

    code = "hand_over_unknown"
    message = _("This code and this date of birth do not belong together, or the code is over. Compare both, or ask for a new code.")


class HasOwnProfile(WrongState):
    code = "has_own_profile"
    message = _("Your account has a profile already, and two are never joined by themselves. Take your passport to the office.")


class NothingToCompare(WrongState):
    code = "nothing_to_compare"
    message = _("Nobody took this profile by a parent’s code, or the identity document was compared already.")


class GuardianshipEnded(WrongState):
    code = "guardianship_ended"
    message = _("You do not act for this child any more.")


class DocumentInUse(WrongState):
    code = "document_in_use"
    message = _("An application that you sent holds this document, so it stays. You can add a better one.")


class ProofOfAnother(WrongState):
    code = "proof_of_another"
    message = _("By this document the other person acts for the child, so it stays.")


class TooManyDocuments(WrongState):
    code = "too_many_documents"
    message = _("Your profile holds %(limit)d documents, that is the most it can keep. Remove one that you no longer need.")


class FileRefused(RuleViolation):
    """The file cannot be kept. Nothing of it was kept."""

    code = "file_refused"


class FileEmpty(FileRefused):
    code = "file_empty"
    message = _("The file is empty. Choose it again; if that does not help, make a new photo or scan.")


class FileTooLarge(FileRefused):
    code = "file_too_large"
    message = _("The file is larger than %(limit)d MB. Make a photo with a lower resolution, or a scan in grey.")


class FileOfWrongType(FileRefused):
    code = "file_of_wrong_type"
    message = _("This file is not a PDF, JPEG or PNG, whatever its name says. Save the document in one of these forms and choose it again.")


class TooManyPixels(FileRefused):
    code = "too_many_pixels"
    message = _("The picture has more than %(limit)d million pixels. Make a photo with a lower resolution.")


class FileDamaged(FileRefused):
    code = "file_damaged"
    message = _("The file is damaged and cannot be opened. Make a new photo or scan.")


class PdfLocked(FileRefused):
    code = "pdf_locked"
    message = _("The PDF is protected by a password. Save it without one and choose it again.")


class PdfActive(FileRefused):
    code = "pdf_active"
    message = _("The PDF holds scripts, forms or other files inside. Print it into a new PDF, or photograph the pages, and choose that.")


class PdfTooLong(FileRefused):
    code = "pdf_too_long"
    message = _("The PDF has more than %(limit)d pages. Send only the pages that are asked for.")


class FileInfected(FileRefused):
    code = "file_infected"
    message = _("The virus scanner found something harmful in the file. It was not kept. Make a new photo or scan on another device.")


class ScannerAway(DomainError):
    code = "scanner_away"
    status = 503
    message = _(
        "The virus scanner does not answer, so no file can be taken right now. Try again in a few minutes; everything else was kept."
    )
