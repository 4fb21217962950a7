"""The keys as their page shows them: by purpose, the one that signs first, with what its withdrawal would do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography import x509
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.signing.models import SigningKey

YEARLY: Final = timedelta(days=365)
Purpose = SigningKey.Purpose

# What stops being accepted, and who has to do what about it.
FOLLOWS: Final[dict[str, Any]] = {
    Purpose.CREDENTIAL: _(
        "No code of a patent or of an interim certificate signed with it is accepted any more: on screens, on paper and on cards. "
        "Holders open their page or print again. Cards with such a code are recalled and have to be made anew."
    ),
    Purpose.PERMIT: _(
        "No code of a document about stay or residence signed with it is accepted any more, on screens and on paper. Holders open their "
        "page or print again."
    ),
    Purpose.STATUS: _(
        "No status list signed with it is accepted any more. The lists are signed anew within a minute; whoever verifies without network "
        "needs fresh ones."
    ),
    Purpose.RECEIPT: _("No receipt of a check signed with it is accepted any more. Employers who need a proof have to ask again."),
    Purpose.CARD_CSCA: _(
        "No chip certified by it is accepted any more: every card that it stands behind is recalled and has to be made anew. All who read "
        "chips have to be told of the new authority."
    ),
    Purpose.CARD_DS: _(
        "No chip sealed with it is accepted any more: its certificate stands in the list of revoked ones within seconds, and the cards are "
        "recalled and have to be made anew."
    ),
}


@dataclass(frozen=True)
class ShownKey:
    key: SigningKey
    certificate_ends: datetime | None

    @property
    def icon(self) -> str:
        return {"active": "check", "retired": "info"}.get(self.key.state, "cross")

    @property
    def until(self) -> datetime | None:
        return self.key.withdrawn_at or self.key.retired_at

    @property
    def may_be_withdrawn(self) -> bool:
        return self.key.state in SigningKey.VERIFYING


@dataclass(frozen=True)
class Group:
    """The keys of one purpose, newest first."""

    purpose: str
    title: Any
    keys: list[ShownKey]
    overdue: bool  # the one that signs has done so for more than a year


def groups() -> list[Group]:
    """Purposes in their own order; one without keys is shown empty, because its first use makes one."""
    found: dict[str, list[SigningKey]] = {purpose: [] for purpose in Purpose.values}
    for key in SigningKey.objects.defer("private_key").order_by("-pk"):
        found[key.purpose].append(key)
    return [_group(purpose, keys) for purpose, keys in found.items()]


def _group(purpose: str, keys: list[SigningKey]) -> Group:
    signing = next((key for key in keys if key.state == SigningKey.State.ACTIVE), None)
    overdue = signing is not None and purpose != Purpose.CARD_DS and clock.now() - signing.active_from > YEARLY
    ordered = sorted(keys, key=lambda key: key is not signing)
    return Group(purpose, Purpose(purpose).label, [ShownKey(key, _end_of(key)) for key in ordered], overdue)


def _end_of(key: SigningKey) -> datetime | None:
    return x509.load_der_x509_certificate(bytes(key.certificate)).not_valid_after_utc if key.certificate is not None else None
