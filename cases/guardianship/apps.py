from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuardianshipConfig(AppConfig):
    name = "cases.guardianship"
    label = "guardianship"
    verbose_name = _("Who acts for a child")

    def ready(self) -> None:
        from cases.guardianship.selectors import proof_that_shows
        from profiles.permissions import register_document_reader

        register_document_reader(proof_that_shows)
