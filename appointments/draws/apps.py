from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrawsConfig(AppConfig):
    name = "appointments.draws"
    label = "draws"
    verbose_name = _("Draws of places")

    def ready(self) -> None:
        from appointments.draws.openings import after_draws
        from appointments.planning.openings import register_draws

        register_draws(after_draws)
