"""The last day for a notice of arrival or departure, by citizenship and kind of host (109-FZ art. 20, 23)."""

from datetime import date
from decimal import Decimal

from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.explained import Explained
from portal.legal.figures import Term


def arrival_term(*, citizenship: str, is_hotel: bool, on: date) -> Term:
    """A hotel has its own term; else a treaty with the guest's state may give more time; else the general one."""
    if is_hotel:
        return legal.term("permits.arrival_notice_hotel", on=on)
    with legal.only_asking():
        try:
            return legal.term("permits.arrival_notice", on=on, scope=citizenship)
        except legal.MissingLegalParameter:
            pass
    return legal.term("permits.arrival_notice", on=on)


def arrival_due(*, arrived_on: date, citizenship: str, is_hotel: bool) -> Explained[date]:
    """The day of arrival is not counted."""
    term = arrival_term(citizenship=citizenship, is_hotel=is_hotel, on=arrived_on)
    return add_term(term, arrived_on, moves_from_day_off=True)


def departure_term(*, on: date) -> Term:
    """For hotels, as the next."""
    return legal.term("permits.departure_notice_hotel", on=on)


def departure_due(*, departed_on: date) -> Explained[date]:
    """For hotels; nobody else has a last day for it."""
    return add_term(departure_term(on=departed_on), departed_on, moves_from_day_off=True)


def fee(*, is_hotel: bool, on: date) -> Decimal:
    """Nothing for a guest of a hotel."""
    return Decimal(0) if is_hotel else legal.money("permits.stay_registration_fee", on=on).amount
