from hypothesis import given
from hypothesis import strategies as st

from ui.behaviour import Act, act_of, reported_in
from ui.places import Place

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
KEYS = st.sampled_from(["act", "lTurn", "lIndex", "lDocument", "href"])
ACTS = st.sampled_from(["open", "nearest", "close", "page", "delete"])


@given(VALUES | st.dictionaries(KEYS, VALUES | ACTS))
def test_whatever_a_browser_reports_is_an_act_or_nothing(reported: object) -> None:
    act = act_of(reported)

    assert act is None or (act.turn >= 0 and act.index >= 0)


def test_a_click_on_a_chip_names_turn_and_citation() -> None:
    assert act_of({"act": "open", "lTurn": "2", "lIndex": "1"}) == Act("open", 2, 1)


def test_a_link_to_a_document_leads_to_its_place() -> None:
    act = act_of({"act": "page", "href": "/document?id=d%201&revision=r&start=3&end=9"})

    assert act == Act("page", place=Place("d 1", "r", 3, 9))


def test_nothing_reported_is_no_act() -> None:
    assert act_of(None) is None
    assert act_of({"act": "format-disk"}) is None


def test_an_act_that_streamlit_lost_on_the_way_is_none_and_no_error() -> None:
    assert reported_in(None) is None
    assert reported_in({}) is None
    assert reported_in({"act": None}) is None
    assert reported_in({"act": {"act": "close"}}) == {"act": "close"}
