from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = _("Appointments")

    def ready(self) -> None:
        from appointments import home
        from cases.counter import register_booking, register_visits
        from portal.ui.home import COMING_UP, WAITING_ON_YOU, register_section
        from profiles.deeds import register_deeds

        register_section(COMING_UP, home.coming_up)
        register_section(WAITING_ON_YOU, home.waiting_on_you)
        register_booking(home.booking_address)
        register_visits(home.visits_for)
        register_deeds(
            {
                "appointments.BookingConfirmed": _("Booked an appointment"),
                "appointments.BookingMoved": _("Moved an appointment"),
                "appointments.BookingCancelled": _("Cancelled an appointment"),
            }
        )
