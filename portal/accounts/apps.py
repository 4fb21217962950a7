from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from portal.accounts import second_factor, selectors, signals  # noqa: F401 (signals registers the receivers)
        from portal.admin_site import site

        site.connect(is_complete=second_factor.is_complete, has_role=selectors.has_role)
