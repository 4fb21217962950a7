"""Lock first, then look: every service starts here. The case row is locked before anything that belongs to it."""

from cases.errors import CaseMoved
from cases.models import TRANSITIONS, Case
from portal.errors import StaleVersion


def lock_case(case_id: int, *, expected_version: int | None = None) -> Case:
    """The case, locked until the transaction ends. Raises `StaleVersion` when the caller saw another version."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if expected_version is not None and case.version != expected_version:
        raise StaleVersion()
    return case


def guard_move(case: Case, to: str) -> None:
    """Raise `CaseMoved` unless the table of transitions allows this step."""
    if (case.status, to) not in TRANSITIONS:
        raise CaseMoved(status=case.get_status_display())


def move(case: Case, to: str, *fields: str) -> None:
    """Write the new status with `fields`, and count the change."""
    guard_move(case, to)
    case.status = to
    case.version += 1
    case.save(update_fields=["status", "version", "updated_at", *fields])
