"""The figures of the short way are gathered and written together: none is lost, none comes twice."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY, CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

from portal.edge import short_metrics
from portal.edge.short_metrics import PageMetrics

ROOT = Path(__file__).parents[2]
ANSWER = {"asked_bytes": 0, "status": 200, "charset": "utf-8", "size": 90, "seconds": 0.02}


def counted(view: str) -> float:
    labels = {"view": view, "transport": "http", "method": "GET"}
    return REGISTRY.get_sample_value("django_http_requests_total_by_view_transport_method_total", labels) or 0


@given(st.lists(st.floats(0, 40) | st.sampled_from([0.5, 1.0, 2.0]), max_size=40))
def test_many_observed_at_once_are_the_same_as_one_by_one(amounts):
    registry = CollectorRegistry()
    together, apart = (Histogram(name, "-", buckets=(0.5, 1, 2), registry=registry) for name in ("together", "apart"))
    short_metrics._observe(together, amounts)
    for amount in amounts:
        apart.observe(amount)
    figures = [
        [(sample.name[-4:], sample.labels, sample.value) for sample in one.collect()[0].samples if "created" not in sample.name]
        for one in (together, apart)
    ]
    assert figures[0] == [(name, labels, pytest.approx(value)) for name, labels, value in figures[1]]


def test_the_last_answers_are_written_though_nobody_asks_again():
    page = PageMetrics(view="test-last", transport="http", method="GET")
    for _ in range(3):
        page.answered(**ANSWER)
    deadline = time.monotonic() + 30
    while counted("test-last") < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert counted("test-last") == 3


def test_answers_of_many_threads_are_counted_once_each_while_they_are_being_written():
    page = PageMetrics(view="test-many", transport="http", method="GET")

    def answer() -> None:
        for _ in range(500):
            page.answered(**ANSWER)

    threads = [threading.Thread(target=answer) for _ in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        short_metrics.write_gathered()
    short_metrics.write_gathered()
    assert counted("test-many") == 4000


def test_a_process_that_is_asked_to_stop_writes_what_it_has_gathered(tmp_path):
    told = f"PageMetrics(view='test-end', transport='http', method='GET').answered(**{ANSWER!r})"
    program = f"import django; django.setup(); from portal.edge.short_metrics import PageMetrics; {told}"
    env = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings.test", "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=env, check=True, timeout=120)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(tmp_path))  # type: ignore[no-untyped-call]
    labels = {"view": "test-end", "transport": "http", "method": "GET"}
    assert registry.get_sample_value("django_http_requests_total_by_view_transport_method_total", labels) == 1
