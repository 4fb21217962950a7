from datetime import timedelta

from portal import clock
from portal.codes.kinds import kinds
from portal.codes.models import CodeQuestion, StatusBlock, StatusList
from portal.runtime.invariants import invariant

OLDEST_LIST = timedelta(hours=6)  # built hourly; a portal that was off has a while to catch up


@invariant("published status lists that are older than six hours, or missing")
def lists_too_old() -> int:
    built = sum(StatusBlock.objects.filter(subject=kind.name).exclude(built_at=None).count() * len(kind.lists) for kind in kinds())
    old = StatusList.objects.filter(built_at__lt=clock.now() - OLDEST_LIST).count()
    return old + built - StatusList.objects.count()


@invariant("questions about codes and receipts kept longer than they may be")
def questions_kept_too_long() -> int:
    return CodeQuestion.objects.filter(keep_until__lt=clock.today() - timedelta(days=1)).count()


__all__ = ["lists_too_old", "questions_kept_too_long"]
