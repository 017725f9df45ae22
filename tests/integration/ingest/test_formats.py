"""Every format of the pilot's documents becomes exact passages, through the real parsing process."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from ingest.chunk import Chunked, Chunker
from ingest.elements import ElementKind, Parsed
from ingest.originals import Originals
from ingest.parsing.frames import ParseOptions
from ingest.sections import join
from ingest.worker import ParsingProcess

PILOT = Path(__file__).parents[3] / "pilot" / "knowledge"
ONE_OF_EACH = {path.suffix: path for path in sorted(PILOT.iterdir(), reverse=True) if path.suffix != ".yaml"}
AIM = 220


@pytest.fixture(scope="module")
def parser() -> Iterator[ParsingProcess]:
    with ParsingProcess(ParseOptions()) as process:
        yield process


def tokens(text: str) -> int:
    return len(text) // 3 + 1


def cut(parsed: Parsed) -> Chunked:
    return Chunker(tokens, AIM).chunk(parsed.elements, str(uuid4()), str(uuid4()), "sv")


def test_the_pilot_has_the_usual_formats() -> None:
    assert set(ONE_OF_EACH) >= {".md", ".html", ".docx", ".pptx", ".xlsx", ".pdf", ".eml", ".txt", ".csv"}


@pytest.mark.parametrize("suffix", sorted(ONE_OF_EACH))
def test_every_passage_stands_in_the_kept_text_and_every_word_in_one_passage(
    suffix: str, parser: ParsingProcess, tmp_path: Path
) -> None:
    path = ONE_OF_EACH[suffix]
    kept = Originals(tmp_path).keep(path, hashlib.sha256(path.read_bytes()).hexdigest())
    parsed = parser.parse(kept, path.name)

    chunked = cut(parsed)

    assert chunked.passages
    covered = [0] * len(chunked.text)
    for passage in chunked.passages:
        assert chunked.text[passage.start : passage.end] == passage.text
        assert tokens(passage.text) <= AIM + 5
        covered[passage.start : passage.end] = [n + 1 for n in covered[passage.start : passage.end]]
    text, blocks = join(parsed.elements)
    for block in blocks:
        if block.element.kind is not ElementKind.HEADING:
            assert all(covered[at] == 1 for at in range(block.start, block.end) if not text[at].isspace())


def test_passages_of_a_pdf_know_where_they_stand(parser: ParsingProcess) -> None:
    parsed = parser.parse(ONE_OF_EACH[".pdf"], "a.pdf")
    pages = {page.number: page for page in parsed.pages}

    for passage in cut(parsed).passages:
        assert passage.page in pages
        assert passage.boxes
        for box in passage.boxes:
            assert 0 <= box.left < box.right <= pages[box.page].width
            assert 0 <= box.top < box.bottom <= pages[box.page].height
