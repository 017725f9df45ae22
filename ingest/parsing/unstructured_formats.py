"""The one place that talks to unstructured: web pages, Word and PowerPoint documents, Outlook messages.

Offline: unstructured fetches a spaCy model when it first classifies a text, to tell titles from sentences by their
verbs. We take headings from the markup alone, so a blank spaCy pipeline and a plain answer do as well.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

import spacy
from unstructured.__version__ import __version__
from unstructured.documents.elements import (
    CodeSnippet,
    Footer,
    Header,
    ListItem,
    PageBreak,
    Table,
    Title,
)
from unstructured.documents.elements import Element as ForeignElement
from unstructured.nlp import tokenize
from unstructured.partition import text_type

from ingest.elements import Element, ElementKind
from ingest.parsing.markup import table_from_html
from knowledge.errors import UnreadableSource

PATCHED_VERSIONS = "0.27."
_LANGUAGES = ["swe", "eng"]  # given, because detecting them for every element is slow, and wrong on short ones
_DROPPED = (Header, Footer, PageBreak)


def work_offline() -> None:
    """Replace what would fetch a model; raises UnreadableSource when unstructured no longer has what is replaced."""
    missing = [
        name
        for module, name in ((tokenize, "_load_spacy_model"), (tokenize, "_get_nlp"), (text_type, "contains_verb"))
        if not callable(getattr(module, name, None))
    ]
    if missing or not __version__.startswith(PATCHED_VERSIONS):
        raise UnreadableSource(
            f"unstructured {__version__} is not known to work offline ({', '.join(missing) or 'untried'}).",
            "Run `make install` for the version in the lock file.",
        )
    tokenize._load_spacy_model = _blank_pipeline
    text_type.contains_verb = _any_text_may_be_a_sentence


def _blank_pipeline() -> spacy.language.Language:
    pipeline = spacy.blank("xx")
    pipeline.add_pipe("sentencizer")
    return pipeline


def _any_text_may_be_a_sentence(text: str) -> bool:
    return True


def html_elements(content: str) -> list[Element]:
    """The elements of an HTML text that has been cleaned."""
    from unstructured.partition.html import partition_html  # each partitioner takes up to a second to import

    work_offline()
    return _elements(partition_html(text=content, languages=_LANGUAGES))


def docx_elements(file: BinaryIO) -> list[Element]:
    """The elements of a Word document, without page headers and footers; list items carry their numbers."""
    from unstructured.partition.docx import partition_docx

    work_offline()
    return _elements(partition_docx(file=file, languages=_LANGUAGES, include_page_breaks=False), paged=False)


def pptx_elements(content: bytes) -> list[Element]:
    """The elements of a presentation, each with its slide's number; a slide's notes come last on it."""
    from unstructured.partition.pptx import partition_pptx

    work_offline()

    def partition(notes: bool) -> list[ForeignElement]:
        return list(
            partition_pptx(
                file=BytesIO(content), languages=_LANGUAGES, include_slide_notes=notes, include_page_breaks=False
            )
        )

    return _with_notes_last(partition(notes=False), partition(notes=True))


def msg_elements(file: BinaryIO) -> tuple[dict[str, str], list[Element]]:
    """An Outlook message: its header fields (subject, from, to, date), and the elements of its body."""
    from unstructured.partition.msg import partition_msg

    work_offline()
    found = list(partition_msg(file=file, languages=_LANGUAGES, process_attachments=False))
    metadata = found[0].metadata if found else None
    fields: dict[str, str] = {}
    if metadata is not None:
        fields = {
            "Subject": metadata.subject or "",
            "From": ", ".join(metadata.sent_from or ()),
            "To": ", ".join(metadata.sent_to or ()),
            "Date": metadata.last_modified or "",
        }
    return fields, [_paragraph(element) for element in found if element.text.strip()]


def _elements(found: Iterable[ForeignElement], paged: bool = True) -> list[Element]:
    converted = (_converted(element, paged) for element in found if not isinstance(element, _DROPPED))
    return [element for element in converted if element is not None and element.text]


def _converted(element: ForeignElement, paged: bool) -> Element | None:
    page = element.metadata.page_number if paged else None
    if isinstance(element, Table):
        table = table_from_html(element.metadata.text_as_html or "", page)
        return table or Element(ElementKind.PARAGRAPH, _one_line(element.text), page=page)
    if isinstance(element, CodeSnippet):
        return Element(ElementKind.CODE, element.text.strip("\n"), page=page)
    if isinstance(element, Title):
        return Element(ElementKind.HEADING, _one_line(element.text), (element.metadata.category_depth or 0) + 1, page)
    if isinstance(element, ListItem):
        return Element(ElementKind.LIST_ITEM, _one_line(element.text), page=page)
    return Element(ElementKind.PARAGRAPH, _one_line(element.text), page=page)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _paragraph(element: ForeignElement) -> Element:
    kind = ElementKind.LIST_ITEM if isinstance(element, ListItem) else ElementKind.PARAGRAPH
    return Element(kind, _one_line(element.text))


def _with_notes_last(without: list[ForeignElement], with_notes: list[ForeignElement]) -> list[Element]:
    # Notes come first on their slide and look like any text; they are known by what the second reading lacks.
    result: list[Element] = []
    slides = sorted({element.metadata.page_number or 0 for element in with_notes})
    for slide in slides:
        body = [element for element in without if element.metadata.page_number == slide]
        all_of_it = [element for element in with_notes if element.metadata.page_number == slide]
        result.extend(_slide_elements(body))
        for element in all_of_it[: len(all_of_it) - len(body)]:
            result.append(Element(ElementKind.NOTE, _paragraphs(element.text), page=slide))
    return result


def _slide_elements(body: list[ForeignElement]) -> list[Element]:
    elements = _elements(body)
    # Depth 0 is the title's place on the slide; deeper "titles" are short texts in any box.
    return [
        e if e.kind is not ElementKind.HEADING or e.level == 1 else Element(ElementKind.PARAGRAPH, e.text, page=e.page)
        for e in elements
    ]


def _paragraphs(text: str) -> str:
    return "\n".join(line for line in map(_one_line, text.splitlines()) if line)
