from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProofConfig(AppConfig):
    name = "permits.proof"
    label = "permit_proof"
    verbose_name = _("Proof of permits")

    def ready(self) -> None:
        from permits.proof import kind

        kind.register()
