"""What watches the service from outside, where the settings ask for it: metrics and traces, both off by default."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pkgutil import resolve_name
from typing import Protocol

from assistant.evidence.found import Found
from assistant.llm.protocol import TokenCount
from assistant.pipeline import Assistant
from assistant.schemas.answers import Answer
from assistant.serving.metrics import Level, Metrics
from assistant.traces.record import AnswerRecord
from assistant.verify import Verdict
from knowledge.access import LOCAL_OWNER, Viewer
from knowledge.errors import SettingsError
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore


class Tracer(Protocol):
    def answered(self, answer: Answer, tokens: TokenCount) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Watch:
    """Both are told of every answer that a person gets, never for whom it is."""

    metrics: Metrics | None = None
    tracer: Tracer | None = None

    def over(self, assistant: Assistant) -> Assistant:
        return replace(assistant, recorder=Watched(assistant.recorder, self))

    def close(self) -> None:
        if self.tracer is not None:
            self.tracer.close()


@dataclass(frozen=True, slots=True)
class Watched:
    """An answer's record that is told on."""

    recorder: AnswerRecord
    watch: Watch

    def record(
        self, viewer: Viewer, answer: Answer, found: Sequence[Found], verdicts: Sequence[Verdict], tokens: TokenCount
    ) -> None:
        self.recorder.record(viewer, answer, found, verdicts, tokens)
        for watcher in (self.watch.metrics, self.watch.tracer):
            if watcher is not None:
                watcher.answered(answer, tokens)


def build_watch(settings: Settings, store: KnowledgeStore) -> Watch:
    """Raises SettingsError where `otlp_url` is set and the extra `otel` is not installed."""
    metrics = Metrics(lambda: levels_of(store)) if settings.metrics else None
    return Watch(metrics, _tracer(settings.otlp_url) if settings.otlp_url else None)


def _tracer(url: str) -> Tracer:
    try:
        # The SDK is an extra, and takes a second to import.
        connect: Callable[[str, str], Tracer] = resolve_name("assistant.serving.tracing:connect")
    except ImportError as error:
        raise SettingsError(
            "`otlp_url` is set, and the OpenTelemetry SDK is not installed.", "Install the extra `otel`."
        ) from error
    return connect(url, version("lardom"))


def levels_of(store: KnowledgeStore) -> tuple[Level, ...]:
    documents, passages = store.registry.documents.count(LOCAL_OWNER)
    jobs = {state.value: float(count) for state, count in store.registry.jobs.counts().items()}
    return (
        Level("lardom_documents", "Documents that can be searched.", "", {"": documents}),
        Level("lardom_passages", "Passages that can be searched.", "", {"": passages}),
        Level("lardom_jobs", "Ingest jobs by state.", "state", jobs),
    )
