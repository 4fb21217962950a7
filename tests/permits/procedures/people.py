"""An application as the rules see it: Zarina's facts, and what a test says of them."""

from dataclasses import replace
from datetime import date
from typing import Any

from cases.procedures import Application
from profiles.selectors import PersonFacts
from tests.permits.residence import answers

ON = date(2026, 3, 16)
FACTS = PersonFacts(
    person_id=0, family_name="RAHIMOVA", given_names="ZARINA", family_name_ru="Рахимова", birth_date=date(1994, 5, 17), sex="F",
    birth_place="Dushanbe", citizenship="TJ", phone="+7900", document_number="400000001", document_issuing_state="TJ",
    document_expires_on=date(2030, 1, 1), entered_on=date(2026, 3, 6), purpose="work", stay_until=date(2026, 6, 3), region="77",
    address="Moscow",
)  # fmt: skip


def application(on: date = ON, given: dict[str, Any] | None = None, applied_on: date | None = None, **known: Any) -> Application:
    answered = answers(ground={"ground": "SPOUSE_OF_CITIZEN"}) if given is None else given
    return Application(replace(FACTS, **known), answered, on, applied_on=applied_on)
