"""What django_prometheus counts for every page, for the pages of the short way: gathered, and written down together each second.

One by one its sixteen figures cost more than reading the request and writing the answer."""

import atexit
import threading
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

import prometheus_client
import structlog
from django_prometheus.middleware import Metrics

log = structlog.get_logger(__name__)
_WITHIN = 1.0  # seconds; a process that is killed takes so much uncounted with it


@dataclass(frozen=True, slots=True)
class _Answered:
    page: "PageMetrics"
    asked_bytes: int
    status: int
    charset: str
    size: int
    seconds: float


class PageMetrics:
    """One view asked by one method over one transport. The middlewares of django_prometheus, behind the short way, count the same; a
    request is counted with its answer here, there when it comes."""

    def __init__(self, *, view: str, transport: str, method: str) -> None:
        self._all, self.view, self._method = Metrics.get_instance(), view, method
        self._requests = (
            self._all.requests_total,
            self._all.requests_by_method.labels(method=method),
            self._all.requests_by_transport.labels(transport=transport),
            self._all.requests_by_view_transport_method.labels(view=view, transport=transport, method=method),
        )
        self._latencies = (
            self._all.requests_latency_before,
            self._all.requests_latency_by_view_method.labels(view=view, method=method),
        )
        self._responses: dict[tuple[int, str], tuple[prometheus_client.Counter, ...]] = {}

    def answered(self, *, asked_bytes: int, status: int, charset: str, size: int, seconds: float) -> None:
        """One request with a body of `asked_bytes`, and its answer of `size` bytes. Stands in the figures within a second."""
        _gathered.add(_Answered(self, asked_bytes, status, charset, size, seconds))

    def broke(self, error: Exception) -> None:
        self._all.exceptions_by_type.labels(type=type(error).__name__).inc()
        self._all.exceptions_by_view.labels(view=self.view).inc()

    def write(self, answers: "list[_Answered]") -> None:
        for counter in self._requests:
            counter.inc(len(answers))
        for (status, charset), times in Counter((one.status, one.charset) for one in answers).items():
            for counter in self._responses.get((status, charset)) or self._look_up(status, charset):
                counter.inc(times)
        _observe(self._all.requests_body_bytes, [one.asked_bytes for one in answers])
        _observe(self._all.responses_body_bytes, [one.size for one in answers])
        for latency in self._latencies:
            _observe(latency, [one.seconds for one in answers])

    def _look_up(self, status: int, charset: str) -> tuple[prometheus_client.Counter, ...]:
        self._responses[status, charset] = found = (
            self._all.responses_total,
            self._all.responses_by_status.labels(status=str(status)),
            self._all.responses_by_status_view_method.labels(status=str(status), view=self.view, method=self._method),
            self._all.responses_by_charset.labels(charset=charset),
        )
        return found


class _Gathered:
    """Answers of this process that the figures do not hold yet. A timer writes them: nobody need ask again for the last ones to count."""

    def __init__(self) -> None:
        self._answers: deque[_Answered] = deque()
        self._due = False
        self._start, self._writing = threading.Lock(), threading.Lock()

    def add(self, answer: _Answered) -> None:
        self._answers.append(answer)
        if not self._due:  # else a timer runs, and what is added before it begins to write is written
            self._begin()

    def _begin(self) -> None:
        with self._start:
            if self._due:
                return
            timer = threading.Timer(_WITHIN, self.write)
            timer.daemon = True
            self._due = True
            try:
                timer.start()
            except RuntimeError:  # no thread is to be had now: the next answer tries again, and this one must not fail for a figure
                self._due = False

    def write(self) -> None:
        self._due = False
        with self._writing:
            answers = [self._answers.popleft() for _ in range(len(self._answers))]
            by_page = attrgetter("page")
            for page, group in groupby(sorted(answers, key=lambda one: id(one.page)), by_page):
                try:
                    page.write(list(group))
                except Exception:
                    log.exception("figures_lost", view=page.view)


_gathered = _Gathered()
write_gathered = atexit.register(_gathered.write)  # what a process that is asked to stop has gathered counts


def _observe(histogram: Any, amounts: Iterable[float]) -> None:
    """`histogram.observe` for many at once, which prometheus_client does not offer; a test compares the two."""
    amounts = list(amounts)
    histogram._sum.inc(sum(amounts))
    for place, times in Counter(bisect_left(histogram._upper_bounds, amount) for amount in amounts).items():
        histogram._buckets[place].inc(times)


__all__ = ["PageMetrics", "write_gathered"]
