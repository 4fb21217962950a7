"""The signed notices of a watch: numbers, codes and dates; who it is the employer knows by the number of the consent."""

from typing import Any

from employment.watch.models import Watch, WatchNotice
from employment.webhooks.services import tell_organisation

TYPES = {"ending": "right_to_work.ending", "ended": "consent.ended"}


def tell_webhook(watch: Watch, notice: WatchNotice) -> None:
    tell_organisation(
        organisation_id=watch.organisation_id,
        notice_key=f"watch:{notice.pk}",
        type=TYPES.get(notice.kind, "right_to_work.changed"),
        data=_data(watch, notice),
    )


def _data(watch: Watch, notice: WatchNotice) -> dict[str, Any]:
    data: dict[str, Any] = {"consent": watch.consent.number, "reference": watch.reference, "on": notice.told_on.isoformat()}
    if notice.kind == "ended":
        return data  # why it ended is the worker's affair
    data |= {"change": notice.kind, "valid_through": notice.until.isoformat() if notice.until else None}
    if notice.profession:
        data["profession"] = notice.profession  # the code, as a check by the same consent shows it
    if notice.kind == "ending" and notice.until:
        data |= {"days_left": (notice.until - notice.told_on).days, "reason": notice.reason}
    return data


__all__ = ["tell_webhook"]
