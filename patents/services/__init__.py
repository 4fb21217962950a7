"""Everything that happens to a patent."""

from patents.services.granting import grant_patent
from patents.services.payments import record_payment

__all__ = ["grant_patent", "record_payment"]
