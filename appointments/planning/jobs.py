"""Long work of this room."""

from django.utils.translation import gettext as _

from appointments.planning.services.rebooking import KIND, rebook_some
from portal.jobs.models import Job
from portal.jobs.registry import runs


def _how_far(job: Job) -> str:
    """What has no free time is cancelled: that is no error."""
    done = _("%(done)s of %(total)s appointments") % {"done": job.done, "total": job.total}
    if not job.failed:
        return done
    cancelled = _("cancelled: %(number)s") % {"number": job.failed}
    return f"{done}, {cancelled}"


runs(KIND, words=_how_far)(rebook_some)
