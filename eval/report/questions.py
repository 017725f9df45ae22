"""Every question of a report on answers, with what was said, what it rests on and where it went wrong."""

from collections.abc import Mapping, Sequence
from html import escape

from assistant.schemas.answers import Answer, AnswerStatus, Citation
from eval.question_sets.figures import Outcome
from eval.question_sets.judging import Case

MEANINGS = {
    Outcome.RETRIEVAL: "no right document among the ten best found",
    Outcome.RANKING: "found, but the answer begins with another document",
    Outcome.WRITING: "from the right document, without half the words of any expected answer",
    Outcome.VERIFICATION: "written and held back",
    Outcome.ABSTENTION: "refused though right, or answered though nothing answers it",
    Outcome.RIGHT: "right",
}
_STATUS = {AnswerStatus.ANSWERED: "answered", AnswerStatus.PARTIAL: "in part", AnswerStatus.ABSTAINED: "abstained"}
_LONG = 700


def questions(cases: Sequence[Case], titles: Mapping[str, str]) -> str:
    """Failures first; the choices above them are plain HTML, so that the page needs no script."""
    order = list(MEANINGS)
    sorted_cases = sorted(cases, key=lambda case: (order.index(case.judged.outcome), -case.judged.confidence))
    return "".join(
        [
            '<section id="questions"><h2>Questions</h2>',
            "<p>Each question stands under the first stage at which it went wrong.</p>",
            _choices(cases),
            '<div class="cases">',
            *(_case(case, titles) for case in sorted_cases),
            "</div></section>",
        ]
    )


def _choices(cases: Sequence[Case]) -> str:
    failed = sum(case.judged.outcome is not Outcome.RIGHT for case in cases)
    choices = [("failed", f"all that went wrong ({failed})"), ("all", f"all ({len(cases)})")]
    for outcome, meaning in MEANINGS.items():
        count = sum(case.judged.outcome is outcome for case in cases)
        label = f"{outcome.value}: {meaning}" if outcome is not Outcome.RIGHT else meaning
        choices.append((outcome.value, f"{label} ({count})"))
    inputs = (
        f'<label><input type="radio" name="outcome" value="{value}"'
        f"{' checked' if value == 'failed' else ''}> {escape(label)}</label>"
        for value, label in choices
    )
    return f'<fieldset class="choices"><legend>Show</legend>{"".join(inputs)}</fieldset>'


def _case(case: Case, titles: Mapping[str, str]) -> str:
    asked, judged = case.asked, case.judged
    outcome = judged.outcome.value
    return (
        f'<details class="case" data-outcome="{outcome}"><summary>'
        f'<span class="tag {outcome}">{outcome}</span> <span lang="{escape(judged.language)}">'
        f"{escape(asked.question.text)}</span> "
        f'<span class="quiet">{_STATUS[judged.status]}, confidence {judged.confidence:.2f}</span></summary>'
        f"{_expected(case, titles)}{_said(case)}{_refused(case)}"
        f'<p class="quiet">Question {escape(asked.question.id)}, {judged.timings_ms["total"]:.0f} ms</p></details>'
    )


def _expected(case: Case, titles: Mapping[str, str]) -> str:
    question = case.asked.question
    if not question.answerable:
        return "<h4>Expected</h4><p>No document answers this.</p>"
    answers = "".join(f"<li>{escape(_shortened(answer))}</li>" for answer in question.answers)
    place = case.asked.gold_rank
    found = f"the best of them found in place {place}" if place else "none of them found"
    sources = ", ".join(
        f"{escape(titles.get(id_) or '(no title)')} <code>{escape(id_)}</code>" for id_ in sorted(question.gold)
    )
    from_gold = f'<p class="quiet">From {sources}: {found}.</p>' if question.gold else ""
    return f"<h4>Expected</h4><ul>{answers}</ul>{from_gold}"


def _said(case: Case) -> str:
    answer, told = case.asked.answer, case.asked.told
    if not told.sentences:
        return f"<h4>Answer</h4><p>None.</p>{_nearest(answer)}"
    heading = "Answer" if answer.sentences else "Withheld; it would have been"
    return (
        f'<h4>{heading}</h4><ul class="answer" lang="{told.language}">'
        + "".join(
            f"<li>{escape(sentence.text)} "
            f'<span class="quiet">[{", ".join(str(at + 1) for at in sentence.citations)}] '
            f"support {sentence.support:.2f}</span></li>"
            for sentence in told.sentences
        )
        + "</ul><ol>"
        + "".join(_citation(citation, id_, case) for citation, id_ in zip(told.citations, case.cited, strict=True))
        + "</ol>"
    )


def _citation(citation: Citation, id_: str, case: Case) -> str:
    place = " › ".join((citation.title or "(no title)", *citation.section))
    page = f", p. {citation.page}" if citation.page else ""
    verdict = ""
    if case.asked.question.gold:
        verdict = "right document" if id_ in case.asked.question.gold else "another document"
    return (
        f"<li>{escape(place)}{page} <code>{escape(id_)}</code> <strong>{verdict}</strong>"
        f'<blockquote lang="{escape(citation.language)}">{escape(_shortened(citation.quote))}</blockquote></li>'
    )


def _refused(case: Case) -> str:
    """What verification did not let pass, and why."""
    if not case.asked.refused:
        return ""
    rows = []
    for refusal in case.asked.refused:
        reasons = ", ".join(f"{reason.code} {reason.what}".strip() for reason in refusal.verdict.reasons)
        rows.append(
            f"<li>{escape(_shortened(refusal.sentence))} <strong>{refusal.verdict.finding}</strong> "
            f'<span class="quiet">{escape(reasons)}</span></li>'
        )
    return f"<h4>Held back by verification</h4><ul>{''.join(rows)}</ul>"


def _nearest(answer: Answer) -> str:
    titles = ", ".join(escape(source.title or "(no title)") for source in answer.nearest)
    return f'<p class="quiet">Nearest: {titles}.</p>' if titles else ""


def _shortened(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG].rstrip()} …"
