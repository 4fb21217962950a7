from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrawsConfig(AppConfig):
    name = "appointments.draws"
    label = "draws"
    verbose_name = _("Draws of places")

    def ready(self) -> None:
        from appointments import seen
        from appointments.draws.openings import after_draws
        from appointments.draws.services import end_for_another, left_for_another
        from appointments.planning.openings import register_draws

        register_draws(after_draws)
        seen.register_ender(end_for_another, left=left_for_another)
