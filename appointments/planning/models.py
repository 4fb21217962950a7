"""The act by which an office finds new times for people whose places its plan no longer has."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models import Reception
from portal.jobs.models import Job


class Rebooking(models.Model):
    """One such act: asked for by a supervisor, done by its job in pieces."""

    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="rebookings")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="rebooking")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved = models.PositiveIntegerField(_("moved"), default=0)
    cancelled = models.PositiveIntegerField(_("cancelled"), default=0)

    class Meta:
        verbose_name = _("rebooking")
        verbose_name_plural = _("rebookings")

    def __str__(self) -> str:
        return f"rebooking {self.pk}"
