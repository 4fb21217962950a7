"""What django_prometheus counts for every page, for the pages of the short way: with labels that are looked up once."""

from django_prometheus.middleware import Metrics

_METHOD = "GET"


class PageMetrics:
    """One view asked by GET over one transport. The middlewares of django_prometheus, which stand behind the short way, count the same."""

    def __init__(self, *, view: str, transport: str) -> None:
        self._all, self._view = Metrics.get_instance(), view
        self._requests = (
            self._all.requests_total,
            self._all.requests_by_method.labels(method=_METHOD),
            self._all.requests_by_transport.labels(transport=transport),
            self._all.requests_by_view_transport_method.labels(view=view, transport=transport, method=_METHOD),
        )
        self._latencies = (
            self._all.requests_latency_before,
            self._all.requests_latency_by_view_method.labels(view=view, method=_METHOD),
        )
        self._responses: dict[tuple[int, str], tuple[object, ...]] = {}

    def asked(self) -> None:
        for counter in self._requests:
            counter.inc()
        self._all.requests_body_bytes.observe(0)

    def answered(self, *, status: int, charset: str, size: int, seconds: float) -> None:
        for counter in self._responses.get((status, charset)) or self._look_up(status, charset):
            counter.inc()
        self._all.responses_body_bytes.observe(size)
        for latency in self._latencies:
            latency.observe(seconds)

    def broke(self, error: Exception) -> None:
        self._all.exceptions_by_type.labels(type=type(error).__name__).inc()
        self._all.exceptions_by_view.labels(view=self._view).inc()

    def _look_up(self, status: int, charset: str) -> tuple[object, ...]:
        self._responses[status, charset] = found = (
            self._all.responses_total,
            self._all.responses_by_status.labels(status=str(status)),
            self._all.responses_by_status_view_method.labels(status=str(status), view=self._view, method=_METHOD),
            self._all.responses_by_charset.labels(charset=charset),
        )
        return found
