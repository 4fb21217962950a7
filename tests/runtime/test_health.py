"""/healthz, /readyz and /metrics."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from portal import clock
from portal.runtime import health
from portal.runtime.models import Heartbeat

PERIOD = timedelta(seconds=10)


@pytest.fixture
def beating(db):
    health.record_heartbeat()


def _last_seen(ago: timedelta) -> None:
    Heartbeat.objects.update(seen_at=clock.now() - ago)


def test_the_process_is_alive_without_any_database(client):
    assert client.get("/healthz").json() == {"status": "alive"}


def test_everything_answers_so_it_is_ready(client, beating):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


def test_without_a_heartbeat_it_is_not_ready_and_says_what_is_missing(client, db):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "not ready", "missing": {"worker and beat": "not seen yet"}}


def test_one_missed_beat_is_forgiven(client, beating):
    _last_seen(2 * PERIOD - timedelta(seconds=2))
    assert client.get("/readyz").status_code == 200


def test_two_periods_without_a_beat_are_not(client, beating):
    _last_seen(2 * PERIOD + timedelta(seconds=1))
    assert client.get("/readyz").json()["missing"] == {"worker and beat": "last seen 21 seconds ago"}


def test_two_heartbeats_leave_one_row(beating):
    health.record_heartbeat()
    assert Heartbeat.objects.count() == 1


def test_a_broker_that_is_away_is_named_without_its_address(client, beating, monkeypatch):
    monkeypatch.setattr("celery.app.base.Celery.connection_for_write", _broken_broker)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["missing"]) == (503, {"broker": "no answer"})


def _broken_broker(*_args, **_kwargs):
    raise OSError("redis://user:secret@broker.example:6379 refused")


def test_a_database_that_is_away_is_named_without_its_address(client, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OperationalError("postgres://portal_app:secret@db.example refused")

    monkeypatch.setattr("portal.runtime.health.connection.cursor", refuse, raising=False)
    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", refuse)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["missing"]["database"] == "no answer"
    assert b"secret" not in response.content


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_only_reading_is_allowed(client, db, path):
    assert client.post(path).status_code == 405


def test_metrics_are_there_for_this_machine(client):
    response = client.get("/metrics")
    assert response.status_code == 200
    assert b"django_http_requests" in response.content


def test_metrics_do_not_exist_for_strangers(client, db):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.5").status_code == 404


def test_a_forwarded_request_is_a_strangers(client, db):
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


def test_a_stranger_with_the_token_may_read_metrics(client, settings):
    settings.METRICS_TOKEN = "t0ken"
    stranger = {"REMOTE_ADDR": "203.0.113.5"}
    assert client.get("/metrics", headers={"Authorization": "Bearer t0ken"}, **stranger).status_code == 200


@pytest.mark.parametrize("sent", ["Bearer wrong", "Bearer ", "t0ken"])
def test_another_token_does_not_open(client, db, settings, sent):
    settings.METRICS_TOKEN = "t0ken"
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.5", HTTP_AUTHORIZATION=sent).status_code == 404


def test_an_empty_token_opens_nothing(client, db, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.5", HTTP_AUTHORIZATION="Bearer ").status_code == 404
