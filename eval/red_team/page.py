"""The red team's report in Markdown."""

from collections.abc import Iterator
from typing import Any

_MOST_CHARS = 300


def page_of(report: dict[str, Any]) -> str:
    return "\n".join(_lines(report)) + "\n"


def _lines(report: dict[str, Any]) -> Iterator[str]:
    through, blocking = report["got_through"], report["blocking"]
    yield f"{report['attacks']} attacks tried, {through} got through, {blocking} of them blocking."
    yield ""
    yield "| category | tried | got through | blocking |"
    yield "|---|---:|---:|---:|"
    for category, counts in report["categories"].items():
        yield f"| {category} | {counts['tried']} | {counts['got_through']} | {counts['blocking']} |"
    for each in report["through"]:
        yield ""
        yield f"## {each['id']} ({each['category']}{'' if each['blocking'] else ', advisory'})"
        yield ""
        yield f"Tried: {_short(each['tried'])}"
        yield ""
        yield f"Came back ({each['status']}): {_short(each['answer'])}"
        yield ""
        yield from (f"- {breach['kind']}: {_short(breach['what'])}" for breach in each["breaches"])
        if each["note"]:
            yield ""
            yield each["note"]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_CHARS else f"{line[:_MOST_CHARS]}…"
