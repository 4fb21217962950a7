from django.apps import AppConfig
from django.core.signals import request_finished
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class LegalConfig(AppConfig):
    name = "portal.legal"
    verbose_name = _("Law as data")

    def ready(self) -> None:
        from celery.signals import task_postrun

        from portal.legal import calendar, gaps

        for signal in (request_finished, task_postrun):
            signal.connect(gaps.record_found, dispatch_uid="portal.legal.gaps")
        for model in ("CalendarOverride", "LegalValue"):
            for written in (post_save, post_delete):
                written.connect(calendar.forget, sender=self.get_model(model), dispatch_uid=f"portal.legal.calendar.{model}")
