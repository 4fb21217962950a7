from django.utils.translation import gettext_lazy as _

from portal.errors import NotAllowed, RuleViolation, WrongState


class OrganisationExists(WrongState):
    code = "organisation_exists"
    message = _("An employer with this INN and KPP is registered already. Ask its owner to invite you.")


class OrganisationMoved(WrongState):
    code = "organisation_moved"
    message = _("This cannot be done any more: somebody has decided already.")


class NotConfirmed(WrongState):
    code = "organisation_not_confirmed"
    message = _("Workers can be checked once an officer has confirmed the employer.")


class OwnOrganisation(NotAllowed):
    code = "own_organisation"
    message = _("You act for this employer yourself: another officer decides about it.")


class MayNot(NotAllowed):
    code = "member_may_not"
    message = _("Your role at this employer does not allow it.")


class InvitationExists(WrongState):
    code = "invitation_exists"
    message = _("This address is invited already. End that invitation first.")


class TooManyInvitations(RuleViolation):
    code = "too_many_invitations"
    message = _("Too many invitations are open. End some of them first.")


class InvitationNotOpen(WrongState):
    code = "invitation_not_open"
    message = _("This invitation cannot be used. Ask for a new one.")


class LastOwner(RuleViolation):
    code = "last_owner"
    message = _("The last owner cannot leave. Make somebody else an owner first.")


class MemberGone(WrongState):
    code = "member_gone"
    message = _("This person no longer acts for the employer.")


class ProofsDecided(WrongState):
    code = "proofs_decided"
    message = _("An officer has decided already: papers are neither added nor removed any more.")


class TooManyProofs(RuleViolation):
    code = "too_many_proofs"
    message = _("At most %(limit)d papers can be kept. Remove one first.")


class ConsentTooLong(RuleViolation):
    code = "consent_too_long"
    message = _("Choose a last day from today through %(last)s.")


class TooManyConsents(RuleViolation):
    code = "too_many_consents"
    message = _("At most %(limit)d consents can be open at a time. End one that you no longer need.")


class CodeShownAlready(WrongState):
    code = "code_shown_already"
    message = _("This code was shown once already and is not kept. If you did not write it down, end the consent and make a new one.")


class TokenTooLong(RuleViolation):
    code = "token_too_long"
    message = _("Choose a last day from today through %(last)s.")


class TooManyTokens(RuleViolation):
    code = "too_many_tokens"
    message = _("An employer may have at most %(limit)d API tokens. Revoke one first.")


class TokenShownAlready(WrongState):
    code = "token_shown_already"
    message = _("This secret was shown once already and is not kept. If you did not write it down, revoke the token and make a new one.")


class NotActivities(RuleViolation):
    """A list of activities closed to patents that is not one of codes of OKVED."""

    code = "not_activities"
    message = _("Enter codes of OKVED like 47, 47.1, 47.11 or 49.32.1, each once, with one space between them.")
