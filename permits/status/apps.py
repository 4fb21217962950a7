from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import home


class StatusConfig(AppConfig):
    name = "permits.status"
    verbose_name = _("What am I today")

    def ready(self) -> None:
        from permits.status import home as sections
        from permits.status import messages, own_sources  # noqa: F401 (they register themselves)
        from profiles.deeds import register_deeds

        register_deeds(
            {
                "status.DutyToldDone": _("Told that a duty of the child is done"),
                "status.DutyTakenBack": _("Took back that a duty of the child is done"),
            }
        )
        home.register_section(home.TODAY + 1, sections.today)
        home.register_section(home.TODAY + 5, sections.not_told_yet)  # after what an employer comes for
