"""What is told of residence. Identifiers and dates only."""

from dataclasses import dataclass
from datetime import date

from permits.events import PermitEvent


@dataclass(frozen=True, kw_only=True)
class YearlyNoticeReceived(PermitEvent):
    notice_id: int
    received_on: date
    due_on: date
    in_person: bool = False
