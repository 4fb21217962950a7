"""Who looked. Written before anything is shown."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import translation

from profiles.acting import acts_for
from profiles.looks import looked_as
from profiles.models import AccessRecord, Person


@transaction.atomic
def record_access(*, person_id: int, reader: Any, what: str, reason: Any) -> AccessRecord | None:
    """Record that `reader` looked at `what` ("case", "document", "queue") of a person, and why: the reference of the case, or words.

    Words that can be translated are kept as the portal writes them, so that the person reads them in her language, not the reader's.
    A person who looks at her own profile, or at that of a child for whom she acts, leaves no record: None."""
    if not reader.is_staff and acts_for(reader, Person.objects.get(pk=person_id)):
        return None
    with translation.override(None):
        kept = str(reason)[:120]
    return AccessRecord.objects.create(person_id=person_id, what=what, reason=kept, **looked_as(reader))


def record_listed(listed: Iterable[tuple[int, str]], *, reader: Any, what: str) -> None:
    """Record that a member of staff looked at a list of many people: for each the person's key, and why."""
    looked = looked_as(reader)
    AccessRecord.objects.bulk_create(
        AccessRecord(person_id=person_id, what=what, reason=reason[:120], **looked) for person_id, reason in listed
    )
