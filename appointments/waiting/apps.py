from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WaitingConfig(AppConfig):
    name = "appointments.waiting"
    label = "waiting"
    verbose_name = _("Waiting list")

    def ready(self) -> None:
        from appointments import freed
        from appointments.waiting import deadlines
        from appointments.waiting.services import offer_freed_place

        freed.register_taker(offer_freed_place)
        deadlines.register_source(deadlines.stay_ends)
