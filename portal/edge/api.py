"""What every API view shares: a strict parser, problem documents, keyset pages."""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import BaseParser

from portal.edge import pages
from portal.errors import DomainError

MAX_DEPTH = 20
MAX_DIGITS = 40


class StrictJSONParser(BaseParser):
    """One JSON object: no deeper than 20, no key twice, no NaN or Infinity, no number of a thousand digits, no text
    that a database cannot keep. Anything else is a 400 that says which of these it was."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        return parse_object(stream.read())


def parse_object(raw: bytes) -> dict[str, Any]:
    """The object in `raw`. Raises `ParseError`."""
    try:
        text = raw.decode()
        _refuse_depth(text)
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_int=_integer, parse_float=_number)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise exceptions.ParseError(_("The body is not JSON in UTF-8.")) from None
    if not isinstance(value, dict):
        raise exceptions.ParseError(_("The body must be a JSON object."))
    return value


def _refuse_depth(text: str) -> None:
    depth, in_string, escaped = 0, False, False
    for char in text:
        if in_string:
            in_string = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            in_string = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise exceptions.ParseError(_("The JSON is nested too deeply."))
        elif char in "]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise exceptions.ParseError(_("A key stands twice in one object."))
        _refuse_text(key)
        found[key] = _checked(value)
    return found


def _checked(value: Any) -> Any:
    """`value`, after its strings were looked at. Objects inside were checked when they were made."""
    if isinstance(value, str):
        _refuse_text(value)
    elif isinstance(value, list):
        for item in value:
            _checked(item)
    return value


def _refuse_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise exceptions.ParseError(_("The text holds characters that cannot be kept."))


def _refuse_constant(_name: str) -> NoReturn:
    raise exceptions.ParseError(_("NaN and Infinity are not numbers here."))


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise exceptions.ParseError(_("A number has too many digits."))
    return int(digits)


def _number(digits: str) -> Decimal:
    try:
        value = Decimal(digits)
    except InvalidOperation:
        raise exceptions.ParseError(_("A number has too many digits.")) from None
    if len(digits) > MAX_DIGITS or abs(value.adjusted()) > MAX_DIGITS:
        raise exceptions.ParseError(_("A number has too many digits."))
    return value


class KeysetPagination(CursorPagination):
    """Pages by key, never by offset: page 10,000 costs as much as page 1."""

    ordering = "-id"
    page_size_query_param = "page_size"
    max_page_size = 200

    def decode_cursor(self, request: Any) -> Any:
        """Raises `NotFound` for a cursor that we did not write: ours holds the key of a row."""
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None and not re.fullmatch(r"[0-9]{1,18}", str(cursor.position)):
            raise exceptions.NotFound(self.invalid_cursor_message)
        return cursor


def problem_details(exc: Exception, context: dict[str, Any]) -> Any:
    """Every refusal of the API as a problem document with a stable `code`."""
    known = _known(exc)
    if known is None:
        return None
    from rest_framework.views import set_rollback  # its module asks for the parser of this one

    set_rollback()
    response = pages.problem(status=known.status_code, code=_code(known), **_detail(known.detail))
    if wait := getattr(known, "wait", None):
        response.headers["Retry-After"] = str(int(wait))
    if challenge := getattr(known, "auth_header", None):
        response.headers["WWW-Authenticate"] = challenge
    return response


def _known(exc: Exception) -> exceptions.APIException | None:
    if isinstance(exc, DomainError):
        refused = exceptions.APIException(detail=str(exc), code=exc.code)
        refused.status_code = exc.status
        if exc.retry_after:
            refused.wait = exc.retry_after  # type: ignore[attr-defined]
        return refused
    if isinstance(exc, Http404):
        return exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        return exceptions.PermissionDenied()
    return exc if isinstance(exc, exceptions.APIException) else None


def _code(exc: exceptions.APIException) -> str:
    if isinstance(exc, exceptions.ValidationError):
        return "invalid"
    codes = exc.get_codes()
    return codes if isinstance(codes, str) else exc.default_code


def _detail(detail: Any) -> dict[str, Any]:
    """Field errors go to `errors`, by field."""
    if isinstance(detail, dict | list):
        return {
            "detail": _("Some values cannot be accepted."),
            "errors": detail if isinstance(detail, dict) else {"non_field_errors": detail},
        }
    return {"detail": str(detail)}


__all__ = ["KeysetPagination", "StrictJSONParser", "parse_object", "problem_details"]
