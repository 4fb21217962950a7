"""The shape of an event: a frozen dataclass of identifiers, dates and codes.

@dataclass(frozen=True, kw_only=True)
class CaseSubmitted(DomainEvent):
    subject_type: ClassVar[str] = "cases.case"
    subject_field: ClassVar[str] = "case_id"
    case_id: int
    person_id: int
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    subject_type: ClassVar[str]
    subject_field: ClassVar[str]

    @classmethod
    def event_name(cls) -> str:
        return f"{cls.__module__.split('.')[-2]}.{cls.__name__}"

    def payload(self) -> dict[str, Any]:
        return {key: _plain(value) for key, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
