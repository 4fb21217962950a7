"""Who looked. Written before anything is shown."""

from typing import Any

from django.db import transaction

from portal.accounts.models import RoleAssignment
from profiles.acting import acts_for
from profiles.models import AccessRecord, Person


@transaction.atomic
def record_access(*, person_id: int, reader: Any, what: str, reason: str) -> AccessRecord | None:
    """Record that `reader` looked at `what` ("case", "document", "queue") of a person, and why: the reference of the case, or words.

    A person who looks at her own profile, or at that of a child for whom she acts, leaves no record: None."""
    if not reader.is_staff and acts_for(reader, Person.objects.get(pk=person_id)):
        return None
    role = _acting_role(reader)
    return AccessRecord.objects.create(
        person_id=person_id,
        reader=reader,
        reader_role=role.role if role else "",
        office_name=role.office.name_ru if role and role.office else "",
        what=what,
        reason=reason[:120],
    )


def _acting_role(reader: Any) -> RoleAssignment | None:
    """The role that has an office, if any: it is what explains the look."""
    roles = list(RoleAssignment.objects.filter(user=reader).select_related("office").order_by("id"))
    return next((role for role in roles if role.office_id), None) or next(iter(roles), None)
