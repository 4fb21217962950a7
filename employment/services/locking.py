"""Lock first, then look: an organisation is held while its people, papers and tokens change."""

from employment.errors import MayNot
from employment.models import Member, Organisation
from employment.rules.roles import may
from portal.events.actor import Actor


def locked_organisation(organisation_id: int, actor: Actor, act: str) -> Organisation:
    """The organisation, held until the transaction ends, for a member who may do `act`. Raises `MayNot`."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    guard(organisation_id, actor, act)
    return organisation


def guard(organisation_id: int, actor: Actor, act: str) -> None:
    """Raises `MayNot` for a stranger, and for a member whose role does not allow `act`."""
    role = Member.objects.filter(organisation_id=organisation_id, user_id=actor.human_id).values_list("role", flat=True).first()
    if role is None or not may(role, act):
        raise MayNot


__all__ = ["guard", "locked_organisation"]
