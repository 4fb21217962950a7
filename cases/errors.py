from django.utils.translation import gettext_lazy as _

from portal.errors import NotAllowed, RuleViolation, WrongState


class CaseMoved(WrongState):
    """The case is not in a state in which this can happen."""

    code = "case_moved"
    message = _("This cannot be done any more: the application is now “%(status)s”.")


class OpenCaseExists(WrongState):
    code = "open_case_exists"
    message = _("You already have an open application of this kind. Finish it or withdraw it first.")


class NotEligible(RuleViolation):
    code = "not_eligible"
    message = _("The rules do not allow this application now.")


class UnknownGround(RuleViolation):
    """A refusal rests on one of the grounds of its procedure."""

    code = "unknown_ground"


class DocumentsMissing(RuleViolation):
    code = "documents_missing"
    message = _("Some documents are still missing.")


class DocumentGone(WrongState):
    """Removed from the profile meanwhile, or never this person's."""

    code = "document_gone"
    message = _("This document is no longer in your profile. Choose another one.")


class AnswersIncomplete(RuleViolation):
    code = "answers_incomplete"
    message = _("Some questions are not answered yet.")


class NoReceivingOffice(RuleViolation):
    code = "no_receiving_office"
    message = _("No office in this region receives applications through the portal yet.")


class TakenByAnother(WrongState):
    code = "taken_by_another"
    message = _("Another officer has taken this case.")


class NeedsSecondPerson(NotAllowed):
    code = "needs_second_person"
    message = _("You proposed this decision. Another officer must confirm it.")


class ProposalChanged(WrongState):
    code = "proposal_changed"
    message = _("The proposal is not the one you were shown. Read it again before you confirm.")


class NothingToSee(RuleViolation):
    """The counter can show originals and take fingerprints; an invitation names at least one of them."""

    code = "nothing_to_see"
    message = _("Say what the applicant shall show or give at the counter.")


class NotInWork(WrongState):
    """Only an application that an officer works on is moved by a visit."""

    code = "case_not_in_work"
    message = _("This application is not being worked on.")


class RequestNotOpen(WrongState):
    code = "request_not_open"
    message = _("The officer's question is already answered.")
