"""Outside is what is not known to be inside."""

from typing import Any

import pytest

from knowledge.documents import Classification
from knowledge.embeddings import build_embedder
from knowledge.errors import SettingsError
from knowledge.outside import Service, impersonal_question, is_own, outside_services
from knowledge.settings import Settings

MOCK = "llama_index.core.embeddings:MockEmbedding"


@pytest.mark.parametrize(
    "url", ["http://localhost:11434/v1", "http://127.0.0.1/v1", "http://[::1]:8000", "http://ollama:11434/v1"]
)
def test_this_machine_and_what_is_named_is_ones_own(url: str) -> None:
    assert is_own(url, Settings(own_services=("Ollama",)))


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example/v1",
        "http://ollama:11434/v1",
        "http://localhost.example/v1",
        "http://127.0.0.1.example/v1",
        "http://127.0.0.1@api.example/v1",
        "http://10.0.0.7/v1",
        "http://[fe80::1/v1",
        "",
    ],
)
def test_what_only_looks_local_is_outside(url: str) -> None:
    assert not is_own(url, Settings())


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"llm_url": "https://api.example/v1"}, []),
        ({"llm_url": "https://api.example/v1", "llm_model": "m"}, [(Service.WRITER, "api.example", "m")]),
        ({"llm_url": "https://api.example/v1", "llm_model": "m", "writer": "extractive"}, []),
        (
            {"llm_url": "https://api.example/v1", "llm_model": "m", "writer": "extractive", "judge": "llm"},
            [(Service.JUDGE, "api.example", "m")],
        ),
        ({"judge": "some.where:Judge"}, [(Service.JUDGE, "some.where:Judge", "")]),
        ({"judge": "some.where:Judge", "judge_options": {"url": "http://127.0.0.1:9"}}, []),
        ({"judge": "some.where:Judge", "own_services": ("some.where:Judge",)}, []),
        (
            {"embedding": MOCK, "embedding_options": {"api_base": "https://e.example", "model_name": "e"}},
            [(Service.EMBEDDING, "e.example", "e")],
        ),
        ({"eval_judge_url": "https://j.example", "eval_judge_model": "j"}, [(Service.EVALUATION, "j.example", "j")]),
        (
            {"qdrant_url": "https://q.example", "database_url": "postgresql+psycopg://me:secret@d.example/lardom"},
            [(Service.INDEX, "q.example", ""), (Service.REGISTRY, "d.example", "")],
        ),
        ({"otlp_url": "https://t.example/v1/traces"}, [(Service.TELEMETRY, "t.example", "")]),
    ],
)
def test_every_service_outside_is_known_by_its_host_and_model(changes: dict[str, Any], found: list[object]) -> None:
    assert [(each.service, each.where, each.model) for each in outside_services(Settings(**changes))] == found


def test_an_embedding_outside_is_refused_until_all_classifications_may_leave() -> None:
    options = {"embed_dim": 4}
    with pytest.raises(SettingsError, match="confidential or restricted may not leave"):
        build_embedder(Settings(embedding=MOCK, embedding_options=options))
    allowed = Settings(embedding=MOCK, embedding_options=options, outside_classifications=tuple(Classification))
    assert build_embedder(allowed).dimension == 4


@pytest.mark.parametrize(
    "question",
    ["Får jag skriva 811228-9874 i ChatGPT?", "May I mail zelda.quark@nordfors.example?", "Ring 070-174 06 58!"],
)
def test_a_question_leaves_without_personal_data(question: str) -> None:
    assert "[" in impersonal_question(question)
    assert not any(secret in impersonal_question(question) for secret in ("811228", "quark", "174 06"))
