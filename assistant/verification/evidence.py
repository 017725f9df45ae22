"""What a sentence is checked against: the quoted words, what is around them, the sentences they were cut from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from assistant.evidence.found import Quote
from assistant.evidence.units import CELL, Unit, units_of
from knowledge.language import Language

# "2. Gränser": a number that no sentence may rest on.
_NUMBERING = re.compile(r"^[\d.]+\s+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """`quoted` are the quotes; `around` is what gives them their meaning: headings, titles, leads, heads of tables.

    `whole` are the units that the quotes lie in, each under its lead: a quote may be cut so that a "not" or an
    "only if" is left out.
    """

    quoted: str
    around: str
    whole: str
    language: Language

    @property
    def all(self) -> str:
        return f"{self.around} ; {self.quoted}"


def evidence_of(quotes: Sequence[Quote], units: Sequence[Unit]) -> Evidence:
    """`units` are those that the quotes lie in."""
    around = dict.fromkeys(part for quote in quotes for part in _around(quote))
    leads = dict.fromkeys(unit.lead for unit in units if unit.lead and not unit.text.startswith(unit.lead))
    return Evidence(
        quoted="\n".join(quote.text for quote in quotes),
        around="\n".join([*around, *leads]),
        whole="\n\n".join(_led(unit) for unit in units) or "\n\n".join(quote.text for quote in quotes),
        language="sv" if quotes[0].source.passage.language == "sv" else "en",
    )


def units_under(quotes: Sequence[Quote]) -> list[Unit]:
    """The units that any of the quotes touches."""
    return [
        unit for quote in quotes for unit in units_of(quote.source) if unit.start < quote.end and quote.start < unit.end
    ]


def _led(unit: Unit) -> str:
    """An item under its lead, which may forbid what the item names."""
    if unit.form != "item" or not unit.lead or unit.text.startswith(unit.lead):
        return unit.unmarked
    return f"{unit.lead.rstrip(':')} {unit.unmarked}"


def _around(quote: Quote) -> tuple[str, ...]:
    passage = quote.source.passage
    headings = (_NUMBERING.sub("", heading) for heading in passage.section)
    return (quote.source.properties.title, *headings, passage.context, _table_head(quote))


def _table_head(quote: Quote) -> str:
    passage = quote.source.passage
    if CELL not in quote.text or CELL in passage.context:
        return ""
    above = passage.text[: quote.start - passage.start].rstrip("\n").split("\n")
    rows = list(takewhile(lambda line: CELL in line, reversed(above)))
    return rows[-1] if rows else ""
