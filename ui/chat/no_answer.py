"""What is drawn where the documents have no answer, or one to a part of the question only: where to go from here."""

from collections.abc import Iterable
from urllib.parse import quote

from assistant.schemas.answers import Answer, NearestSource
from ui.chat.letter import letter, subject
from ui.markup import owner_address, owner_name, text, where
from ui.texts import Texts

# Some mail programs cut a link at 2,000 characters, and å takes six of them.
_LONGEST_MAIL = 1000


def abstention(given: Answer, turn: int, texts: Texts, filtered: bool) -> str:
    """A card that says plainly that there is no answer, and where to go from here."""
    body = [
        f"<h3>{text(texts('abstain.heading'))}</h3><p>{text(texts('abstain.body'))}</p>",
        f"<p>{text(texts('abstain.filtered' if filtered else 'abstain.searched'))}</p>",
        missing(given.missing, texts("abstain.missing")),
    ]
    if given.nearest:
        items = "".join(_nearest(index, item, turn, texts) for index, item in enumerate(given.nearest[:3]))
        body.append(f"<h4>{text(texts('abstain.nearest'))}</h4><ol class='l-nearest'>{items}</ol>")
    if given.owner:
        body.append(ask_owner(given, texts))
    return f'<section class="l-card l-abstain">{"".join(body)}</section>'


def partial(given: Answer, texts: Texts) -> str:
    """Which part of the question was not found, with the owner to ask."""
    owner = ask_owner(given, texts) if given.owner else ""
    return f'<section class="l-card l-partial">{missing(given.missing, texts("partial.heading"))}{owner}</section>'


def missing(parts: Iterable[str], heading: str) -> str:
    items = "".join(f"<li>{text(part)}</li>" for part in parts)
    return f"<h4>{text(heading)}</h4><ul>{items}</ul>" if items else ""


def _nearest(index: int, item: NearestSource, turn: int, texts: Texts) -> str:
    place = where(item.title, item.section, item.page, texts)
    kind = " · ".join(part for part in (texts(f"kind.{item.kind}"), owner_name(item.owner)) if part)
    return (
        f'<li><button type="button" class="l-source" data-l-act="nearest" data-l-turn="{turn}" data-l-index="{index}">'
        f'<span class="l-source-body"><span class="l-title">{text(place)}</span>'
        f'<span class="l-facts">{text(kind)}</span></span></button></li>'
    )


def ask_owner(given: Answer, texts: Texts) -> str:
    """Who to ask: the letter as a mail where the owner has an address, and to be copied in any case."""
    line = text(texts("abstain.ask_owner", owner=owner_name(given.owner)))
    body = letter(given, texts)
    address, mail = owner_address(given.owner), ""
    if address:
        words = f"subject={quote(subject(given, texts))}&body={quote(body[:_LONGEST_MAIL])}"
        href = text(f"mailto:{quote(address, safe='@')}?{words}")
        mail = f'<a class="l-button" href="{href}">{text(texts("abstain.owner"))}</a>'
    copied = (
        f'<button type="button" class="l-button" data-l-act="copy" data-l-copy="{text(body)}" '
        f'data-l-done="{text(texts("chat.copied"))}">{text(texts("abstain.copy"))}</button>'
    )
    return f'<p class="l-owner">{line}</p><div class="l-tools">{mail}{copied}</div>'
