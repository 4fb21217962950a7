"""Logs carry identifiers, never names, numbers or addresses of people.

An exception is logged as its class and the places it passed through. Its text is left out: it may quote what a person typed.
Of a request the route is logged, not the address: that may name a patent, hold a secret, or be anything that somebody typed.
"""

import logging
import traceback
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any

import structlog


def places_instead_of_words(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace `exc_info` by the exception's class and its frames as file:line:function."""
    exc_info = event.pop("exc_info", None)
    if isinstance(exc_info, tuple) and exc_info[0] is not None:
        frames = traceback.extract_tb(exc_info[2])[-12:]
        event["exception"] = exc_info[0].__name__
        event["at"] = [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno}:{frame.name}" for frame in frames]
    return event


class RouteInsteadOfAddress(logging.Filter):
    """What Django says of a refused request, with the pattern of its address: `patents/<str:series>/<str:number>/`."""

    def filter(self, record: logging.LogRecord) -> bool:
        address = getattr(getattr(record, "request", None), "path", None)
        if address and isinstance(record.args, tuple):
            match = getattr(record.request, "resolver_match", None)  # type: ignore[attr-defined]
            written = (address, address.encode("unicode_escape").decode())  # so that nobody writes lines of the log by an address
            record.args = tuple((match.route if match else "(no such route)") if part in written else part for part in record.args)
        return True


class UnlessOrdinaryRefusal(logging.Filter):
    """Leave out what Django would warn of although nothing went wrong: the state of a thing, a rule or a limit said no, and the
    person was told why. A release of places gives thousands of such answers in a minute; the metrics count them by status."""

    ORDINARY = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS})

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) not in self.ORDINARY


_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                places_instead_of_words,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": _shared,
        }
    },
    "filters": {"routes": {"()": RouteInsteadOfAddress}, "refusals": {"()": UnlessOrdinaryRefusal}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["routes"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
        "django.request": {"filters": ["refusals"]},
        "celery.app.trace": {"level": "WARNING"},
    },
}
