"""A look at data that are not the reader's own: how it is kept, and how those whom it concerns read of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import RoleAssignment


class Looked(models.Model):
    """Who looked at what, in which role and office, and when."""

    append_only: ClassVar[bool] = True

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reader_role = models.CharField(max_length=12)
    office_name = models.CharField(max_length=200, blank=True)
    what = models.CharField(max_length=40)  # "case", "document", "queue"
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Look:
    """One look as people read it: the office and the role of who looked, no name."""

    at: datetime
    what: Any
    reason: str
    role: Any
    office: str


def looked_as(reader: Any) -> dict[str, Any]:
    """The fields of `Looked` that say who looks."""
    role = _acting_role(reader)
    return {
        "reader": reader,
        "reader_role": role.role if role else "",
        "office_name": role.office.name_ru if role and role.office else "",
    }


def shown(record: Any, what: Any, reason: str = "") -> Look:
    role = dict(RoleAssignment.Role.choices).get(record.reader_role, _("employee"))
    return Look(record.at, what, reason, role, record.office_name)


def _acting_role(reader: Any) -> RoleAssignment | None:
    """The role that has an office, if any: it is what explains the look."""
    roles = list(RoleAssignment.objects.filter(user=reader).select_related("office").order_by("id"))
    return next((role for role in roles if role.office_id), None) or next(iter(roles), None)


__all__ = ["Look", "Looked", "looked_as", "shown"]
