from appointments.models.booking import BOOKING_TRANSITIONS, Booking
from appointments.models.reception import Desk, Reception, Service, ServiceAtOffice
from appointments.models.reminder import VisitReminder
from appointments.models.schedule import DayChange, ScheduleLine, Weekday
from appointments.models.seen import DocumentSeen
from appointments.models.slot import Slot

__all__ = [
    "BOOKING_TRANSITIONS",
    "Booking",
    "DayChange",
    "Desk",
    "DocumentSeen",
    "Reception",
    "ScheduleLine",
    "Service",
    "ServiceAtOffice",
    "Slot",
    "VisitReminder",
    "Weekday",
]
