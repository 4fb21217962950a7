"""Reads the person's applications, and the certificates given with them, for the status: in one query, whatever the history."""

from datetime import date
from typing import Any, Final

from django.db.models import F, OuterRef, Subquery

from cases.models import Case, SeenAtCounter
from permits.status.rules.applications import Applications, Continuing
from permits.status.rules.values import Sent
from profiles.models import Person

# Their questions about the exam, the medical examination and the fingerprints are the same.
OF_RESIDENCE: Final = frozenset({"temporary-residence", "permanent-residence", "study-residence"})
WITH_EXAM: Final = "temporary-residence"
MOST: Final = 200  # of the newest: papers of older applications have ended long ago


def read(person: Person, on: date) -> Applications:
    """Applications that had been accepted by the day, with what they stand at now."""
    rows = list(_rows(person, on))
    residence = [row for row in rows if row["procedure"] in OF_RESIDENCE]
    return Applications(
        sent=tuple(_sent(row) for row in rows if row["status"] in Case.OPEN),
        continuing=tuple(
            Continuing(row["certificate"], row["right"], row["procedure"]) for row in rows if row["certificate"] and _continues(row, on)
        ),
        exam_issued_on=next((day for row in residence if row["procedure"] == WITH_EXAM and (day := _exam_day(row))), None),
        medical_issued_on=max((day for row in residence if (day := _day(row["told_medical"], "issued_on"))), default=None),
        fingerprints_on=min((day for row in rows if (day := _fingerprints_day(row))), default=None),
    )


def _rows(person: Person, on: date) -> Any:
    known = Case.objects.filter(person=person, accepted_on__lte=on).order_by("-pk")
    answers = {f"told_{name}": F(f"answers__{name}") for name in ("exam", "medical", "fingerprints", "permit", "patent")}
    given = {
        "certificate": F("interim_certificate__number"),
        "right": F("interim_certificate__right"),
        "begins_on": F("interim_certificate__begins_on"),
        "ended_at": F("interim_certificate__ended_at"),
    }
    taken = SeenAtCounter.objects.filter(case=OuterRef("pk"), what="biometrics").order_by("seen_on").values("seen_on")[:1]
    named = ("procedure", "reference", "status", "accepted_on", "decide_by")
    return known.values(*named, **answers, **given, taken_on=Subquery(taken))[:MOST]


def _continues(row: dict[str, Any], on: date) -> bool:
    """The case is asked itself: it is decided a moment before the certificate says so."""
    return row["begins_on"] <= on and row["ended_at"] is None and row["status"] not in Case.FINAL


def _sent(row: dict[str, Any]) -> Sent:
    return Sent(
        procedure=row["procedure"],
        reference=row["reference"],
        sent_on=row["accepted_on"],
        decide_by=row["decide_by"],
        about=_about(row),
        is_asked=row["status"] == Case.Status.INFO_REQUESTED,
    )


def _about(row: dict[str, Any]) -> str:
    """The document that the application names: a patent as it is written, a permit with its kind before it."""
    if patent := _told(row["told_patent"], "patent"):
        return patent
    kind, _sep, rest = _told(row["told_permit"], "permit").partition(":")
    series, _sep, number = rest.partition(":")
    return f"{kind}:{f'{series} {number}'.strip()}" if number else ""


def _exam_day(row: dict[str, Any]) -> date | None:
    """Who shows it in another way than by a certificate has nothing that ends."""
    return _day(row["told_exam"], "issued_on") if _told(row["told_exam"], "kind") == "certificate" else None


def _fingerprints_day(row: dict[str, Any]) -> date | None:
    """Taken by an officer, or told in the application: on the day named there, or before it was sent."""
    if row["taken_on"]:
        return row["taken_on"]  # type: ignore[no-any-return]
    if row["procedure"] not in OF_RESIDENCE or _told(row["told_fingerprints"], "done") != "yes":
        return None
    return _day(row["told_fingerprints"], "done_on") or row["accepted_on"]


def _told(page: Any, name: str) -> str:
    told = page.get(name) if isinstance(page, dict) else None
    return told if isinstance(told, str) else ""


def _day(page: Any, name: str) -> date | None:
    try:
        return date.fromisoformat(_told(page, name))
    except ValueError:
        return None


__all__ = ["read"]
