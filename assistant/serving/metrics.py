"""What a monitoring system may count: the one file that talks to prometheus-client.

Labels have few values, all of them known beforehand: nothing that a person typed or is called, no addresses, no ids.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from assistant.llm.protocol import TokenCount
from assistant.schemas.answers import Answer, Stage

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Level:
    """How much there is of something right now, by the values of one label (or "" without a label)."""

    name: str
    about: str
    label: str
    values: Mapping[str, float]


class Metrics:
    """Counters of this process, and `levels` that are read when somebody asks."""

    def __init__(self, levels: Callable[[], Iterable[Level]]) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "lardom_answers", "Questions by what became of them.", ["status", "language"], registry=self._registry
        )
        self._stages = Histogram(
            "lardom_stage_seconds",
            "Time of each stage of an answer; `total` is the whole.",
            ["stage"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._tokens = Counter(
            "lardom_tokens", "Tokens of the writing model, estimated.", ["direction"], registry=self._registry
        )
        self._requests = Counter(
            "lardom_requests",
            "HTTP requests by route and status; what is no route of the API is `other`.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._registry.register(_Levels(levels))

    def answered(self, answer: Answer, tokens: TokenCount) -> None:
        self._answers.labels(answer.status.value, answer.language).inc()
        timings = answer.timings_ms
        for stage in (*Stage, "total"):
            self._stages.labels(str(stage)).observe(getattr(timings, str(stage)) / 1000)
        self._tokens.labels("read").inc(tokens.read)
        self._tokens.labels("written").inc(tokens.written)

    def requested(self, method: str, route: str | None, status: int) -> None:
        """`route` is the template of the path, such as /v1/jobs/{job_id}: ids in it would be endless labels."""
        known = method if method in _METHODS else _OTHER
        self._requests.labels(known, route or _OTHER, str(status)).inc()

    def text(self) -> bytes:
        """Everything in the Prometheus text format."""
        return generate_latest(self._registry)


class _Levels(Collector):
    def __init__(self, levels: Callable[[], Iterable[Level]]) -> None:
        self._levels = levels

    def describe(self) -> Iterable[Metric]:
        # Without this the levels would be read once when the collector is registered.
        return ()

    def collect(self) -> Iterable[Metric]:
        for level in self._levels():
            family = GaugeMetricFamily(level.name, level.about, labels=[level.label] if level.label else [])
            for value, amount in level.values.items():
                family.add_metric([value] if level.label else [], amount)
            yield family
