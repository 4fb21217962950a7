"""Data objects of the chip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patents.card.tlv import inside, objects, tlv


@pytest.mark.parametrize(("size", "head"), [(0, "00"), (127, "7f"), (128, "8180"), (255, "81ff"), (256, "820100"), (65536, "83010000")])
def test_lengths_are_written_as_short_as_they_can_be(size, head):
    written = tlv("5F2E", bytes(size))
    assert written[2 : 2 + len(head) // 2].hex() == head
    assert inside(written, "5F2E") == bytes(size)


@given(st.lists(st.tuples(st.sampled_from(["61", "75", "5F1F", "7F60"]), st.binary(max_size=300)), max_size=5))
def test_what_is_written_is_read_again(pairs):
    assert list(objects(b"".join(tlv(tag, content) for tag, content in pairs))) == pairs


@pytest.mark.parametrize("cut", ["61", "6105aa", "6180", "6185000000000100", "5F"])
def test_what_is_cut_off_is_refused(cut):
    with pytest.raises(ValueError, match=r"cut off|length"):
        list(objects(bytes.fromhex(cut)))


def test_another_tag_is_refused():
    with pytest.raises(ValueError, match="expected one object 61"):
        inside(tlv("75", b""), "61")
