"""An answer with all that is said about it: how the question was understood, contradictions, sources and checks."""

from assistant.schemas.answers import Answer, AnswerStatus
from ui import markup
from ui.chat import checking, disagreement, no_answer
from ui.chat.clipboard import plain_answer
from ui.texts import Texts


def whole(given: Answer, turn: int, texts: Texts, *, filtered: bool = False) -> str:
    """`filtered` tells that only a part of the documents was searched."""
    understood = ""
    if given.standalone_question.strip() not in {given.question.strip(), ""}:
        words = texts("chat.understood_as", question=given.standalone_question)
        understood = f'<p class="l-quiet">{markup.text(words)}</p>'
    understood += "".join(f'<p class="l-quiet">{texts(f"notice.{notice}")}</p>' for notice in given.notices)
    understood += disagreement.other_times(given, texts)
    if given.status is AnswerStatus.ABSTAINED:
        return understood + no_answer.abstention(given, turn, texts, filtered) + checking.checking(given, texts)
    said = markup.sentences(given.sentences, given.citations, turn, texts, given.language)
    conflicts = disagreement.conflicts(given, turn, texts)
    sources = markup.sources(given, turn, texts)
    partial = no_answer.partial(given, texts) if given.status is AnswerStatus.PARTIAL else ""
    return understood + said + conflicts + sources + partial + checking.checking(given, texts)


def tools(given: Answer, texts: Texts) -> str:
    """What can be done with an answer; nothing where there is none."""
    if given.status is AnswerStatus.ABSTAINED:
        return ""
    copied = markup.text(plain_answer(given, "{origin}", texts))
    return (
        f'<div class="l-tools"><button type="button" class="l-button" data-l-act="copy" data-l-copy="{copied}" '
        f'data-l-done="{texts("chat.copied")}">{texts("chat.copy")}</button></div>'
    )
