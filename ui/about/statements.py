"""What Lärdom says of itself, as HTML: statements with what belongs to each."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from assistant.schemas.about import About, Card, Figure, KeptKind, LibrarySize, Statement
from ui.markup import text
from ui.texts import Texts

_OF_ALL = ("what", "made_by_extractive", "made_by_model", "outside_none", "outside_some", "limits", "logs")
_MEASURES = ("right", "refused", "false_refusals", "supported", "citation_precision")


def sections(told: About, texts: Texts) -> str:
    """Each statement, and under it what is known in particular."""
    below: Mapping[str, Callable[[], str]] = {
        "what": lambda: _library(told.library, texts),
        f"made_by_{'model' if told.writer == 'llm' else 'extractive'}": lambda: _models(told, texts),
        "outside_some": lambda: _recipients(told, texts),
        "limits": lambda: _quality(told, texts),
        "logs": lambda: _kept(told.kept, texts),
    }
    parts = [_statement(each, below.get(each.id, str)()) for each in told.statements]
    return f'<div class="l-about"><h1>{text(texts("about.heading"))}</h1>{"".join(parts)}</div>'


def card_details(card: Card, texts: Texts) -> str:
    """What the card has beside that, closed until it is asked for."""
    own = [each for each in card.statements if each.id not in (*_OF_ALL, "responsible", "rights", "complain")]
    components = [(each.name, each.version, each.licence or texts("about.unknown")) for each in card.components]
    head = (texts("about.library_name"), texts("about.version"), texts("about.licence"))
    made = texts("about.made", date=card.made_on, settings=card.settings, percent=_percent(card.threshold))
    return (
        f'<details class="l-about l-check"><summary>{text(texts("about.card"))}</summary><p>{text(made)}</p>'
        f"{''.join(_statement(each) for each in own)}<h2>{text(texts('about.built_on'))}</h2>"
        f"{_table(head, components)}</details>"
    )


def _statement(statement: Statement, below: str = "") -> str:
    paragraphs = "".join(f"<p>{text(part.strip())}</p>" for part in statement.text.split("\n\n"))
    return f"<section><h2>{text(statement.title)}</h2>{paragraphs}{below}</section>"


def _library(library: LibrarySize | None, texts: Texts) -> str:
    if library is None:
        return ""
    kinds = ", ".join(f"{texts(f'kind.{kind}').lower()} {count}" for kind, count in library.kinds.items() if count)
    told = texts("about.library", n=library.documents, kinds=kinds or "0")
    return f"<p>{text(told)}</p>"


def _models(told: About, texts: Texts) -> str:
    head = tuple(texts(f"about.{name}") for name in ("task", "name", "version", "size", "licence"))
    rows = [
        (
            texts(f"role.{each.role}"),
            texts("about.rules") if each.name == "extractive" else each.name,
            each.version or texts("about.unknown"),
            each.size or "–",
            each.licence or texts("about.unknown"),
        )
        for each in told.models
    ]
    return _table(head, rows)


def _recipients(told: About, texts: Texts) -> str:
    head = (texts("about.task"), texts("about.where"), texts("about.name"))
    rows = [
        (texts(f"service.{each.service}"), each.where or texts("about.after_sign_in"), each.model or "–")
        for each in told.recipients
    ]
    return _table(head, rows)


def _kept(kept: Iterable[KeptKind], texts: Texts) -> str:
    head = (texts("about.purpose"), texts("about.basis"), texts("about.time"))
    return _table(head, [(each.purpose, each.legal_basis, _time(each, texts)) for each in kept])


def _time(each: KeptKind, texts: Texts) -> str:
    if each.days is None:
        return texts(f"ending.{each.ending}")
    return texts(f"ending.{each.ending}_after", n=each.days)


def _quality(told: About, texts: Texts) -> str:
    if told.quality is None:
        return ""
    found = told.quality
    by: dict[str, dict[str, Figure]] = {}
    for figure in found.figures:
        by.setdefault(figure.name, {})[figure.language] = figure
    head = (texts("about.measure"), texts("about.all"), texts("lang.sv"), texts("lang.en"))
    rows = [
        (texts(f"measured.{name}"), *(_share(by[name].get(part)) for part in ("all", "sv", "en")))
        for name in _MEASURES
        if name in by
    ]
    when = texts("about.measured", n=found.questions, date=found.at.date(), command=found.command)
    other = "" if found.as_configured else f"<p>{text(texts('about.other_settings'))}</p>"
    return f"<p>{text(when)}</p>{other}{_table(head, rows)}"


def _share(figure: Figure | None) -> str:
    return _percent(figure.value) if figure else "–"


def _percent(share: float) -> str:
    return f"{round(100 * share)}\u00a0%"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Each cell knows its column's name, which a narrow screen shows beside it."""
    top = "".join(f'<th scope="col">{text(each)}</th>' for each in head)
    body = "".join(
        f"<tr>{''.join(_cell(name, value) for name, value in zip(head, row, strict=True))}</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _cell(name: str, value: str) -> str:
    return f'<td data-l-name="{text(name)}">{text(value)}</td>'
