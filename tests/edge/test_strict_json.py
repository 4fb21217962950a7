"""Rule 25: what the API's parser takes and refuses."""

import io
from decimal import Decimal

import pytest
from rest_framework.exceptions import ParseError

from portal.edge.api import StrictJSONParser


def parse(text: str | bytes) -> dict:
    return StrictJSONParser().parse(io.BytesIO(text.encode() if isinstance(text, str) else text))


def test_an_object_arrives_with_exact_numbers():
    assert parse('{"a": [1, {"b": "й"}], "sum": 0.10}') == {"a": [1, {"b": "й"}], "sum": Decimal("0.10")}


def test_twenty_levels_are_read_and_the_next_is_not():
    assert parse('{"a":' + "[" * 19 + "]" * 19 + "}")
    with pytest.raises(ParseError):
        parse('{"a":' + "[" * 20 + "]" * 20 + "}")


def test_brackets_inside_a_string_are_only_text():
    assert parse('{"a": "' + "[" * 500 + '\\"{{"}')


@pytest.mark.parametrize(
    "body",
    [
        '{"a":' + "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a": 1, "a": 2}',
        '{"x": {"a": 1, "a": 2}}',
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": -Infinity}',
        '{"a": ' + "9" * 5000 + "}",
        '{"a": 1e400}',
        '{"a": 1e-400}',
        '{"a": 0.' + "1" * 5000 + "}",
        "[]",
        '"text"',
        "null",
        "",
        "{",
        '{"a": "\\u0000"}',
        '{"a": "\\ud800"}',
        '{"a": ["\\ud800"]}',
        '{"\\u0000": 1}',
        b'{"a": "\xed\xa0\x80"}',
        b"\xff\xfe{\x00}\x00",
    ],
    ids=lambda body: repr(body)[:24],
)
def test_anything_else_is_refused(body):
    with pytest.raises(ParseError):
        parse(body)
