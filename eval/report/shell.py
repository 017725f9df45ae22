"""The HTML page around a report: one file that needs nothing else."""

from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files


def document(heading: str, opening: str, parts: Mapping[str, str], sections: Iterable[str]) -> str:
    """`heading` is text, `opening` and `sections` are HTML; `parts` names the ids of the sections for the links."""
    style = files("eval.report").joinpath("style.css").read_text("utf-8")
    links = "".join(f'<a href="#{id_}">{label}</a>' for id_, label in parts.items())
    return "".join(
        [
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(heading)}</title><style>{style}</style></head><body><main>",
            f"<h1>{escape(heading)}</h1>{opening}",
            f'<nav aria-label="Parts of the report">{links}</nav>',
            *sections,
            "</main></body></html>\n",
        ]
    )
