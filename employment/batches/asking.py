"""One row becomes one registered check with its receipt."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from employment.batches.models import Batch
from employment.models import PatentCheck
from employment.services import check_by_code, check_by_number
from portal.errors import RuleViolation
from portal.events.actor import Actor
from portal.ui.fields import CivilDateField


class BirthDateUnreadable(RuleViolation):
    code = "birth_date_unreadable"
    message = _("The birth date cannot be read.")


def ask(batch: Batch, number: int, asked: dict[str, str], *, on: date) -> PatentCheck | None:
    """The receipt for row `number`. Asked again it is the same receipt: its submission key comes from the list and the row.

    None for a code that is not answered. Raises `BirthDateUnreadable` and what the check itself raises."""
    actor = Actor("program" if batch.token_id else "person", batch.uploaded_by_id)
    key = uuid.uuid5(batch.reference, str(number))
    if "code" not in asked:
        return check_by_number(
            organisation_id=batch.organisation_id,
            series=asked["series"],
            number=asked["number"],
            submission_key=key,
            actor=actor,
            token_id=batch.token_id,
        )
    return check_by_code(
        organisation_id=batch.organisation_id,
        code=asked["code"],
        birth_date=_birth_date(asked["birth_date"]),
        submission_key=key,
        actor=actor,
        on=on,
        token_id=batch.token_id,
    )


def _birth_date(typed: str) -> date:
    try:
        found = CivilDateField().clean(typed)
    except ValidationError:
        raise BirthDateUnreadable from None
    assert isinstance(found, date)  # the field is required
    return found


__all__ = ["BirthDateUnreadable", "ask"]
