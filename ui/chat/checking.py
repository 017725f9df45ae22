"""How an answer was checked, on demand: each sentence's verdict and what was held back, in words."""

from assistant.schemas.answers import Answer, Sentence, Withheld
from ui.markup import text
from ui.texts import Texts

_LONGEST = 90


def checking(given: Answer, texts: Texts) -> str:
    """A closed disclosure; nothing for answers of before verdicts were kept, or where nothing was drafted."""
    if not given.withheld and not any(sentence.reasons for sentence in given.sentences):
        return ""
    rows = "".join(_row(sentence, given.language, texts) for sentence in given.sentences)
    said = f"<ol>{rows}</ol>" if rows else ""
    held = "".join(f"<li>{text(_held(item, texts))}</li>" for item in given.withheld)
    back = f"<h4>{text(texts('check.withheld'))}</h4><ul>{held}</ul>" if held else _nothing_held(texts)
    return (
        f'<details class="l-check"><summary>{text(texts("check.heading"))}</summary>'
        f"<p>{text(texts('check.how'))}</p>{said}{back}</details>"
    )


def _row(sentence: Sentence, language: str, texts: Texts) -> str:
    why = " ".join(texts(f"reason.{code}") for code in sentence.reasons)
    cited = f'<span class="l-checked" lang="{text(language)}">{text(shortened(sentence.text))}</span>'
    finding = text(texts(f"verdict.{sentence.verdict}"))
    return f"<li>{cited}<span><strong>{finding}.</strong> {text(why)}</span></li>"


def _held(item: Withheld, texts: Texts) -> str:
    count = texts("check.count", n=item.sentences)
    return f"{count}: {texts(f'verdict.{item.verdict}').lower()}. {texts(f'reason.{item.reason}')}"


def _nothing_held(texts: Texts) -> str:
    return f"<p>{text(texts('check.none_withheld'))}</p>"


def shortened(sentence: str) -> str:
    """The beginning of a sentence, cut between words."""
    if len(sentence) <= _LONGEST:
        return sentence
    return f"{sentence[:_LONGEST].rsplit(' ', 1)[0]}\u00a0…"
