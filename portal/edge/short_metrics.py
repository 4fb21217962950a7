"""What django_prometheus counts for every page, for the pages of the short way: with labels that are looked up once."""

from django_prometheus.middleware import Metrics
from prometheus_client import Counter


class PageMetrics:
    """One view asked by one method over one transport. The middlewares of django_prometheus, behind the short way, count the same."""

    def __init__(self, *, view: str, transport: str, method: str) -> None:
        self._all, self._view, self._method = Metrics.get_instance(), view, method
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
        self._responses: dict[tuple[int, str], tuple[Counter, ...]] = {}

    def asked(self, size: int) -> None:
        """`size` of its body, in bytes."""
        for counter in self._requests:
            counter.inc()
        self._all.requests_body_bytes.observe(size)

    def answered(self, *, status: int, charset: str, size: int, seconds: float) -> None:
        for counter in self._responses.get((status, charset)) or self._look_up(status, charset):
            counter.inc()
        self._all.responses_body_bytes.observe(size)
        for latency in self._latencies:
            latency.observe(seconds)

    def broke(self, error: Exception) -> None:
        self._all.exceptions_by_type.labels(type=type(error).__name__).inc()
        self._all.exceptions_by_view.labels(view=self._view).inc()

    def _look_up(self, status: int, charset: str) -> tuple[Counter, ...]:
        self._responses[status, charset] = found = (
            self._all.responses_total,
            self._all.responses_by_status.labels(status=str(status)),
            self._all.responses_by_status_view_method.labels(status=str(status), view=self._view, method=self._method),
            self._all.responses_by_charset.labels(charset=charset),
        )
        return found
