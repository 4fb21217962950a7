"""The tables of employers, a module for each family."""

from employment.models.check import PatentCheck
from employment.models.consent import ShareCode
from employment.models.organisation import ORGANISATION_TRANSITIONS, Invitation, Member, Organisation
from employment.models.standing import AuthorityProof, OrganisationLook
from employment.models.token import ApiToken

__all__ = [
    "ORGANISATION_TRANSITIONS", "ApiToken", "AuthorityProof", "Invitation", "Member", "Organisation", "OrganisationLook", "PatentCheck",
    "ShareCode",
]  # fmt: skip
