"""Both implementations of the passage index keep one contract."""

import itertools
import os
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qdrant_client import QdrantClient

from knowledge.access import Entitlement, PassageFilter, Viewer
from knowledge.documents import Box, Classification, Kind, Passage, Properties, Status
from knowledge.errors import IndexLocked, IndexMismatch, IndexUnavailable
from knowledge.index.embedded import EdgeEngine
from knowledge.index.engine import Identity
from knowledge.index.index import EngineIndex
from knowledge.index.protocol import Candidates, IndexEntry, PassageIndex, Vector
from knowledge.index.server import ServerEngine
from knowledge.settings import Settings

# The in-memory client says that payload indexes have no effect in it, which is so.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")

DIMENSION = 8
IDENTITY = Identity("small-test-model", DIMENSION, "1")
TODAY = date(2026, 11, 23)
EVERYTHING = PassageFilter(entitlements=None, on=TODAY)
REAL_SERVER = os.environ.get("TEST_QDRANT_URL")


def _embedded(folder: Path) -> EngineIndex:
    return EngineIndex(EdgeEngine(folder / "index", IDENTITY))


def _server_in_memory(folder: Path) -> EngineIndex:
    return EngineIndex(ServerEngine(QdrantClient(":memory:"), Settings(), IDENTITY))


def _real_server(folder: Path) -> EngineIndex:
    configured = Settings(qdrant_url=REAL_SERVER, qdrant_collection=f"test-{uuid.uuid4().hex}")
    return EngineIndex(ServerEngine(QdrantClient(url=REAL_SERVER), configured, IDENTITY))


IMPLEMENTATIONS = [_embedded, _server_in_memory, *([_real_server] if REAL_SERVER else [])]


@pytest.fixture(params=IMPLEMENTATIONS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PassageIndex]:
    make: Callable[[Path], PassageIndex] = request.param
    made = make(tmp_path)
    yield made
    made.close()


def vector(*values: float) -> Vector:
    padded = np.zeros(DIMENSION, np.float32)
    padded[: len(values)] = values
    return np.asarray(padded / max(float(np.linalg.norm(padded)), 1e-9), np.float32)


_numbers = itertools.count()


def entry(
    text: str = "Lösenordet byts var nittionde dag.",
    *,
    revision: str = "revision-1",
    document: str = "document-1",
    properties: Properties | None = None,
    superseded_from: date | None = None,
    at: Vector | None = None,
) -> IndexEntry:
    number = next(_numbers)
    passage = Passage(
        id=f"passage-{number}",
        document_id=document,
        revision_id=revision,
        ordinal=number,
        start=10,
        end=10 + len(text),
        text=text,
        section=("Säkerhet", "Konton"),
        page=3,
        boxes=(Box(3, 72.0, 100.5, 300.25, 112.0),),
        language="sv",
        context="Regel | Gräns",
    )
    return IndexEntry(
        passage, properties or Properties("Säkerhetspolicy"), superseded_from, vector(1.0) if at is None else at
    )


def search(
    index: PassageIndex, question: str, within: PassageFilter = EVERYTHING, at: Vector | None = None
) -> Candidates:
    return index.search(question, vector(1.0) if at is None else at, within, 50)


def found(index: PassageIndex, within: PassageFilter = EVERYTHING) -> set[str]:
    return {item.passage.id for item in search(index, "lösenordet", within).items}


def test_the_best_of_each_language_is_found_however_many_of_the_other_are_closer(index: PassageIndex) -> None:
    near = [entry(f"Regel {n}.", at=vector(1.0, 0.1)) for n in range(60)]
    far = entry("Change passwords.", at=vector(1.0, 0.9))
    index.upsert([*near, replace(far, passage=replace(far.passage, language="en"))])
    assert far.passage.id in {item.passage.id for item in search(index, "rutiner").items}


def test_a_passage_comes_back_as_it_was_written(index: PassageIndex) -> None:
    properties = Properties(
        "Lösenordspolicy",
        kind=Kind.POLICY,
        language="sv",
        owner="IT-säkerhet",
        reference="NF-POL-004",
        version="2.1",
        audience=("hr", "it"),
        valid_from=date(2024, 2, 29),
        valid_until=date(2027, 1, 1),
        review_by=date(2026, 6, 30),
        supersedes=("NF-POL-001",),
        tags=("säkerhet",),
        questions=("Hur ofta byts lösenordet?",),
    )
    written = entry(properties=properties, superseded_from=date(2027, 1, 1))
    index.upsert([written])
    (item,) = search(index, "lösenordet").items
    assert (item.passage, item.properties, item.superseded_from) == (
        written.passage,
        properties,
        date(2027, 1, 1),
    )


def test_the_same_passage_again_replaces_the_old_one(index: PassageIndex) -> None:
    first = entry()
    index.upsert([first, first])
    index.upsert([replace(first, properties=Properties("Ny titel"))])
    assert index.count() == 1
    assert search(index, "lösenordet").items[0].properties.title == "Ny titel"


def test_a_deleted_revision_is_gone_and_others_stay(index: PassageIndex) -> None:
    old, new = entry(revision="old"), entry(revision="new")
    index.upsert([old, new])
    index.delete_revisions(["old", "never-heard-of"])
    assert found(index) == {new.passage.id}
    assert index.revision_ids() == {"new"}
    index.delete_revisions([])
    assert index.count() == 1


def test_new_properties_hold_for_all_passages_of_the_document_and_for_no_other(index: PassageIndex) -> None:
    mine = [entry(document="mine") for _ in range(3)]
    other = entry(document="other")
    index.upsert([*mine, other])
    index.set_properties("mine", Properties("Stängd", audience=("board",)), None)
    assert found(index, replace(EVERYTHING, entitlements=Viewer("anna").entitlements)) == {other.passage.id}
    titles = {item.passage.id: item.properties.title for item in search(index, "lösenordet").items}
    assert titles == {**{item.passage.id: "Stängd" for item in mine}, other.passage.id: "Säkerhetspolicy"}


def test_both_scores_are_exact_for_every_candidate_whichever_search_found_it(index: PassageIndex) -> None:
    near = entry("Ingenting om saken.", at=vector(1.0, 0.0))
    far = entry("Lösenord ska vara långa.", at=vector(0.6, 0.8))
    index.upsert([near, far])
    hits = {item.passage.id: item for item in index.search("lösenord långa", vector(1.0), EVERYTHING, 1).items}
    assert hits.keys() == {near.passage.id, far.passage.id}
    assert hits[near.passage.id].dense == pytest.approx(1.0)
    assert hits[far.passage.id].dense == pytest.approx(0.6, abs=1e-6)
    assert hits[far.passage.id].lexical > hits[near.passage.id].lexical == 0


def test_a_score_by_words_does_not_depend_on_which_search_found_the_passage(index: PassageIndex) -> None:
    both = [entry("Lösenord ska vara långa."), entry("Lösenord och annat.", at=vector(0.6, 0.8)), entry("Fakturor.")]
    index.upsert(both)
    narrow = {item.passage.id: item.lexical for item in index.search("lösenord", vector(1.0), EVERYTHING, 1).items}
    wide = {item.passage.id: item.lexical for item in index.search("lösenord", vector(1.0), EVERYTHING, 9).items}
    assert narrow == {id_: pytest.approx(wide[id_]) for id_ in narrow}
    assert sum(score > 0 for score in wide.values()) == 2


def test_coverage_is_the_share_of_the_question_that_the_best_passage_explains(index: PassageIndex) -> None:
    index.upsert([entry("Semestern beviljas av chefen."), entry("Fakturan betalas av ekonomi.")])
    assert search(index, "semestern chefen").coverage == pytest.approx(1.0)
    assert search(index, "semestern fakturan").coverage == pytest.approx(0.5)
    assert search(index, "helikopter ubåt").coverage == 0.0


def test_a_question_without_words_is_answered_by_meaning_alone(index: PassageIndex) -> None:
    index.upsert([entry()])
    (item,) = search(index, "?!").items
    assert item.lexical == 0.0


def test_an_empty_index_finds_nothing(index: PassageIndex) -> None:
    assert search(index, "lösenordet") == Candidates((), 0.0)
    assert index.revision_ids() == frozenset()
    assert index.count() == 0


def test_more_passages_than_one_batch_are_all_written(index: PassageIndex) -> None:
    index.upsert([entry(f"Regel nummer {number}.") for number in range(501)])
    assert index.count() == 501


GROUPS = st.sampled_from(["all", "hr", "it", "board"])
DAYS = st.dates(date(2026, 11, 20), date(2026, 11, 26))
IDS = st.sampled_from(["a", "b", "c"])


@st.composite
def entries(draw: st.DrawFn) -> IndexEntry:
    properties = Properties(
        "Lösenordspolicy",
        kind=draw(st.sampled_from(Kind)),
        status=draw(st.sampled_from([Status.PUBLISHED, *Status])),
        classification=draw(st.sampled_from(Classification)),
        audience=tuple(draw(st.sets(GROUPS))),
        valid_from=draw(st.none() | DAYS),
        valid_until=draw(st.none() | DAYS),
    )
    drawn = entry(
        revision=draw(IDS),
        document=draw(IDS),
        properties=properties,
        superseded_from=draw(st.none() | st.just(date.min) | DAYS),
        at=vector(1.0, draw(st.floats(0, 1))),
    )
    return replace(drawn, passage=replace(drawn.passage, language=draw(st.sampled_from(["sv", "en"]))))


def maybe_set(values: st.SearchStrategy[str]) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.frozensets(values)


ENTITLEMENTS = st.builds(Entitlement, st.frozensets(st.sampled_from(Classification)), st.frozensets(GROUPS))
FILTERS = st.builds(
    PassageFilter,
    entitlements=st.none() | st.lists(ENTITLEMENTS, max_size=3).map(tuple),
    on=DAYS,
    hidden_revisions=st.frozensets(IDS),
    classifications=st.none() | st.frozensets(st.sampled_from(Classification)),
    kinds=st.none() | st.frozensets(st.sampled_from(Kind)),
    languages=maybe_set(st.sampled_from(["sv", "en"])),
    document_ids=maybe_set(IDS),
    at_any_time=st.booleans(),
)


def allowed(item: IndexEntry, within: PassageFilter) -> bool:
    """The filter's meaning, in words of its own."""
    passage, properties = item.passage, item.properties
    return (
        properties.status is Status.PUBLISHED
        and passage.revision_id not in within.hidden_revisions
        and (
            within.entitlements is None
            or any(
                properties.classification in granted.classifications and granted.groups & set(properties.audience)
                for granted in within.entitlements
            )
        )
        and (within.classifications is None or properties.classification in within.classifications)
        and (within.kinds is None or properties.kind in within.kinds)
        and (within.languages is None or passage.language in within.languages)
        and (within.document_ids is None or passage.document_id in within.document_ids)
        and (within.at_any_time or in_force(item, within.on))
    )


def in_force(item: IndexEntry, on: date) -> bool:
    properties = item.properties
    return (
        (properties.valid_from is None or properties.valid_from <= on)
        and (properties.valid_until is None or on <= properties.valid_until)
        and (item.superseded_from is None or on < item.superseded_from)
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(entries(), min_size=1, max_size=12), within=FILTERS)
def test_a_search_finds_exactly_what_the_filter_allows(
    index: PassageIndex, written: list[IndexEntry], within: PassageFilter
) -> None:
    index.delete_revisions(["a", "b", "c"])
    index.upsert(written)
    assert found(index, within) == {item.passage.id for item in written if allowed(item, within)}


def test_what_is_written_is_there_after_opening_again(tmp_path: Path) -> None:
    first = _embedded(tmp_path)
    first.upsert([entry()])
    first.flush()
    first.close()
    again = _embedded(tmp_path)
    assert again.count() == 1
    again.close()


def test_a_second_handle_is_told_that_the_index_is_in_use(tmp_path: Path) -> None:
    first = _embedded(tmp_path)
    with pytest.raises(IndexLocked, match="lardom serve"):
        _embedded(tmp_path)
    first.close()


def test_another_embedding_model_is_refused_with_what_to_do(tmp_path: Path) -> None:
    _embedded(tmp_path).close()
    with pytest.raises(IndexMismatch, match="lardom reindex"):
        EdgeEngine(tmp_path / "index", replace(IDENTITY, embedding="other", dimension=16))
    client = QdrantClient(":memory:")
    ServerEngine(client, Settings(), IDENTITY)
    with pytest.raises(IndexMismatch, match="lardom reindex"):
        ServerEngine(client, Settings(), replace(IDENTITY, lexical="2"))


def test_a_collection_of_another_program_is_refused(tmp_path: Path) -> None:
    client = QdrantClient(":memory:")
    client.create_collection("lardom", vectors_config={})
    with pytest.raises(IndexMismatch, match="another program"):
        ServerEngine(client, Settings(), IDENTITY)


def test_a_server_that_does_not_answer_is_said_to_be_unavailable() -> None:
    client = QdrantClient(url="http://127.0.0.1:9", timeout=1, check_compatibility=False)
    with pytest.raises(IndexUnavailable, match="qdrant_url"):
        ServerEngine(client, Settings(), IDENTITY)


def test_a_closed_index_is_unavailable_rather_than_empty(tmp_path: Path) -> None:
    index = _embedded(tmp_path)
    index.close()
    with pytest.raises(IndexUnavailable):
        index.count()


def test_a_half_made_index_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "index.new-crashed" / "shard").mkdir(parents=True)
    index = _embedded(tmp_path)
    assert index.count() == 0
    index.close()


def test_after_a_rewriting_nothing_deleted_is_left_in_any_file_and_searches_went_on(tmp_path: Path) -> None:
    index = _embedded(tmp_path)
    gone, kept = entry("Åsa Öhrn-Berg ringde om lösenordet.", revision="gone"), entry(revision="kept")
    index.upsert([gone, kept])
    index.flush()
    index.delete_revisions(["gone"])
    with ThreadPoolExecutor(4) as pool:
        searches = [pool.submit(found, index) for _ in range(40)]
        assert index.rewrite()
        assert {frozenset(each.result()) for each in searches} == {frozenset({kept.passage.id})}

    assert [path for path in tmp_path.rglob("*") if path.is_file() and "Öhrn".encode() in path.read_bytes()] == []
    index.upsert([entry("Nytt.", revision="new")])
    index.close()
    again = _embedded(tmp_path)
    assert again.revision_ids() == {"kept", "new"}
    again.close()
