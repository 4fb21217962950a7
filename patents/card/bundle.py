"""The package of a batch for the bureau: one ZIP, made and sent card by card, so that neither disk nor memory ever holds it whole."""

import zipfile
from collections.abc import Iterable, Iterator

from patents.card.files import folder_name, package
from patents.card.models import Card
from portal.errors import DomainError


class _Tap:
    """A file that can only be written to; what was written is taken away piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, b: bytes, /) -> int:
        self._pieces.append(bytes(b))
        return len(b)

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def close(self) -> None:
        """Nothing was opened."""

    def taken(self) -> bytes:
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole


def zipped(cards: Iterable[Card]) -> Iterator[bytes]:
    """A folder for each card. A card whose files would not fit their seal any more has a text in its place that says so."""
    tap = _Tap()
    with zipfile.ZipFile(tap, "w", zipfile.ZIP_DEFLATED) as archive:
        for card in cards:
            for name, content in _files(card).items():
                archive.writestr(_entry(card, name), content)
            yield tap.taken()
    yield tap.taken()


def _files(card: Card) -> dict[str, bytes]:
    try:
        return package(card)
    except DomainError as refused:
        return {"NOT-MADE.txt": f"{refused}\n".encode()}


def _entry(card: Card, name: str) -> zipfile.ZipInfo:
    assert card.personalised_at is not None
    entry = zipfile.ZipInfo(f"{folder_name(card)}/{name}", card.personalised_at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
