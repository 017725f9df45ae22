"""A data protection officer reads words, whatever the tables are called."""

import pytest

from knowledge.personal_data.holdings import INVENTORY
from ui.oversight.holding_places import in_words
from ui.texts import load_texts


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_place_that_may_hold_something_about_a_person_has_words(language: str) -> None:
    texts = load_texts(language)
    tables = [name for name, table in INVENTORY.tables.items() if table.personal]
    for name in (*tables, *(place.name for place in INVENTORY.places)):
        key = name.removesuffix("/").removesuffix("-*")
        words = in_words(name, texts)
        assert words[0].isupper(), name
        assert "_" not in words, name
        assert words != key, name


def test_a_file_keeps_its_own_name() -> None:
    assert in_words("originals/ab12.pdf", load_texts("en")) == "Original files of documents: ab12.pdf"
    assert in_words("submissions/x/y", load_texts("sv")) == "Filer vid lärdomar: x/y"
    assert in_words("submissions", load_texts("sv")) == "Lärdomar och dokument på väg"
    assert in_words("new_table", load_texts("sv")) == "new_table"
