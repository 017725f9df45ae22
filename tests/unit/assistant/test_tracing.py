"""Traces: each stage with its time, what became of the question, and nothing that anyone typed."""

from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.llm.protocol import TokenCount
from assistant.schemas.answers import Answer, AnswerStatus, Timings
from assistant.serving.tracing import Tracing

NOW_NS = 1_800_000_000_000_000_000


def test_an_answer_is_a_span_with_a_span_for_each_stage() -> None:
    exporter = InMemorySpanExporter()
    tracing = Tracing(SimpleSpanProcessor(exporter), "1.0", lambda: NOW_NS)
    question = "Vem är Karin?"
    timings = Timings(understand=1, retrieve=20, rank=3, write=5, verify=2, total=40)
    answer = Answer(
        status=AnswerStatus.ABSTAINED,
        language="sv",
        question=question,
        standalone_question=question,
        confidence=0.2,
        timings_ms=timings,
        trace_id="t",
    )
    tracing.answered(answer, TokenCount(chars_read=350))

    spans = {span.name: span for span in exporter.get_finished_spans()}
    assert set(spans) == {"answer", "understand", "retrieve", "rank", "write", "verify"}
    whole, retrieve = spans["answer"], spans["retrieve"]
    assert (whole.start_time, whole.end_time) == (NOW_NS - 40_000_000, NOW_NS)
    assert (retrieve.start_time, retrieve.end_time) == (NOW_NS - 39_000_000, NOW_NS - 19_000_000)
    assert retrieve.parent is not None
    assert retrieve.parent.span_id == whole.context.span_id
    assert dict(whole.attributes or {})["lardom.status"] == "abstained"
    assert dict(whole.attributes or {})["lardom.tokens_read"] == 100
    assert "Karin" not in "".join(span.to_json() for span in spans.values())
