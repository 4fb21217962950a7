import gzip
import zlib

from django.db.models import F

from appointments.draws.models import Draw, DrawRequest
from appointments.draws.publishing import NotADraw, check, published, read
from portal.runtime.invariants import invariant

_RECENT = 20


@invariant("recent draws that cannot be recomputed")
def not_recomputed() -> int:
    """The newest ones, from what everybody reads of them: each is a whole recomputation."""
    return sum(_is_wrong(found) for found in Draw.objects.exclude(seed="").order_by("-pk")[:_RECENT])


def _is_wrong(found: Draw) -> bool:
    try:
        return bool(check(read(gzip.decompress(published(found)))))
    except (NotADraw, OSError, EOFError, zlib.error):  # what is handed out is no document
        return True


@invariant("winners whose booking is another person's")
def booked_for_another() -> int:
    return DrawRequest.objects.filter(booking__isnull=False).exclude(booking__person=F("person")).count()


@invariant("finished draws with requests that wait")
def waiting_in_finished() -> int:
    return DrawRequest.objects.filter(draw__state__in=("settled", "called_off"), state=DrawRequest.State.SENT).count()


__all__ = ["booked_for_another", "not_recomputed", "waiting_in_finished"]
