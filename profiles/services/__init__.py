"""Everything that changes a profile. Each function is one change: lock, guard, write, emit, in one transaction."""

from profiles.services.access import record_access, record_listed
from profiles.services.documents import remove_document, upload_document
from profiles.services.family import ChildData, add_child, end_guardianship, prove_guardianship, remove_guardian
from profiles.services.hand_over import claim_profile, confirm_identity, make_code, make_code_at_the_counter, revoke_code
from profiles.services.identity import IdentityData, record_identity_document
from profiles.services.invitations import invitation_named, invite_guardian, join_child, take_back_invitation
from profiles.services.person import lock_person, open_profile, update_personal_details
from profiles.services.stay import annul_address, end_address, record_address, record_entry
from profiles.services.stays import take_back_stay, tell_stay

__all__ = [
    "ChildData",
    "IdentityData",
    "add_child",
    "annul_address",
    "claim_profile",
    "confirm_identity",
    "end_address",
    "end_guardianship",
    "invitation_named",
    "invite_guardian",
    "join_child",
    "lock_person",
    "make_code",
    "make_code_at_the_counter",
    "open_profile",
    "prove_guardianship",
    "record_access",
    "record_address",
    "record_entry",
    "record_identity_document",
    "record_listed",
    "remove_document",
    "remove_guardian",
    "revoke_code",
    "take_back_invitation",
    "take_back_stay",
    "tell_stay",
    "update_personal_details",
    "upload_document",
]  # fmt: skip
