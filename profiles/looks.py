"""A look at data that are not the reader's own: how it is kept, and how those whom it concerns read of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office, RoleAssignment


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


@dataclass
class Look:
    """Looks as people read them: the office and the role of who looked, no name. `times` of the same within one hour of the clock, the
    first at `since`, the last at `at`."""

    at: datetime
    what: Any
    reason: str
    role: Any
    office: str
    since: datetime
    times: int = 1


def looked_as(reader: Any) -> dict[str, Any]:
    """The fields of `Looked` that say who looks."""
    role = _acting_role(reader)
    return {
        "reader": reader,
        "reader_role": role.role if role else "",
        "office_name": role.office.name_ru if role and role.office else "",
    }


def shown(looked: Iterable[tuple[Any, Any, str]]) -> list[Look]:
    """Of records with what was looked at and why, newest first. An officer opens the pages of one case in turn: the same look again
    within an hour is counted, not listed."""
    roles, offices = dict(RoleAssignment.Role.choices), _offices_in_words()
    found: dict[tuple[Any, ...], Look] = {}
    for record, what, reason in looked:
        hour = localtime(record.at).replace(minute=0, second=0, microsecond=0)
        same = (hour, record.reader_id, record.reader_role, record.office_name, str(what), reason)
        if same in found:
            found[same].since = record.at
            found[same].times += 1
            continue
        role, office = roles.get(record.reader_role, _("employee")), offices.get(record.office_name, record.office_name)
        found[same] = Look(record.at, what, reason, role, office, since=record.at)
    return list(found.values())


def _offices_in_words() -> dict[str, str]:
    """The names of today for those that are kept, in another language than theirs."""
    return {} if get_language() == "ru" else dict(Office.objects.values_list("name_ru", "name_en"))


def _acting_role(reader: Any) -> RoleAssignment | None:
    """The role that has an office, if any: it is what explains the look."""
    roles = list(RoleAssignment.objects.filter(user=reader).select_related("office").order_by("id"))
    return next((role for role in roles if role.office_id), None) or next(iter(roles), None)


__all__ = ["Look", "Looked", "looked_as", "shown"]
