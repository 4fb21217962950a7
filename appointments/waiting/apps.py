from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WaitingConfig(AppConfig):
    name = "appointments.waiting"
    label = "waiting"
    verbose_name = _("Waiting list")

    def ready(self) -> None:
        from appointments import freed, seen
        from appointments.waiting import deadlines, home
        from appointments.waiting.selectors import is_awaited
        from appointments.waiting.services import end_for_another, left_for_another, offer_freed_place, withdraw_offer
        from portal.ui.home import WAITING_ON_YOU, register_section

        freed.register_taker(offer_freed_place, awaited=is_awaited, withdrawn=withdraw_offer)
        seen.register_ender(end_for_another, left=left_for_another)
        deadlines.register_source(deadlines.application_needs_it)
        register_section(WAITING_ON_YOU, home.waiting_on_you)
