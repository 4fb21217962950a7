"""BER-TLV as chips of travel documents keep it (ISO/IEC 7816-4; ICAO Doc 9303-10): tags of one or two bytes, definite lengths."""

from collections.abc import Iterator


def tlv(tag: str, *content: bytes) -> bytes:
    """One data object. `tag` in hexadecimal, as the standard writes it: "5F1F"."""
    value = b"".join(content)
    return bytes.fromhex(tag) + _length(len(value)) + value


def objects(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Tag and content of each object in `data`, one level deep. Raises `ValueError` for what is not whole."""
    place = 0
    while place < len(data):
        end = place + (2 if data[place] & 0x1F == 0x1F else 1)
        tag = data[place:end].hex().upper()
        length, place = _read_length(data, end)
        if place + length > len(data):
            raise ValueError("a data object is cut off")
        yield tag, data[place : place + length]
        place += length


def inside(data: bytes, tag: str) -> bytes:
    """The content of the only object in `data`, which must have this tag. Raises `ValueError`."""
    found = list(objects(data))
    if [name for name, _content in found] != [tag]:
        raise ValueError(f"expected one object {tag}")
    return found[0][1]


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits


def _read_length(data: bytes, place: int) -> tuple[int, int]:
    """The length that begins at `place`, and where the content begins."""
    if place >= len(data):
        raise ValueError("a data object has no length")
    first = data[place]
    if first < 0x80:
        return first, place + 1
    count = first & 0x7F
    digits = data[place + 1 : place + 1 + count]
    if not 1 <= count <= 4 or len(digits) != count:
        raise ValueError("a length is not readable")
    return int.from_bytes(digits, "big"), place + 1 + count
