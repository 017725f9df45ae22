"""Traces of answers for an OpenTelemetry collector: the one file that talks to its SDK.

A trace holds the stages with their times, and what became of the question; nothing that anyone typed, and no name.
"""

import time
from collections.abc import Callable

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import set_span_in_context

from assistant.llm.protocol import TokenCount
from assistant.schemas.answers import Answer, Stage

_NS_PER_MS = 1_000_000


class Tracing:
    """Makes the spans of an answer when it is done. `now_ns` counts nanoseconds since 1970."""

    def __init__(self, processor: SpanProcessor, version: str, now_ns: Callable[[], int] = time.time_ns) -> None:
        resource = Resource({SERVICE_NAME: "lardom", SERVICE_VERSION: version})
        self._provider = TracerProvider(resource=resource)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("lardom")
        self._now_ns = now_ns

    def answered(self, answer: Answer, tokens: TokenCount) -> None:
        """Stages that take turns (writing and verifying) are drawn one after the other, each with its whole time."""
        end = self._now_ns()
        begin = end - round(answer.timings_ms.total * _NS_PER_MS)
        whole = self._tracer.start_span("answer", start_time=begin, attributes=_attributes(answer, tokens))
        context, at = set_span_in_context(whole), begin
        for stage in Stage:
            spent = round(getattr(answer.timings_ms, stage.value) * _NS_PER_MS)
            self._tracer.start_span(stage.value, context=context, start_time=at).end(at + spent)
            at += spent
        whole.end(end)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def connect(url: str, version: str) -> Tracing:
    """To the collector at `url`, such as http://localhost:4318/v1/traces; one that does not answer costs no answer."""
    return Tracing(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)), version)


def _attributes(answer: Answer, tokens: TokenCount) -> dict[str, str | float | int]:
    return {
        "lardom.status": answer.status.value,
        "lardom.language": answer.language,
        "lardom.writer": answer.writer,
        "lardom.confidence": answer.confidence,
        "lardom.sentences": len(answer.sentences),
        "lardom.citations": len(answer.citations),
        "lardom.tokens_read": tokens.read,
        "lardom.tokens_written": tokens.written,
    }
