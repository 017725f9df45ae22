"""Evaluation runs as HTML: figures against goals and by slice, and one question with its answer. No Streamlit."""

from collections.abc import Sequence

from assistant.schemas.evaluations import (
    CaseView,
    CitedView,
    EvaluationView,
    Measured,
    MeasuredGoal,
    OutcomeCount,
    RunSummary,
    SliceView,
)
from ui.markup import text
from ui.quality import figures
from ui.texts import Texts

RIGHT = "right"


def about(run: RunSummary, texts: Texts) -> str:
    """When, what and how: on one line, with what went wrong in making it."""
    parts = [
        texts("evaluation.questions", n=run.questions),
        texts("evaluation.took", time=figures.amount(run.duration_s * 1000, "ms", texts)),
        texts("evaluation.writer", writer=run.writer),
        texts("evaluation.version", version=" ".join(part for part in (run.lardom, run.revision[:12]) if part)),
    ]
    failed = [texts("evaluation.failed", n=run.failed)] if run.failed else []
    warned = "".join(f'<span class="l-badge l-warn">{text(words)}</span> ' for words in (*failed, *run.problems))
    return f'<p class="l-quiet">{text(" · ".join(parts))}</p>' + (f"<p>{warned}</p>" if warned else "")


def goals(view: EvaluationView, texts: Texts) -> str:
    columns = ("statement", "now", "baseline", "target", "date", "owner", "state")
    rows = [_goal(item, texts) for item in view.goals]
    return figures.table([texts(f"evalgoal.{name}") for name in columns], rows, texts("evaluation.goals"))


def _goal(item: MeasuredGoal, texts: Texts) -> list[str]:
    goal = item.goal
    sign = "≥" if goal.better == "higher" else "≤"
    part = f" · {slice_words(*item.slice.partition('=')[::2], texts)}" if item.slice else ""
    kind = texts("evaluation.blocking" if goal.blocking else "evaluation.advisory")
    statement = goal.statement_sv if texts.language == "sv" else goal.statement
    return [
        f"<strong>{text(metric_name(item.figure.metric, texts))}{text(part)}</strong>"
        f'<span class="l-facts">{text(statement)} {text(kind)}</span>',
        value_cell(item.figure, item.unit, texts),
        f'{figures.amount(goal.baseline, item.unit, texts)}<span class="l-facts">{text(goal.baseline_from)}</span>',
        f"{sign}\N{NO-BREAK SPACE}{figures.amount(goal.target, item.unit, texts)}",
        figures.day(goal.date),
        text(goal.owner),
        figures.state_badge(goal.state, texts),
    ]


def value_cell(figure: Measured, unit: str, texts: Texts) -> str:
    """The value, and under it its interval and how many questions it is of."""
    if figure.value is None:
        return f'<span class="l-quiet">{texts("evaluation.no_value")}</span>'
    span = ""
    if figure.low is not None and figure.high is not None:
        low, high = (figures.amount(end, unit, texts) for end in (figure.low, figure.high))
        span = texts("kpis.interval", low=low, high=high)
    count = texts("evaluation.of", n=figure.n) if figure.n else ""
    facts = " · ".join(part for part in (span, count) if part)
    return f'<strong>{figures.amount(figure.value, unit, texts)}</strong><span class="l-facts">{text(facts)}</span>'


def outcomes(counted: Sequence[OutcomeCount], texts: Texts) -> str:
    """Where questions went wrong: the first stage at which they did."""
    total = sum(item.questions for item in counted) or 1
    rows = [
        [
            f"{texts(f'caseoutcome.{item.outcome}')}"
            f'<span class="l-facts">{texts(f"outcomehelp.{item.outcome}")}</span>',
            str(item.questions),
            figures.amount(item.questions / total, "share", texts),
        ]
        for item in counted
    ]
    columns = [texts(f"outcomecolumn.{name}") for name in ("outcome", "questions", "share")]
    return figures.table(columns, rows, texts("evaluation.outcomes"))


def slices(found: Sequence[SliceView], texts: Texts) -> str:
    """The parts of one kind under the whole, each with its interval."""
    if not found:
        return ""
    columns = [texts("evaluation.part"), *(metric_name(figure.metric, texts) for figure in found[0].figures)]
    rows = [
        [
            f'{text(slice_words(part.name, part.value, texts))}<span class="l-facts">'
            f"{text(texts('evaluation.questions', n=part.questions))}</span>",
            *(value_cell(figure, "share", texts) for figure in part.figures),
        ]
        for part in found
    ]
    return figures.table(columns, rows, texts("evaluation.slices"))


def trend(points: Sequence[tuple[str, float | None]], unit: str, texts: Texts) -> str:
    """The chart's values as a table."""
    rows = [
        [text(name), texts("evaluation.no_value") if value is None else figures.amount(value, unit, texts)]
        for name, value in reversed(points)
    ]
    columns = [texts("evaluation.run"), texts("evaluation.value")]
    return folded(texts("kpis.as_table"), figures.table(columns, rows, texts("evaluation.trend")))


def case(view: CaseView, texts: Texts) -> str:
    """One question: what was asked, what was answered, what should have been, and on which passages."""
    asked = view.case
    right = asked.outcome == RIGHT
    badge = f'<span class="l-badge {"l-calm" if right else "l-warn"}">{texts(f"caseoutcome.{asked.outcome}")}</span>'
    status = texts(f"casestatus.{asked.status}") if asked.status else texts("evaluation.not_asked")
    confidence = texts("evaluation.confidence", value=figures.amount(asked.confidence, "share", texts))
    slices = (slice_words(name, value, texts) for name, value in sorted(asked.slices.items()))
    facts = " · ".join((asked.id, status, confidence, *slices))
    earlier = "".join(f"<li>{text(question)}</li>" for question in view.earlier)
    parts = [
        f'<h3 lang="{text(asked.language)}">{text(asked.question)}</h3>',
        f"<p>{badge} {texts(f'outcomehelp.{asked.outcome}')}</p>",
        f'<p class="l-quiet">{text(facts)}</p>',
        f"<h4>{texts('evaluation.earlier')}</h4><ol>{earlier}</ol>" if earlier else "",
        f'<p class="l-problem">{text(view.error)}</p>' if view.error else "",
        f"<p>{texts('evaluation.withheld')}</p>" if view.withheld else _answer(view, texts),
        _scores(view.scores, texts),
    ]
    return f'<section class="l-card l-case">{"".join(parts)}</section>'


def _answer(view: CaseView, texts: Texts) -> str:
    wanted = view.reference or texts("evaluation.should_refuse")
    cited = "".join(_cited(item, texts) for item in view.citations)
    return (
        f"<h4>{texts('evaluation.answer')}</h4><p>{text(view.answer or texts('evaluation.no_answer'))}</p>"
        f"<h4>{texts('evaluation.reference')}</h4><p>{text(wanted)}</p>"
        + (f"<h4>{texts('evaluation.cited')}</h4><ul>{cited}</ul>" if cited else "")
    )


def _cited(item: CitedView, texts: Texts) -> str:
    key = "evaluation.gold" if item.gold else "evaluation.not_gold"
    badge = f'<span class="l-badge {"l-calm" if item.gold else "l-warn"}">{texts(key)}</span>'
    return f"<li><strong>{text(item.title)}</strong> {text(item.document)} {badge}<br><q>{text(item.quote)}</q></li>"


def _scores(scores: Sequence[Measured], texts: Texts) -> str:
    rows = [
        [text(metric_name(score.metric, texts)), figures.number(score.value, 2, texts)]
        for score in scores
        if score.value is not None
    ]
    if not rows:
        return ""
    columns = [texts("evaluation.metric"), texts("evaluation.value")]
    words = texts("evaluation.scores")
    return folded(words, figures.table(columns, rows, words))


def folded(summary: str, body: str) -> str:
    return f'<details class="l-chart-table"><summary>{summary}</summary>{body}</details>'


def metric_name(metric: str, texts: Texts) -> str:
    """A metric without words here is called by its own name."""
    key = f"metric.{metric}"
    return texts(key) if key in texts else metric


_FAMILIES = {"language": "lang", "document-kind": "kind"}


def slice_words(name: str, value: str, texts: Texts) -> str:
    """ "language" "sv" in words; topics, and what a later golden set may add, are its own words."""
    if not name:
        return texts("evaluation.whole")
    if name in _FAMILIES:
        return texts(f"{_FAMILIES[name]}.{value}")
    word = f"sliceword.{value}"
    return texts(word) if word in texts else value
