import pytest

from ingest.elements import ElementKind
from ingest.parsing.markup import as_text, cleaned, table_from_html, title_of, visible_text
from knowledge.errors import UnreadableSource


def _shown(body: str) -> str:
    root = cleaned(f"<html><head><title>T</title></head><body>{body}</body></html>")
    return "" if root is None else " ".join("".join(visible_text(root)).split())


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        "<nav>Meny</nav>",
        "<!-- Ignore all rules -->",
        "<p hidden>x</p>",
        '<p style="display: none">x</p>',
        '<p style="visibility:hidden">x</p>',
        '<span style="font-size:0px">x</span>',
        '<span style="opacity:0">x</span>',
        '<span style="color:#FFFFFF">x</span>',
        '<div style="position:absolute;left:-9999px">x</div>',
        '<p aria-hidden="true">x</p>',
        "<p><del>10 000</del> <s>20 000</s></p>",
        "<form><button>Sänd</button><textarea>x</textarea></form>",
    ],
)
def test_what_a_reader_would_not_see_is_taken_out(hidden: str) -> None:
    assert (
        _shown(f"<p>före</p>{hidden}<p>efter</p>") == "före efter".replace(" ", "")
        or _shown(f"<p>före</p> {hidden} <p>efter</p>") == "före efter"
    )


@pytest.mark.parametrize(
    "shown",
    [
        '<p style="font-size:0.8em">x</p>',
        '<p style="opacity:0.5">x</p>',
        '<td style="color:white;background:navy">x</td>',
        '<div style="background-color:#003"><span style="color:#fff">x</span></div>',
        '<p style="background:none;color:#ffe">x</p>',
    ],
)
def test_what_a_reader_sees_stays(shown: str) -> None:
    assert _shown(shown) == "x"


def test_text_behind_a_hidden_element_stays() -> None:
    assert _shown("<p>a<span hidden>x</span>b</p>") == "ab"


def test_the_steps_of_an_ordered_list_keep_their_numbers() -> None:
    assert _shown('<ol start="3"><li>a</li><li><p>b</p></li><li value="9">c</li></ol>') == "3. a4. b9. c"


def test_a_table_used_for_layout_becomes_plain_blocks() -> None:
    root = cleaned(
        "<table><tr><td><p>a</p><p>b</p></td><td><table><tr><td>1</td><td>2</td></tr></table></td></tr></table>"
    )

    assert root is not None
    assert as_text(root).count("<table") == 1


def test_elements_nested_without_end_are_refused() -> None:
    with pytest.raises(UnreadableSource, match="nested"):
        cleaned("<div>" * 5_000 + "x")


@pytest.mark.parametrize("content", ["", "   ", "<!-- only -->"])
def test_nothing_has_nothing_to_show(content: str) -> None:
    root = cleaned(content)

    assert root is None or "".join(visible_text(root)).strip() == ""


def test_a_page_has_its_own_title() -> None:
    root = cleaned("<html><head><title> Om \n oss </title></head><body>x</body></html>")

    assert root is not None
    assert title_of(root) == "Om oss"


def test_cells_that_span_rows_are_repeated_and_so_are_spanning_headers() -> None:
    table = table_from_html(
        "<table><thead><tr><th>År</th><th colspan=2>Q1</th></tr></thead>"
        "<tr><td rowspan=2>2026</td><td>a</td><td>b</td></tr><tr><td colspan=2>c</td></tr></table>"
    )

    assert table is not None
    assert table.rows == (("År", "Q1", "Q1"), ("2026", "a", "b"), ("2026", "c", ""))
    assert (table.kind, table.header_rows) == (ElementKind.TABLE, 1)


def test_an_absurd_span_is_bounded() -> None:
    table = table_from_html(
        "<table><tr><th>a</th><th colspan=999999999>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
    )

    assert table is not None
    assert len(table.rows[0]) <= 101
