"""Everything that happens to employers, consents and checks."""

from employment.services.checks import asking_organisation, check_by_code, check_by_number, checked_by_code
from employment.services.consents import end_consent, give_consent
from employment.services.many_checks import NumberQuestion, check_numbers
from employment.services.members import accept_invitation, change_role, invite, remove_member, revoke_invitation
from employment.services.organisations import apply_for_organisation, confirm, refuse, suspend
from employment.services.proofs import add_proof, record_look, remove_proof
from employment.services.tokens import make_token, open_token, revoke_token

__all__ = [
    "NumberQuestion",
    "accept_invitation",
    "add_proof",
    "apply_for_organisation",
    "asking_organisation",
    "change_role",
    "check_by_code",
    "check_by_number",
    "check_numbers",
    "checked_by_code",
    "confirm",
    "end_consent",
    "give_consent",
    "invite",
    "make_token",
    "open_token",
    "record_look",
    "refuse",
    "remove_member",
    "remove_proof",
    "revoke_invitation",
    "revoke_token",
    "suspend",
]
