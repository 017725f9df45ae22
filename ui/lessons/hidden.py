"""What a lesson and its files hold and do not show, as HTML: what somebody may have hidden on purpose is shown plainly,
comments and picture descriptions, which many files have, folded up. Knows no Streamlit."""

from collections.abc import Sequence

from assistant.schemas.answers import Concealment
from assistant.schemas.documents import HiddenTextView
from assistant.schemas.lessons import HiddenView, HidingPlace
from ui.markup import text
from ui.texts import Texts

_USUAL = (Concealment.COMMENT, Concealment.ALTERNATIVE)
_SHOWN_AT_ONCE = 5


def suspicious(found: Sequence[HiddenView]) -> bool:
    """Whether something was made so that nobody sees it, in what is published or in a file that lies with it."""
    return any(piece.kind not in _USUAL for each in found for piece in each.found)


def card(found: Sequence[HiddenView], texts: Texts) -> str:
    """One card for all of it; "" where nothing is hidden and every file could be looked into."""
    if not found:
        return ""
    sign = "l-card l-conflict" if suspicious(found) else "l-card"
    heading = "hiddenin.heading" if any(each.found or each.left_out for each in found) else "hiddenin.not_looked"
    parts = "".join(_one(each, texts) for each in found)
    return f'<section class="{sign}" role="note"><h3>{text(texts(heading))}</h3>{parts}</section>'


def _one(each: HiddenView, texts: Texts) -> str:
    if each.problem:
        return (
            f"<p>{text(texts('hiddenin.problem', file=each.file or texts('hiddenin.the_text')))} "
            f'<span class="l-quiet">{text(each.problem)}</span></p>'
        )
    if each.place is HidingPlace.WRITE_UP:
        counts = ", ".join(f"{texts(f'hidden.{how}').lower()} ({n})" for how, n in each.left_out.items())
        return f"<p>{text(texts('hiddenin.write_up', counts=counts))}</p>"
    odd = [piece for piece in each.found if piece.kind not in _USUAL]
    usual = [piece for piece in each.found if piece.kind in _USUAL]
    more = [*odd[_SHOWN_AT_ONCE:], *usual]
    said = f"<p>{text(texts(f'hiddenin.{each.place}', file=each.file))}</p>{_pieces(odd[:_SHOWN_AT_ONCE], texts)}"
    if not more:
        return said
    words = texts("hiddenin.more" if odd else "hiddenin.show", n=len(more))
    return f'{said}<details class="l-hidden-text"><summary>{text(words)}</summary>{_pieces(more, texts)}</details>'


def _pieces(pieces: Sequence[HiddenTextView], texts: Texts) -> str:
    items = "".join(
        f'<li><span class="l-quiet">{text(texts(f"hidden.{piece.kind}"))}{_where(piece)}</span>'
        f'<p class="l-said">{text(piece.text)}</p></li>'
        for piece in pieces
    )
    return f"<ul>{items}</ul>" if items else ""


def _where(piece: HiddenTextView) -> str:
    return f" ({text(piece.place)})" if piece.place else ""
