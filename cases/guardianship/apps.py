from typing import Final

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuardianshipConfig(AppConfig):
    name = "cases.guardianship"
    label = "guardianship"
    verbose_name = _("Who acts for a child")

    def ready(self) -> None:
        from cases.guardianship.selectors import proof_that_shows
        from profiles.deeds import register_deeds
        from profiles.permissions import register_document_reader

        register_document_reader(proof_that_shows)
        register_deeds(_DEEDS)


# What is done about applications is told to both who act for a child; what officers do about them stands on the application's page.
_DEEDS: Final = {
    "cases.CaseOpened": _("Began an application"),
    "cases.CaseSubmitted": _("Sent an application"),
    "cases.InformationProvided": _("Answered an officer’s question about an application"),
    "cases.CaseWithdrawn": _("Withdrew an application"),
}
