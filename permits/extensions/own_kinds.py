"""The documents of this room that an order may name: every kind of permit."""

from django.urls import reverse

from permits.extensions.events import PermitExtended, PermitShortened
from permits.extensions.extendable import Extendable, register
from permits.extensions.models import PermitExtension, PermitTakeBack
from permits.models import Permit
from permits.proof.places import note_permits

PERMITS = Extendable(
    kinds={kind.value: kind.label for kind in Permit.Kind},
    table="permits_permit",
    ledger=PermitExtension,
    take_back=PermitTakeBack,
    extended=PermitExtended,
    shortened=PermitShortened,
    stands=f"d.status <> '{Permit.Status.MISTAKEN.value}'",
    orders_counted="d.orders_counted",
    leads=frozenset({Permit.Kind.TEMPORARY_STAY.value}),
    moved=note_permits,
    address=lambda key: reverse("admin:extended_permit", args=[key]),
)
register(PERMITS)
