from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.elements import ElementKind
from ingest.parsing.document_layout import PageContent, elements_of
from ingest.parsing.page_layout import Block, Line, PlacedWord, blocks_of, text_with_words
from knowledge.documents import Box, Page


def _line(
    text: str, top: float, *, left: float = 72, size: float = 10, bold: bool = False, page: int = 1
) -> list[PlacedWord]:
    words = []
    for word in text.split():
        width = 0.5 * size * len(word)
        words.append(PlacedWord(word, Box(page, left, top, left + width, top + size), size, bold))
        left += width + 0.3 * size
    return words


def _texts(words: list[PlacedWord]) -> list[str]:
    return [text_with_words(block.lines)[0] for block in blocks_of(words)]


def _page(number: int, *lines: list[PlacedWord]) -> PageContent:
    return PageContent(Page(number, 595, 842), tuple(blocks_of([word for line in lines for word in line])))


def test_lines_that_stand_close_are_a_paragraph_and_a_gap_ends_it() -> None:
    words = [
        *_line("Ägaren till ett dokument beslutar om", 100),
        *_line("det och ser till att det granskas.", 112),
        *_line("Nästa stycke börjar efter en lucka.", 140),
    ]

    assert _texts(words) == [
        "Ägaren till ett dokument beslutar om det och ser till att det granskas.",
        "Nästa stycke börjar efter en lucka.",
    ]


def test_words_are_read_left_to_right_however_the_file_has_them() -> None:
    words = _line("ett två tre fyra", 100)

    assert _texts(words[::-1]) == ["ett två tre fyra"]


def test_two_columns_are_read_one_after_the_other_under_a_title_across_them() -> None:
    title = _line("En lång rubrik som går tvärs över båda spalterna på sidan", 60, size=16)
    left = [word for n in range(10) for word in _line(f"vänster rad {n} med text i", 100 + 12 * n)]
    right = [word for n in range(10) for word in _line(f"höger rad {n} med text i", 100 + 12 * n, left=320)]

    text = " ".join(_texts([*left, *right, *title]))

    assert text.startswith("En lång rubrik")
    assert text.index("vänster rad 9") < text.index("höger rad 0")


def test_the_columns_of_a_form_are_read_along_the_row() -> None:
    words = [
        w for n in range(8) for w in [*_line(f"Fält{n}:", 100 + 20 * n), *_line(f"svar{n}", 100 + 20 * n, left=300)]
    ]

    assert "Fält3: svar3" in " ".join(_texts(words))


def test_list_items_begin_a_block_each() -> None:
    words = [*_line("1. Beställ i portalen", 100), *_line("2. Vänta på beslut och", 112), *_line("läs svaret", 124)]

    blocks = blocks_of(words)

    assert [block.is_item for block in blocks] == [True, True]
    assert _texts(words)[1] == "2. Vänta på beslut och läs svaret"


def _joined(first: str, second: str) -> str:
    return text_with_words([Line(tuple(_line(first, 100))), Line(tuple(_line(second, 112)))])[0]


def test_a_word_divided_at_the_end_of_a_line_is_put_together() -> None:
    assert _joined("en person-", "uppgift som") == "en personuppgift som"
    assert _joined("inför an-", "svar för") == "inför ansvar för"


def test_a_hyphen_that_belongs_to_the_word_stays() -> None:
    assert _joined("vår IT-", "avdelning") == "vår IT-avdelning"
    assert _joined("skicka e-", "post") == "skicka e-post"
    assert _joined("en 18-", "åring") == "en 18-åring"
    assert _joined("system-", "och dataskydd") == "system- och dataskydd"
    assert _joined("Malmö-", "Lund") == "Malmö- Lund"


@given(st.lists(st.lists(st.text(alphabet="abå-A1\u00ad", min_size=1, max_size=6), min_size=1, max_size=5), min_size=1))
def test_every_placed_word_is_where_its_offsets_say(lines: list[list[str]]) -> None:
    placed = [Line(tuple(_line(" ".join(line), 100 + 12 * n))) for n, line in enumerate(lines)]

    text, words = text_with_words(placed)

    originals = [word for line in placed for word in line.words]
    assert len(words) == len(originals)
    for word, original in zip(words, originals, strict=True):
        assert text[word.start : word.end] in (original.text, original.text[:-1])
        assert word.box == original.box
    assert all(before.end <= after.start for before, after in pairwise(words))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 800), st.integers(6, 20)), max_size=40))
def test_no_word_is_lost_or_read_twice_wherever_it_stands(places: list[tuple[int, int, int]]) -> None:
    words = [
        PlacedWord(f"w{n}", Box(1, left, top, left + 20, top + size), size)
        for n, (left, top, size) in enumerate(places)
    ]

    read = [word.text for block in blocks_of(words) for line in block.lines for word in line.words]

    assert sorted(read) == sorted(word.text for word in words)


def test_larger_and_bold_lines_are_headings_by_rank() -> None:
    page = _page(
        1,
        _line("Policy för inköp", 100, size=20, bold=True),
        _line("Gränser", 140, size=14, bold=True),
        *(_line("Chefen beslutar om alla inköp som kostar mindre än så.", 170 + 12 * n) for n in range(6)),
        _line("Undantag", 270, size=10, bold=True),
        _line("Det finns inga undantag från regeln, inte ens i brådskande fall.", 290),
    )

    headings = [(e.level, e.text) for e in elements_of([page]) if e.kind is ElementKind.HEADING]

    assert headings == [(1, "Policy för inköp"), (2, "Gränser"), (3, "Undantag")]


def test_a_text_all_in_bold_has_no_headings() -> None:
    page = _page(1, *(_line(f"En fet rad nummer {n} av många.", 100 + 30 * n, bold=True) for n in range(8)))

    assert {element.kind for element in elements_of([page])} == {ElementKind.PARAGRAPH}


def test_what_repeats_in_the_margin_and_page_numbers_are_dropped() -> None:
    pages = [
        _page(
            number,
            _line("Nordfors AB internt", 20, page=number),
            _line(f"Innehållet på sida {number} är eget och står kvar här.", 400, page=number),
            _line(f"Sida {number} av 3", 820, page=number),
        )
        for number in (1, 2, 3)
    ]

    assert [e.text for e in elements_of(pages)] == [
        f"Innehållet på sida {n} är eget och står kvar här." for n in (1, 2, 3)
    ]


def test_what_repeats_in_the_middle_of_the_page_stays() -> None:
    pages = [_page(number, _line("Beslut fattas av ägaren.", 400, page=number)) for number in (1, 2, 3)]

    assert len(elements_of(pages)) == 3


def test_a_block_knows_its_own_looks() -> None:
    block = Block((Line(tuple(_line("a b", 10, size=12, bold=True))),), is_item=False)

    assert (block.size, block.bold) == (12, True)
