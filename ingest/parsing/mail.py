"""Mail: subject, sender and date in front, then the body with the history it quotes.

The mail itself is taken apart by Python's own library: unstructured reads UTF-16 mails as noise and gives no headers.
"""

import email
import email.policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import cast

from ingest.elements import Element, ElementKind, Parsed
from ingest.parsing.encodings import decode
from ingest.parsing.frames import ParseOptions
from ingest.parsing.text import elements_of
from ingest.parsing.unstructured_formats import msg_elements
from ingest.parsing.web import html_parsed
from knowledge.errors import UnreadableSource

_SHOWN_HEADERS = ("From", "To", "Cc", "Date")


def read_eml(path: Path, options: ParseOptions) -> Parsed:
    """Read a mail; attachments are named in a warning, for they are documents of their own."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = decode(content).encode()
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = _body_elements(message, options)
    fields = {name: _header(message, name) for name in ("Subject", *_SHOWN_HEADERS)}
    if not body and not fields["Subject"]:
        raise UnreadableSource("There is no text in it.", "Check that it was saved whole.")
    names = [
        part.get_filename() or part.get_content_type()
        for part in message.iter_attachments()
        if not (body and part.get_content_maintype() == "image")  # a logo under the signature
    ]
    warnings = (f"Attachments were not read: {', '.join(names)}. Give them as files.",) if names else ()
    return _parsed("message/rfc822", fields, body, warnings)


def read_msg(path: Path, options: ParseOptions) -> Parsed:
    """Read an Outlook message."""
    with path.open("rb") as file:
        fields, body = msg_elements(file)
    if not body:
        raise UnreadableSource("There is no text in it.", "Save it as .eml, or print it to PDF.")
    return _parsed("application/vnd.ms-outlook", fields, body, ())


def _parsed(media_type: str, fields: dict[str, str], body: list[Element], warnings: tuple[str, ...]) -> Parsed:
    head = "\n".join(f"{name}: {fields[name]}" for name in _SHOWN_HEADERS if fields.get(name))
    elements = [
        *([Element(ElementKind.HEADING, fields["Subject"], level=1)] if fields.get("Subject") else []),
        *([Element(ElementKind.PARAGRAPH, head)] if head else []),
        *body,
    ]
    properties: dict[str, object] = {"title": fields["Subject"]} if fields.get("Subject") else {}
    return Parsed(media_type, tuple(elements), properties=properties, warnings=warnings)


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = " ".join(str(message.get(name, "")).split())
    except (MessageError, ValueError, IndexError, AttributeError):  # the library stumbles over broken headers
        return ""
    if name == "Date" and value:
        try:
            return parsedate_to_datetime(value).strftime("%Y-%m-%d %H:%M")
        except ValueError:
            return value
    return value


def _body_elements(message: EmailMessage, options: ParseOptions) -> list[Element]:
    part = message.get_body(preferencelist=("html", "plain"))
    if part is None:
        return []
    text = _text(cast(EmailMessage, part))
    if not text.strip():
        return []
    if part.get_content_type() == "text/html":
        return list(html_parsed(text, "message/rfc822", options).elements)
    return elements_of(text)


def _text(part: EmailMessage) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    return decode(content, _known_charset(part.get_content_charset()))


def _known_charset(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        return ("".encode(name) is not None and name) or None
    except LookupError:
        return None
