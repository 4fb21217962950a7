"""Rule 23: the log names routes, never addresses: they may hold a number, a secret, or what somebody typed."""

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.log import log_response

from tests.factories import make_user, sign_in


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the portal's own handler writes of requests, with its filters and its form."""
    written = io.StringIO()
    config = logging.config.DictConfigurator(settings.LOGGING)
    for kind in ("filters", "formatters"):
        for name in list(config.config[kind]):
            config.config[kind][name] = getattr(config, f"configure_{kind[:-1]}")(config.config[kind][name])
    handler = config.configure_handler({**settings.LOGGING["handlers"]["stderr"], "stream": written})
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "said"),
    [
        ("get", "/patents/77/2600000021/", "Not Found: patents/<str:series>/<str:number>/"),
        ("get", "/Каримова/", "Not Found: (no such route)"),
        ("post", "/permits/calendar/secret-secret.ics", ""),
        ("post", "/help/", "Method Not Allowed (POST): help/"),
    ],
)
def test_a_refused_request_is_logged_by_its_route(log, method, address, said):
    client = sign_in(make_user())
    getattr(client, method)(address)
    assert said in log.getvalue()
    for typed in ("2600000021", "Каримова", "secret-secret"):
        assert typed not in log.getvalue()


@pytest.mark.django_db
def test_so_is_a_broken_one(log, monkeypatch):
    client = Client(raise_request_exception=False)
    sign_in(make_user(), client=client)
    monkeypatch.setattr("portal.notifications.services.mark_read", lambda **_: 1 / 0)
    assert client.get("/inbox/271828/").status_code == 500
    assert "Internal Server Error: inbox/<int:pk>/" in log.getvalue()
    assert "271828" not in log.getvalue()
    assert "ZeroDivisionError" in log.getvalue()


@pytest.mark.parametrize(("status", "lines"), [(409, 0), (422, 0), (429, 0), (400, 1), (403, 1), (404, 1), (500, 1)])
def test_a_refusal_that_is_an_ordinary_answer_warns_nobody(status, lines):
    """With the filters that the settings put on Django's own logger."""
    config = logging.config.DictConfigurator(settings.LOGGING)
    logger = logging.Logger("django.request")  # noqa: LOG001 - the real one would keep what is added here
    for name in settings.LOGGING["loggers"]["django.request"]["filters"]:
        logger.addFilter(config.configure_filter({**settings.LOGGING["filters"][name]}))
    heard = []
    logger.addHandler(type("Ear", (logging.Handler,), {"emit": lambda _self, record: heard.append(record)})())
    response, request = HttpResponse(status=status), RequestFactory().get("/appointments/")
    log_response("Said %s: %s", response.reason_phrase, request.path, response=response, request=request, logger=logger)
    assert len(heard) == lines
