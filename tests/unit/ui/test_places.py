from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ui.fake_api import cite
from ui.places import Place, place_of_citation, place_of_query, place_of_url

WORDS = st.text(min_size=1, max_size=40).filter(lambda word: word == word.encode("utf-8", "ignore").decode())
SPANS = st.integers(0, 10**9).flatmap(lambda start: st.tuples(st.just(start), st.integers(start, 10**10)))


@given(WORDS, st.one_of(st.just(""), WORDS), st.one_of(st.none(), SPANS))
def test_an_address_of_the_document_page_comes_back_to_the_same_place(
    document: str, revision: str, span: tuple[int, int] | None
) -> None:
    place = Place(document, revision, *(span or (None, None)))

    assert place_of_query(dict(parse_qsl(urlsplit(place.href).query))) == place


@given(st.dictionaries(st.sampled_from(["id", "revision", "start", "end"]), st.text(max_size=20)))
def test_nonsense_in_an_address_is_ignored(query: dict[str, str]) -> None:
    place = place_of_query(query)

    assert (place is None) == (not query.get("id"))
    if place is not None and place.span is not None:
        assert 0 <= place.span[0] <= place.span[1]


def test_the_address_that_the_api_gives_a_citation_names_its_place() -> None:
    assert place_of_url(cite().url) == place_of_citation(cite())


def test_another_address_names_no_place() -> None:
    assert place_of_url("https://example.com/") is None
    assert place_of_url("") is None
