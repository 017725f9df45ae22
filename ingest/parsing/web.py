"""HTML and Markdown.

Markdown becomes HTML through markdown-it and not through unstructured, whose own converter takes a list for running
text unless a blank line precedes it, and flattens lists that are nested by two spaces: both are everywhere.
"""

from pathlib import Path

from markdown_it import MarkdownIt

from ingest.elements import ElementKind, Parsed
from ingest.front_matter import split_front_matter
from ingest.parsing.coverage import coverage_warnings
from ingest.parsing.encodings import declared_html_encoding, decode
from ingest.parsing.frames import ParseOptions
from ingest.parsing.markup import as_text, cleaned, title_of, unseen, visible_text
from ingest.parsing.unstructured_formats import html_elements
from knowledge.errors import UnreadableSource


def read_html(path: Path, options: ParseOptions) -> Parsed:
    """Read a web page."""
    content = path.read_bytes()
    return html_parsed(decode(content, declared_html_encoding(content)), "text/html", options)


def read_markdown(path: Path, options: ParseOptions) -> Parsed:
    """Read a Markdown file; its front matter becomes the properties."""
    properties, body = split_front_matter(decode(path.read_bytes()))
    return markdown_parsed(body, properties, options)


def markdown_parsed(body: str, properties: dict[str, object], options: ParseOptions) -> Parsed:
    """The elements of a Markdown text."""
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(body)
    parsed = html_parsed(html, "text/markdown", options)
    return Parsed(parsed.media_type, parsed.elements, properties=properties, warnings=parsed.warnings)


def html_parsed(content: str, media_type: str, options: ParseOptions) -> Parsed:
    """The elements of an HTML text, whatever it was made from."""
    if len(content) > options.max_chars:
        raise UnreadableSource(f"It has more than {options.max_chars:,} characters.", "Split it.")
    root = cleaned(content)
    elements = [] if root is None else html_elements(as_text(root))
    if root is None or not elements:
        raise UnreadableSource("There is no visible text in it.", "Print the page to PDF, or save it as text.")
    title = title_of(root)
    has_heading = any(element.kind is ElementKind.HEADING for element in elements)
    properties: dict[str, object] = {"title": title} if title and not has_heading else {}
    return Parsed(
        media_type,
        (*elements, *unseen(content)),
        properties=properties,
        warnings=coverage_warnings(visible_text(root), elements),
    )
