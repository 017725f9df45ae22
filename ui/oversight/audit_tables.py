"""The audit log as HTML. Knows no Streamlit."""

import json
from collections.abc import Sequence

from assistant.schemas.audit import AuditCheck, AuditEntryView
from ui.markup import text, who
from ui.quality.figures import table
from ui.texts import Texts

_COLUMNS = ("at", "act", "actor", "subject", "details")
_BRIEF_CHARS = 80
_IN_WORDS = ("system", "stranger")


def entries_table(entries: Sequence[AuditEntryView], texts: Texts) -> str:
    """Newest first, as they come."""
    rows = [
        [
            _when(entry, texts),
            f"<code>{text(entry.act)}</code>",
            _by_whom(entry, texts),
            f"<code>{text(entry.subject)}</code>" if entry.subject else "–",
            _details(entry, texts),
        ]
        for entry in entries
    ]
    return table([texts(f"auditcolumn.{name}") for name in _COLUMNS], rows, texts("audit.heading"))


def check_line(check: AuditCheck, texts: Texts) -> str:
    if check.broken_at is not None:
        return f'<p class="l-warn" role="alert">{texts("audit.broken", number=check.broken_at)}</p>'
    whole = texts("audit.whole", entries=check.entries)
    return f'<p role="status">{whole}<br><code>{text(check.head)}</code></p>'


def _when(entry: AuditEntryView, texts: Texts) -> str:
    moment = f'<time datetime="{entry.at.isoformat()}">{entry.at.astimezone():%Y-%m-%d %H:%M:%S}</time>'
    return f'{moment}<span class="l-quiet">{texts("auditcolumn.number")} {entry.number}</span>'


def _by_whom(entry: AuditEntryView, texts: Texts) -> str:
    """In words where that tells nobody's name: those stand behind a reason."""
    if entry.mine:
        return who(texts("lessons.you"), entry.actor)
    if entry.actor in _IN_WORDS:
        return text(texts(f"audit.{entry.actor}"))
    return who(entry.actor_name, entry.actor)


def _details(entry: AuditEntryView, texts: Texts) -> str:
    """On the line where it is short, folded where it is long: an answer's fills a screen."""
    if not entry.details:
        return "–"
    written = json.dumps(entry.details, ensure_ascii=False, sort_keys=True)
    if len(written) <= _BRIEF_CHARS:
        return f"<code>{text(written)}</code>"
    whole = json.dumps(entry.details, ensure_ascii=False, sort_keys=True, indent=1)
    return f"<details><summary>{texts('audit.details')}</summary><pre>{text(whole)}</pre></details>"
