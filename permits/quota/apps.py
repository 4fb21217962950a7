from django.apps import AppConfig
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class QuotaConfig(AppConfig):
    name = "permits.quota"
    label = "quota"
    verbose_name = _("Quotas of temporary residence")

    def ready(self) -> None:
        from permits.quota.selectors import FIGURE
        from portal.legal import gaps

        gaps.entered_at(FIGURE, reverse_lazy("admin:quota_quota_add"))
