"""Numbers without people: the load of an office for its supervisor, counts by region and citizenship for analysts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from cases.models import Case
from cases.officer.words import colleague, country, region_name
from portal.accounts.models import Office, User

FEWEST = 5  # smaller counts could point at one person
OPEN = sorted(Case.OPEN)


@dataclass(frozen=True)
class Load:
    """What one officer of the office holds; without an officer, what waits to be taken."""

    officer: str
    in_review: int
    asked: int
    proposed: int
    overdue: int
    total: int


def load_of(office: Office, *, today: date) -> list[Load]:
    """Open cases of the office, officer by officer, most overdue first; what nobody has taken stands first."""
    rows = Case.objects.filter(office_id=office.pk, status__in=OPEN).values("assigned_to").annotate(
        in_review=Count("pk", filter=Q(status="in_review")),
        asked=Count("pk", filter=Q(status="info_requested")),
        proposed=Count("pk", filter=Q(status="proposed")),
        overdue=Count("pk", filter=Q(decide_by__lt=today)),
        total=Count("pk"),
    )  # fmt: skip
    found: list[Any] = list(rows.order_by("-overdue", "-total"))
    staff = User.objects.in_bulk([row["assigned_to"] for row in found if row["assigned_to"]])
    loads = [_load(row, staff) for row in found]
    return sorted(loads, key=lambda load: load.officer != gettext("nobody yet"))


def _load(row: dict[str, Any], staff: dict[Any, User]) -> Load:
    holder = row.pop("assigned_to")
    return Load(officer=colleague(staff.get(holder)) if holder else gettext("nobody yet"), **row)


@dataclass(frozen=True)
class Numbers:
    """Counts of one region or citizenship; None where the count is under `FEWEST` and not 0."""

    name: str
    sent: int | None
    open: int | None
    overdue: int | None
    granted: int | None
    refused: int | None


def by_region(*, since: datetime, today: date) -> list[Numbers]:
    return _counted("office__region", region_name, since=since, today=today)


def by_citizenship(*, since: datetime, today: date) -> list[Numbers]:
    return _counted("person__citizenship", lambda code: country(code) if code else gettext("not known"), since=since, today=today)


def _counted(field: str, name: Any, *, since: datetime, today: date) -> list[Numbers]:
    sent: QuerySet[Case] = Case.objects.filter(submitted_at__gte=since)
    rows = sent.values(field).annotate(
        sent=Count("pk"),
        open=Count("pk", filter=Q(status__in=OPEN)),
        overdue=Count("pk", filter=Q(status__in=OPEN, decide_by__lt=today)),
        granted=Count("pk", filter=Q(status="granted")),
        refused=Count("pk", filter=Q(status="refused")),
    )  # fmt: skip
    return [_numbers(row, name(row.pop(field))) for row in rows.order_by("-sent", field)]


def _numbers(row: dict[str, int], name: str) -> Numbers:
    return Numbers(name, **{key: count if count == 0 or count >= FEWEST else None for key, count in row.items()})
