"""Builds every object of the assistant, in one place, from the settings."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib.metadata import version
from pkgutil import resolve_name
from uuid import uuid4

from assistant.evidence.confidence import Confidence
from assistant.evidence.injection import NoOrders, OnlyData
from assistant.evidence.learned import learned
from assistant.evidence.reading import bundled_reader
from assistant.evidence.selector import LinearSelector
from assistant.gaps.clustering import TopicSpace
from assistant.gaps.finding import GapKeeper
from assistant.gaps.work import GapWork
from assistant.llm.discretion import Discretion
from assistant.llm.prompting import fingerprint
from assistant.llm.protocol import LanguageModel
from assistant.pipeline import Assistant
from assistant.questions.rewriting import ModelReader
from assistant.retrieve import Retriever
from assistant.traces.record import Recorder, SearchRecorder, Unrecorded, Versions
from assistant.understand import understand
from assistant.verification.judge import JudgedVerifier, build_judge, everything
from assistant.verify import RuleVerifier, Verifier
from assistant.writers.extractive import ExtractiveWriter
from assistant.writers.llm import LLMWriter
from knowledge.embeddings import Embedder
from knowledge.errors import SettingsError
from knowledge.outside import Service, may_leave, outside_services, refused_writer, service_outside
from knowledge.personal_data.seals import QUESTIONS, seal_for
from knowledge.registry.registry import Registry
from knowledge.settings import Settings, fingerprint_of
from knowledge.store import KnowledgeStore

_FINGERPRINT_CHARS = 12


def now() -> datetime:
    """In this machine's time zone."""
    return datetime.now(UTC).astimezone()


def today() -> date:
    return now().date()


def build_assistant(settings: Settings, store: KnowledgeStore, today: Callable[[], date] = today) -> Assistant:
    """`today` decides which documents are in force."""
    model = build_model(settings)
    writer = LLMWriter(model, settings) if model else ExtractiveWriter()
    versions = Versions(
        version("lardom"),
        writer.name,
        store.embedder.name,
        fingerprint(),
        settings.answer_threshold,
        fingerprint_of(settings)[:_FINGERPRINT_CHARS],
    )
    weights = learned()
    discretion = Discretion(outside_services(settings), may_leave(settings))
    outside = service_outside(settings, Service.WRITER) is not None
    return Assistant(
        read=ModelReader(model, outside) if model else understand,
        index=store.index,
        retriever=Retriever(store.registry.documents, store.index, store.embedder, today),
        selector=OnlyData(LinearSelector(store.embedder, weights.units)),
        confidence=Confidence(weights.signals, weights.bias, bundled_reader(settings.encoder_threads)),
        writer=NoOrders(writer),
        stand_in=NoOrders(ExtractiveWriter()),
        verifier=build_verifier(settings, store.embedder, discretion),
        recorder=Recorder(store.registry.traces, versions, seal_for(QUESTIONS, settings.data)),
        threshold=settings.answer_threshold,
        clock=time.perf_counter,
        today=today,
        new_id=lambda: str(uuid4()),
        in_place_of=store.registry.supersessions.in_place_of,
        discretion=discretion,
    )


def build_search_recorder(settings: Settings, registry: Registry) -> SearchRecorder:
    return SearchRecorder(registry.audit, seal_for(QUESTIONS, settings.data))


def build_gap_work(store: KnowledgeStore, assistant: Assistant, now: Callable[[], datetime] = now) -> GapWork:
    """`assistant` is the one that people ask."""
    keeper = GapKeeper(
        registry=store.registry,
        assistant=replace(assistant, recorder=Unrecorded()),
        space=TopicSpace(store.embedder.embed_question),
        now=now,
    )
    return GapWork(keeper, store.registry.documents.generation, now)


def build_model(settings: Settings) -> LanguageModel | None:
    """The language model, when the settings want it to write; `auto` wants the one that is configured and may be asked.

    Raises SettingsError for a model that is wanted and is not there, or may not be given questions.
    """
    wanted = settings.writer == "llm" or (settings.writer == "auto" and settings.llm_configured)
    if not wanted:
        return None
    refused = refused_writer(settings)
    if refused is not None:
        if settings.writer == "auto":
            return None
        raise SettingsError(
            f"The writer at {refused.where} would be given questions, which count as internal and may not leave.",
            "Set `writer` to `auto` or `extractive`; or, if the model runs on your own machines, name its host in "
            "`own_services`; or list `internal` in `outside_classifications`.",
        )
    # Importing the model's client takes 2 s and 60 MB, which an extractive server need not spend.
    connect: Callable[[Settings], LanguageModel] = resolve_name("assistant.llm.openai_compatible:connect")
    return connect(settings)


def build_verifier(settings: Settings, embedder: Embedder, discretion: Discretion) -> Verifier:
    """The rules, with the judge that the settings name."""
    rules, judge = RuleVerifier(Similarities(embedder)), build_judge(settings)
    if judge is None:
        return rules
    outside = service_outside(settings, Service.JUDGE) is not None
    return JudgedVerifier(rules, judge, time.monotonic, discretion.to_the_judge if outside else everything)


_KEPT_VECTORS = 256


class Similarities:
    """Cosines of meanings; what was embedded lately is not embedded again."""

    def __init__(self, embedder: Embedder) -> None:
        self._vector = lru_cache(maxsize=_KEPT_VECTORS)(lambda text: embedder.embed_passages([text])[0])

    def __call__(self, left: str, right: str) -> float:
        return float(self._vector(left) @ self._vector(right))
