"""What a host tells of a guest."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class NoticeData:
    """What the host tells of a guest. One of `code` (the guest has shown it) and `email` (the guest is invited) is given."""

    family_name: str
    given_names: str
    birth_date: date
    citizenship: str
    document_number: str
    arrived_on: date
    stay_until: date
    code: str = ""
    email: str = ""
