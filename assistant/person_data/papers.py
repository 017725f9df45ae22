"""What a person is given to read: the receipt of an erasure, and the export of all that is held about them."""

from collections.abc import Iterator
from html import escape
from typing import Any

from assistant.person_data.words import FATES, HEADINGS, KINDS, STORES
from assistant.schemas.person_data import Fate, HeldItem, Holdings, Receipt, ReceiptLine
from knowledge.language import Language
from knowledge.outside import outside_services
from knowledge.personal_data.processing import DataKind
from knowledge.settings import Settings

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}"
    "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #d0d7de}"
    "blockquote{margin:.4rem 0;padding-left:.8rem;border-left:3px solid #8c959f;white-space:pre-wrap}"
    "td{overflow-wrap:anywhere}article{margin:1rem 0}.q{color:#57606a}"
)


def receipt_markdown(receipt: Receipt) -> str:
    words, fates, kinds = HEADINGS[receipt.language], FATES[receipt.language], KINDS[receipt.language]

    def table(lines: list[ReceiptLine], last: bool) -> Iterator[str]:
        if not lines:
            yield words["none"]
            return
        yield f"| {words['what']} | {words['where']} | {words['count']} | |"
        yield "|---|---|---|---|"
        for line in lines:
            yield f"| {kinds[line.kind]} | {line.place} | {line.count} | {line.why if last else fates[line.fate]} |"

    gone = [line for line in receipt.lines if line.fate is not Fate.KEPT]
    kept = [line for line in receipt.lines if line.fate is Fate.KEPT]
    parts = [f"# {words['receipt']}", "", f"{receipt.at:%Y-%m-%d %H:%M} UTC  {receipt.id}".rstrip(), ""]
    if receipt.dry_run:
        parts += [f"**{words['dry_run']}.**", ""]
    elif not receipt.complete:
        parts += [f"**{words['incomplete']}**", ""]
    parts += [f"## {words['gone']}", "", *table(gone, last=False), ""]
    if receipt.stores:
        parts += [*(f"- {STORES[receipt.language][store]}" for store in receipt.stores.items()), ""]
    if receipt.documents:
        parts += [f"{words['documents']}: {', '.join(receipt.documents)}.", ""]
    parts += [f"## {words['kept']}", "", *table(kept, last=True), ""]
    if not receipt.dry_run:
        parts += [f"## {words['remaining']}", "", *(f"- {name}" for name in receipt.remaining or (words["none"],)), ""]
    parts += [f"## {words['outside']}", "", *(f"- {said}" for said in receipt.outside)]
    return "\n".join(parts) + "\n"


def export_html(holdings: Holdings, settings: Settings, language: Language) -> str:
    """One page that needs nothing else: what is held, and what Art. 15(1) asks to be told with it."""
    words, kinds = HEADINGS[language], KINDS[language]
    not_set = words["not_set"]
    controller = " · ".join(filter(None, (settings.controller, settings.controller_contact))) or not_set
    outside = [f"{each.where} ({each.service.value})" for each in outside_services(settings)]
    facts = {
        words["controller"]: controller,
        words["dpo"]: settings.dpo_contact or not_set,
        words["recipients"]: ", ".join(outside) or words["none"],
    }
    parts = [
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{words['export']}</title><style>{_STYLE}</style><h1>{words['export']}</h1>",
        f'<p class="q">{holdings.at:%Y-%m-%d %H:%M}</p><h2>{words["about"]}</h2><table>',
        *(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in facts.items()),
        f"</table><p>{words['rights']}</p><h2>{words['found']}</h2>",
        *([] if holdings.items else [f"<p>{words['nothing']}</p>"]),
    ]
    for kind in holdings.counts:
        parts += [f"<h2>{kinds[kind]} ({holdings.counts[kind]})</h2>", _why_kept(kind, settings, language)]
        parts += [_article(item) for item in holdings.items if item.kind is kind]
    return "\n".join((*parts, "</html>\n"))


def _why_kept(kind: DataKind, settings: Settings, language: Language) -> str:
    words, rule = HEADINGS[language], settings.processing_of(kind)
    time = f"{rule.retention_days} {words['days']}" if rule.retention_days else words["no_days"]
    said = {words["purpose"]: rule.purpose[language], words["basis"]: rule.legal_basis[language]}
    said[words["retention"]] = time
    return f'<p class="q">{"<br>".join(f"{escape(name)}: {escape(value)}" for name, value in said.items())}</p>'


def _article(item: HeldItem) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(_readable(value))}</td></tr>"
        for name, value in item.row.items()
        if value not in (None, "", [], {})
    )
    quotes = "".join(f"<blockquote>{escape(excerpt)}</blockquote>" for excerpt in item.excerpts)
    where = f"{item.place} {item.key}".strip()
    return f'<article><p class="q">{escape(where)}</p>{f"<table>{rows}</table>" if rows else ""}{quotes}</article>'


def _readable(value: Any) -> str:
    if isinstance(value, dict):
        # Of an answer its words; its ids and timings are in the machine form.
        told = ("question", "sentences", "text", "quote", "title") if "sentences" in value else tuple(value)
        kept = {name: each for name, each in value.items() if name in told}
        return "; ".join(f"{name}: {_readable(each)}" for name, each in kept.items() if each not in (None, "", [], {}))
    if isinstance(value, list):
        return " / ".join(_readable(each) for each in value)
    return str(value)
