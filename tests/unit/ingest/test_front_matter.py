from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.front_matter import read_mapping, split_front_matter
from knowledge.errors import UnreadableSource


def test_yaml_between_dashes_is_taken_off_the_text() -> None:
    properties, body = split_front_matter("---\ntitle: Å\nvalid_from: 2026-01-02\ntags: [a, b]\n---\n# Rubrik\n")

    assert properties == {"title": "Å", "valid_from": "2026-01-02", "tags": ["a", "b"]}
    assert body == "# Rubrik\n"


def test_toml_between_pluses_is_read_too() -> None:
    properties, body = split_front_matter('+++\ntitle = "A"\nvalid_from = 2026-01-02\n+++\ntext')

    assert properties == {"title": "A", "valid_from": "2026-01-02"}
    assert body == "text"


@pytest.mark.parametrize(
    "text", ["# Rubrik\n---\n", "---\nA rule, then text.\n---\nmore", "text\n---\na: b\n---\n", "---"]
)
def test_a_text_without_properties_at_its_head_stays_whole(text: str) -> None:
    assert split_front_matter(text) == ({}, text)


@given(st.text())
def test_any_text_is_split_or_refused(text: str) -> None:
    with suppress(UnreadableSource):
        assert text.endswith(split_front_matter(text)[1])


@pytest.mark.parametrize(
    "content",
    [
        "a: [unclosed",
        "- only\n- a list",
        "a: &x [1]\nb: *x",
        "title: one\ntitle: two",
        "a: !!python/object/apply:os.system [ls]",
        "a: 2026-13-45",
        "a: " + "[" * 5000,
    ],
    ids=["syntax", "list", "alias", "repeated", "object", "date", "deep"],
)
def test_what_is_no_plain_mapping_is_refused_with_the_place(content: str) -> None:
    with pytest.raises(UnreadableSource, match=r"x\.meta\.yaml"):
        read_mapping(content, "x.meta.yaml")


def test_a_mapping_larger_than_any_real_one_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="64 KB"):
        read_mapping("a: " + "x" * 70_000, "x.meta.yaml")
