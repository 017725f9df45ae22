"""Word and PowerPoint documents: made whole before unstructured reads them, and measured after."""

import re
from pathlib import Path
from zipfile import ZipFile

from ingest.elements import Element, ElementKind, Parsed
from ingest.parsing.coverage import coverage_warnings
from ingest.parsing.frames import ParseOptions
from ingest.parsing.packages import check_package
from ingest.parsing.safe_xml import parse_xml
from ingest.parsing.unstructured_formats import docx_elements, pptx_elements
from ingest.parsing.wordml import flattened, shown_text, unseen
from knowledge.errors import UnreadableSource

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_DRAWING_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SLIDE_PARTS = re.compile(r"ppt/(?:slides/slide|diagrams/data|charts/chart)\d+\.xml$")
_TITLE_OF_NOTHING = re.compile(
    r"^(?:document|dokument|presentation|powerpoint|word|untitled|namnlös)\b|\.\w{3,4}$", re.I
)


def read_docx(path: Path, options: ParseOptions) -> Parsed:
    """Read a Word document."""
    check_package(path)
    file, body = flattened(path)
    return _parsed(path, _DOCX, docx_elements(file), shown_text(body), unseen(path))


def read_pptx(path: Path, options: ParseOptions) -> Parsed:
    """Read a presentation; its slides are the pages."""
    check_package(path)
    elements = pptx_elements(path.read_bytes())
    return _parsed(path, _PPTX, elements, _slide_texts(path))


def _parsed(
    path: Path, media_type: str, elements: list[Element], expected: list[str], hidden: tuple[Element, ...] = ()
) -> Parsed:
    if not elements:
        raise UnreadableSource(
            "There is no text in it, at most pictures.", "Save it as PDF, whose pages can be read as pictures."
        )
    has_heading = any(element.kind is ElementKind.HEADING for element in elements)
    title = "" if has_heading else _core_title(path)
    return Parsed(
        media_type,
        (*elements, *hidden),
        properties={"title": title} if title else {},
        warnings=coverage_warnings(expected, elements),
    )


def _slide_texts(path: Path) -> list[str]:
    with ZipFile(path) as package:
        parts = [name for name in package.namelist() if _SLIDE_PARTS.match(name)]
        return [node.text or "" for name in parts for node in parse_xml(package.read(name)).iter(_DRAWING_TEXT)]


def _core_title(path: Path) -> str:
    with ZipFile(path) as package:
        if "docProps/core.xml" not in package.namelist():
            return ""
        title = " ".join((parse_xml(package.read("docProps/core.xml")).findtext(f".//{_CORE_TITLE}") or "").split())
    return "" if _TITLE_OF_NOTHING.search(title) else title
