"""Long work of this room."""

from patents.services.registry import KIND, count_lines
from portal.jobs.registry import runs

runs(KIND)(count_lines)
