"""What changed between two texts, word by word, as HTML with <ins> and <del>."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from ui.markup import text

# A word goes with the space after it: alone, spaces would match everywhere, and take most of the time.
_TOKEN = re.compile(r"\S+\s*|\s+")
_MAX_TOKENS = 4_000


def marked_differences(before: str, after: str) -> str:
    """`after`, with what was taken out struck through and what came in marked; texts too long for it whole."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > _MAX_TOKENS:
        return f"{_gone(old)}{_come(new)}" if old != new else text(after)
    parts: list[str] = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            parts.append(text("".join(new[c:d])))
        else:
            parts += (_gone(old[a:b]), _come(new[c:d]))
    return "".join(parts)


def _gone(tokens: Sequence[str]) -> str:
    return f"<del>{text(''.join(tokens))}</del>" if tokens else ""


def _come(tokens: Sequence[str]) -> str:
    return f"<ins>{text(''.join(tokens))}</ins>" if tokens else ""
