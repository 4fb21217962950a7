"""Everything that happens to a patent."""

from patents.services.granting import grant_patent
from patents.services.payments import record_payment
from patents.services.questions import forget_questions

__all__ = ["forget_questions", "grant_patent", "record_payment"]
