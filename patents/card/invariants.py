import hashlib

from patents.card.models import Card
from portal.runtime.invariants import invariant


@invariant("cards whose kept seal is not the one that was signed")
def seals_changed() -> int:
    sealed = Card.objects.exclude(sod=None).values_list("sod", "sod_sha256")
    return sum(hashlib.sha256(bytes(sod or b"")).hexdigest() != digest for sod, digest in sealed.iterator(chunk_size=500))


__all__ = ["seals_changed"]
