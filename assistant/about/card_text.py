"""The model and system card as Markdown."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.schemas.about import Card, Figure
from knowledge.language import Language

_WORDS: dict[Language, dict[str, str]] = {
    "sv": {
        "title": "Modell- och systemkort för Lärdom {version}",
        "made": "Skrivet {on} ur inställningarna (avtryck {settings}). Svar ges från en säkerhet av {threshold}.",
        "models": "Modeller",
        "models_head": "uppgift | namn | version | storlek | licens",
        "components": "Byggt på",
        "components_head": "bibliotek | version | licens",
        "library": "Kunskapsbasen",
        "library_text": "{documents} dokument, {passages} avsnitt: {kinds}.",
        "recipients": "Tjänster utanför organisationen",
        "recipients_head": "till vad | var | modell",
        "kept": "Vad som sparas",
        "kept_head": "slag | ändamål | rättslig grund | dagar",
        "quality": "Uppmätt kvalitet",
        "quality_text": "{questions} frågor, {at}, `{command}`, körning {run}.",
        "other": "Mätt med andra inställningar än de som gäller nu: mät om innan siffrorna används.",
        "quality_head": "mått | språk | värde | frågor",
        "unknown": "okänt, ska tas reda på",
        "no_limit": "ingen bestämd tid",
        "none": "inga",
        "right": "rätt svar, eller rätt nekat",
        "refused": "nekade svar på det som inte går att besvara",
        "false_refusals": "nekade svar på det som går att besvara",
        "supported": "visade meningar med stöd i källan",
        "citation_precision": "källor som var rätt källa",
    },
    "en": {
        "title": "Model and system card of Lärdom {version}",
        "made": "Written {on} from the settings (fingerprint {settings}). Answers are given from a confidence of "
        "{threshold} on.",
        "models": "Models",
        "models_head": "task | name | version | size | licence",
        "components": "Built on",
        "components_head": "library | version | licence",
        "library": "The knowledge base",
        "library_text": "{documents} documents, {passages} passages: {kinds}.",
        "recipients": "Services outside the organisation",
        "recipients_head": "for what | where | model",
        "kept": "What is kept",
        "kept_head": "kind | purpose | legal basis | days",
        "quality": "Measured quality",
        "quality_text": "{questions} questions, {at}, `{command}`, run {run}.",
        "other": "Measured with other settings than those in force: measure anew before you use the figures.",
        "quality_head": "measure | language | value | questions",
        "unknown": "unknown, to be found out",
        "no_limit": "no set time",
        "none": "none",
        "right": "right answers, or rightly refused",
        "refused": "refusals where there is no answer",
        "false_refusals": "refusals where there is an answer",
        "supported": "shown sentences that their source supports",
        "citation_precision": "cited sources that were the right one",
    },
}


def card_text(card: Card) -> str:
    words = _WORDS[card.language]
    made = words["made"].format(on=card.made_on, settings=card.settings, threshold=card.threshold)
    parts = [f"# {words['title'].format(version=card.lardom)}", made]
    parts += [f"## {each.title}\n\n{each.text}" for each in card.statements]
    parts += [
        _section(words["models"], words["models_head"], _models(card, words)),
        _section(words["recipients"], words["recipients_head"], _recipients(card), words["none"]),
        *_library(card, words),
        _section(words["kept"], words["kept_head"], _kept(card, words)),
        *_quality(card, words),
        _section(words["components"], words["components_head"], _components(card, words)),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, head: str, rows: Iterable[Sequence[str]], none: str = "") -> str:
    written = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    if not written:
        return f"## {title}\n\n{none}"
    lines = [f"| {head} |", f"|{'---|' * (head.count('|') + 1)}", *written]
    return f"## {title}\n\n" + "\n".join(lines)


def _models(card: Card, words: dict[str, str]) -> Iterator[Sequence[str]]:
    for each in card.models:
        known = [value or words["unknown"] for value in (each.version, each.size, each.licence)]
        yield (each.role, each.name, *known)


def _recipients(card: Card) -> Iterator[Sequence[str]]:
    for each in card.recipients:
        yield each.service.value, each.where, each.model


def _library(card: Card, words: dict[str, str]) -> Iterator[str]:
    if card.library is not None:
        kinds = ", ".join(f"{kind.value} {count}" for kind, count in card.library.kinds.items())
        size = {"documents": card.library.documents, "passages": card.library.passages, "kinds": kinds}
        yield f"## {words['library']}\n\n{words['library_text'].format(**size)}"


def _kept(card: Card, words: dict[str, str]) -> Iterator[Sequence[str]]:
    for each in card.kept:
        days = words["no_limit"] if each.days is None else str(each.days)
        yield each.kind.value, each.purpose, each.legal_basis, days


def _quality(card: Card, words: dict[str, str]) -> Iterator[str]:
    if card.quality is None:
        return
    found = card.quality
    told = words["quality_text"].format(
        questions=found.questions, at=found.at.date(), command=found.command, run=found.run
    )
    warned = told if found.as_configured else f"{told}\n\n{words['other']}"
    table = _section(words["quality"], words["quality_head"], (_figure(each, words) for each in found.figures))
    heading, rows = table.split("\n\n", 1)
    yield f"{heading}\n\n{warned}\n\n{rows}"


def _figure(each: Figure, words: dict[str, str]) -> Sequence[str]:
    return words[each.name], each.language, f"{100 * each.value:.1f} %", str(each.questions)


def _components(card: Card, words: dict[str, str]) -> Iterator[Sequence[str]]:
    for each in card.components:
        yield each.name, each.version, each.licence or words["unknown"]
