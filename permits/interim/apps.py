from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterimConfig(AppConfig):
    name = "permits.interim"
    label = "interim"
    verbose_name = _("Interim certificates")

    def ready(self) -> None:
        from permits.interim import grounds, kind, status_source, told

        grounds.register(grounds.told_stay)
        grounds.register(grounds.own_permits)
        grounds.register_reckoned(told.visa_free_days)
        grounds.register_reckoned(told.contract_of_the_union)
        status_source.register()
        kind.register()
