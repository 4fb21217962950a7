"""Who changes a registration takes the locks in one order: the guest, the notice, then what hangs on it."""

from permits.registration.errors import NoticeMoved
from permits.registration.models import ArrivalNotice
from profiles.services import lock_person


def lock_with_guest(notice_id: int) -> ArrivalNotice:
    """The guest first, always: two changes about one person wait for each other. Raises `NoticeMoved` while nobody has come."""
    guest_id = ArrivalNotice.objects.values_list("guest_id", flat=True).get(pk=notice_id)
    if guest_id is None:
        raise NoticeMoved()
    lock_person(guest_id)
    return ArrivalNotice.objects.select_for_update(of=("self",)).select_related("guest").get(pk=notice_id)


__all__ = ["lock_with_guest"]
