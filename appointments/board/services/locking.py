"""Lock first, then look. The desk is locked before the visit, the visit before its booking, the booking before its case."""

from appointments.board.errors import VisitMoved
from appointments.board.models import VISIT_TRANSITIONS, Visit
from portal.errors import StaleVersion


def lock_visit(visit_id: int, *, expected_version: int | None = None) -> Visit:
    """Raises `StaleVersion` when the caller saw another version."""
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit_id)
    if expected_version is not None and visit.version != expected_version:
        raise StaleVersion
    return visit


def move(visit: Visit, to: str, *fields: str) -> None:
    """Write the new state with `fields`, and count the change. Raises `VisitMoved` unless the table allows this step."""
    if (visit.state, to) not in VISIT_TRANSITIONS:
        raise VisitMoved(state=visit.get_state_display())
    visit.state = to
    visit.version += 1
    visit.save(update_fields=["state", "version", *fields])
