"""Long work of this room."""

from appointments.planning.services.rebooking import KIND, rebook_some
from portal.jobs.registry import runs

runs(KIND)(rebook_some)
