"""Nothing is kept that the inventory of personal data does not know."""

import knowledge.registry.registry  # noqa: F401 - brings every table in
from knowledge.personal_data.holdings import INVENTORY, Treatment
from knowledge.personal_data.processing import DEFAULTS, DataKind
from knowledge.registry.tables import Base

TABLES = Base.metadata.tables


def test_every_column_of_every_table_is_classified() -> None:
    unclassified = {
        f"{name}.{column.name}"
        for name, table in TABLES.items()
        for column in table.columns
        if name not in INVENTORY.tables
        or column.name not in INVENTORY.tables[name].personal.keys() | INVENTORY.tables[name].impersonal
    }

    assert unclassified == set(), "Say in knowledge/personal_data/holdings.py what erasing a person does to it."


def test_nothing_is_classified_that_is_not_there_or_twice() -> None:
    kept = {name: {column.name for column in table.columns} for name, table in TABLES.items()}

    assert INVENTORY.tables.keys() - kept.keys() == set()
    for name, table in INVENTORY.tables.items():
        assert (table.personal.keys() | table.impersonal) - kept[name] == set(), name
        assert table.personal.keys() & table.impersonal == set(), name


def test_what_is_kept_after_an_erasure_has_its_reason() -> None:
    kept = {name for name, table in INVENTORY.tables.items() if Treatment.KEPT in table.personal.values()}

    assert {name for name in kept if not INVENTORY.tables[name].kept_because} == set()


def test_every_kind_of_data_has_a_purpose_and_a_legal_basis_in_both_languages() -> None:
    assert DEFAULTS.keys() == set(DataKind)
    assert all(
        said[language]
        for each in DEFAULTS.values()
        for said in (each.purpose, each.legal_basis)
        for language in ("sv", "en")
    )
