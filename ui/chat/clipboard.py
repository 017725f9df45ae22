"""An answer as plain text with its sources, for mail and documents."""

from assistant.schemas.answers import Answer, Citation, Conflict
from ui.chat.disagreement import other_time_words, preferred_badge, rule
from ui.markup import owner_name, where
from ui.places import place_of_citation
from ui.texts import Texts


def plain_answer(given: Answer, origin: str, texts: Texts) -> str:
    """Question, sentences with [1], and the sources with quote and link. `origin` is the chat's own address."""
    lines = [f"{texts('clipboard.question')}: {given.question}", ""]
    for sentence in given.sentences:
        numbers = "".join(f"[{index + 1}]" for index in sentence.citations)
        bullet = "" if sentence.form == "sentence" else "- "
        lines.append(f"{bullet}{sentence.text} {numbers}".rstrip())
    for item in given.conflicts:
        lines += ["", *_conflict(item, given, texts)]
    if given.notices or given.other_times:
        lines += [""] + [texts(f"notice.{notice}") for notice in given.notices]
        lines += [f"- {other.title}: {other_time_words(other, texts)}" for other in given.other_times]
    if given.citations:
        lines += ["", texts("clipboard.sources")]
    for index, cited in enumerate(given.citations):
        lines += _source(index + 1, cited, origin, texts)
    return "\n".join(lines).strip() + "\n"


def _conflict(item: Conflict, given: Answer, texts: Texts) -> list[str]:
    sides = [
        f"- {value} [{index + 1}] {given.citations[index].title} {preferred_badge(item, index, texts)}".rstrip()
        for index, value in zip(item.citations, item.values, strict=True)
    ]
    return [f"{texts('conflict.heading')}: {item.about}", *sides, rule(item, texts)]


def _source(number: int, cited: Citation, origin: str, texts: Texts) -> list[str]:
    about = [where(cited.title or texts("cite.gone"), cited.section, cited.page, texts)]
    about += [part for part in (owner_name(cited.owner), _dated(cited, texts)) if part]
    if cited.removed:
        return [f"[{number}] {'; '.join(about)} ({texts('badge.removed').lower()})"]
    return [
        f"[{number}] {'; '.join(about)}",
        f"    {texts('clipboard.quote', quote=' '.join(cited.quote.split()))}",
        f"    {origin.rstrip('/')}{place_of_citation(cited).href}",
    ]


def _dated(cited: Citation, texts: Texts) -> str:
    version = f"{texts('source.version').lower()} {cited.version}" if cited.version else ""
    date = f"{texts('source.date').lower()} {cited.valid_from.isoformat()}" if cited.valid_from else ""
    return ", ".join(part for part in (version, date) if part)
