"""Every question of a run, with what was expected, what was said, what that rests on, and what it was before."""

from collections.abc import Mapping, Sequence
from html import escape

from eval.question_sets.figures import Outcome
from eval.report.questions import MEANINGS
from eval.runs.comparison import Moved, is_missing
from eval.runs.gate import GateResult
from eval.runs.record import CaseResult, CitedPassage

_MEANINGS = {**MEANINGS, Outcome.WRITING: "from the right document, without what was asked for"}
_STATUS = {"answered": "answered", "partial": "answered in part", "abstained": "refused", None: "not answered"}


def golden_questions(result: GateResult) -> str:
    """Lost ones first, then failures by stage; the choices are plain HTML, so that the page needs no script."""
    moved = {each.now.case_id: each for each in result.comparison.moved} if result.comparison else {}
    order = list(_MEANINGS)

    def place(case: CaseResult) -> tuple[bool, int, str]:
        change = moved.get(case.case_id)
        return (not (change and change.stage), order.index(case.outcome), case.case_id)

    return "".join(
        [
            '<section id="questions"><h2>Questions</h2>',
            "<p>Each question stands under the first stage at which it went wrong.</p>",
            _choices(result.cases, moved),
            '<div class="cases">',
            *(_case(case, moved.get(case.case_id)) for case in sorted(result.cases, key=place)),
            "</div></section>",
        ]
    )


def _choices(cases: Sequence[CaseResult], moved: Mapping[str, Moved]) -> str:
    lost = sum(each.stage is not None for each in moved.values())
    failed = sum(case.outcome is not Outcome.RIGHT for case in cases)
    choices = [("failed", f"all that went wrong ({failed})"), ("all", f"all ({len(cases)})")]
    choices += [("lost", f"lost since the baseline ({lost})"), ("won", f"won since then ({len(moved) - lost})")]
    for outcome, meaning in _MEANINGS.items():
        count = sum(case.outcome is outcome for case in cases)
        label = meaning if outcome is Outcome.RIGHT else f"{outcome.value}: {meaning}"
        choices.append((outcome.value, f"{label} ({count})"))
    first = "lost" if lost else "failed"
    inputs = (
        f'<label><input type="radio" name="outcome" value="{value}"'
        f"{' checked' if value == first else ''}> {escape(label)}</label>"
        for value, label in choices
    )
    return f'<fieldset class="choices"><legend>Show</legend>{"".join(inputs)}</fieldset>'


def _case(case: CaseResult, moved: Moved | None) -> str:
    outcome = "missing" if is_missing(case) else case.outcome.value
    change = "" if moved is None else "lost" if moved.stage else "won"
    before = f"{change}; " if change else ""
    earlier = "".join(f"<li>{escape(question)}</li>" for question in case.earlier)
    return (
        f'<details class="case" data-outcome="{case.outcome.value}" data-moved="{change}"><summary>'
        f'<span class="tag {outcome}">{outcome}</span> <span lang="{escape(case.language)}">'
        f"{escape(case.question or case.case_id)}</span> "
        f'<span class="quiet">{before}{_STATUS[case.status]}, confidence {case.confidence:.2f}</span></summary>'
        + (f'<h4>Asked before</h4><ol lang="{escape(case.language)}">{earlier}</ol>' if earlier else "")
        + _expected(case)
        + _said(case)
        + _before(moved)
        + _scores(case)
        + f'<p class="quiet">{escape(_of(case))}</p></details>'
    )


def _expected(case: CaseResult) -> str:
    if not case.answerable:
        return "<h4>Expected</h4><p>A refusal: no document that the asker may see answers this.</p>"
    return f'<h4>Expected</h4><p lang="{escape(case.language)}">{escape(case.reference)}</p>' if case.reference else ""


def _said(case: CaseResult) -> str:
    if case.error:
        return f"<h4>Answer</h4><p>None. {escape(case.error)}</p>"
    if not case.answer:
        return "<h4>Answer</h4><p>None: refused.</p>"
    said = "".join(f"<p>{escape(line)}</p>" for line in case.answer.split("\n"))
    return (
        f'<h4>Answer</h4><div lang="{escape(case.language)}">{said}</div>'
        f"<h4>It rests on</h4><ol>{''.join(map(_citation, case.citations))}</ol>"
    )


def _citation(citation: CitedPassage) -> str:
    verdict = "right document" if citation.gold else "another document"
    return (
        f"<li>{escape(citation.title)} <code>{escape(citation.document)}</code> <strong>{verdict}</strong>"
        f"<blockquote>{escape(citation.quote)}</blockquote></li>"
    )


def _before(moved: Moved | None) -> str:
    if moved is None:
        return ""
    where = f"Lost at {moved.stage.value}." if moved.stage else "Won."
    before = moved.before
    return (
        f"<h4>In the baseline</h4><p>{where} It was {_STATUS[before.status]} with confidence {before.confidence:.2f}, "
        f"and ended as {before.outcome.value}.</p>"
    )


def _scores(case: CaseResult) -> str:
    scores = (f"{name} {score:.2f}" for name, score in sorted(case.scores.items()) if score is not None)
    return f'<h4>Scores</h4><p class="quiet">{escape(", ".join(scores))}</p>'


def _of(case: CaseResult) -> str:
    slices = ", ".join(f"{name} {value}" for name, value in case.slices.items())
    return f"Question {case.case_id}: {slices}. {case.timings_ms.get('total', 0.0):.0f} ms."
