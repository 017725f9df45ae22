"""Why an answer came out as it did, in words: what was found, what became of it, how it was checked, what made it."""

from collections.abc import Sequence

from assistant.schemas.why import CheckCount, Fate, FoundSource, Why
from ui.markup import link, text
from ui.places import Place, place_of_url
from ui.texts import Texts

_STAGES = ("understand", "retrieve", "rank", "write", "verify")


def why(given: Why, texts: Texts) -> str:
    return (
        f'<section class="l-why" aria-label="{text(texts("why.open"))}">'
        f"{_confidence(given, texts)}{_sources(given, texts)}{_checks(given, texts)}"
        f"{_outside(given, texts)}{_made_with(given, texts)}{_times(given, texts)}</section>"
    )


def _confidence(given: Why, texts: Texts) -> str:
    values = {"percent": _percent(given.confidence), "least": _percent(given.threshold or 0)}
    key = "why.sure" if given.threshold is None or given.confidence >= given.threshold else "why.unsure"
    return _section(texts("why.confidence"), f"<p>{text(texts(key, **values))}</p>")


def _sources(given: Why, texts: Texts) -> str:
    if not given.sources:
        return _section(texts("why.sources"), f"<p>{text(texts('why.no_sources'))}</p>")
    groups = "".join(_group(fate, given, texts) for fate in Fate)
    more = f"<p>{text(texts('why.more', n=given.more))}</p>" if given.more else ""
    return _section(texts("why.sources"), f"<p>{text(texts('why.how_ranked'))}</p>{groups}{more}")


def _group(fate: Fate, given: Why, texts: Texts) -> str:
    """The documents whose passages had this fate, each once."""
    documents: dict[str, list[FoundSource]] = {}
    for source in given.sources:
        if source.fate is fate:
            documents.setdefault(source.document_id, []).append(source)
    if not documents:
        return ""
    rows = "".join(f"<li>{_document(found, texts)}</li>" for found in documents.values())
    return f"<h5>{text(texts(f'fate.{fate}'))}</h5><ul>{rows}</ul>"


def _document(found: Sequence[FoundSource], texts: Texts) -> str:
    first = found[0]
    place = place_of_url(first.url) or Place(first.document_id)
    title = link(place, first.title) if first.title else text(first.document_id)
    kind = f" ({text(texts(f'kind.{first.kind}'))})" if first.kind else ""
    ranks = ", ".join(str(source.rank) for source in found if source.rank is not None)
    words = [texts("why.rank", ranks=ranks)] if ranks else []
    words += dict.fromkeys(texts(f"found.{source.found_by}") for source in found)
    words += dict.fromkeys(texts(f"reason.{code}") for source in found for code in source.reasons)
    return f'{title}{kind} <span class="l-ways">{text(" ".join(words))}</span>'


def _checks(given: Why, texts: Texts) -> str:
    rows = "".join(f"<li>{text(_check(item, texts))}</li>" for item in given.checks)
    return _section(texts("check.heading"), f"<ul>{rows}</ul>") if rows else ""


def _check(item: CheckCount, texts: Texts) -> str:
    verdict = texts(f"verdict.{item.verdict}").lower()
    return f"{texts('check.count', n=item.sentences)}: {verdict}. {texts(f'reason.{item.reason}')}"


def _outside(given: Why, texts: Texts) -> str:
    said = [
        texts(f"disclosed.{each.service}", where=each.where, n=each.passages)
        if each.service == "writer"
        else texts(f"disclosed.{each.service}", where=each.where)
        for each in given.disclosed
    ]
    if given.kept_inside:
        said.append(texts(f"kept.{given.kept_inside}"))
    if not said:
        said.append(texts("disclosed.nothing"))
    return _section(texts("why.outside"), "".join(f"<p>{text(each)}</p>" for each in said))


def _made_with(given: Why, texts: Texts) -> str:
    rows = "".join(
        f"<dt>{text(texts(f'made.{name}'))}</dt><dd>{text(value)}</dd>"
        for name, value in given.made_with.model_dump().items()
        if value
    )
    return _section(texts("why.made_with"), f"<dl>{rows}</dl>") if rows else ""


def _times(given: Why, texts: Texts) -> str:
    spent = given.timings_ms.model_dump()
    parts = [f"{texts(f'stage.{stage}')} {_ms(spent[stage])}" for stage in _STAGES if spent[stage]]
    whole = texts("why.time", total=_ms(spent["total"]), parts=", ".join(parts))
    return _section(texts("why.times"), f"<p>{text(whole)}</p>")


def _section(heading: str, body: str) -> str:
    return f"<h4>{text(heading)}</h4>{body}"


def _percent(share: float) -> str:
    return f"{round(100 * share)}\u00a0%"


def _ms(value: float) -> str:
    return f"{round(value)}\u00a0ms"
