"""`lardom eval calibrate`: which `answer_threshold` keeps the share of wrong answers at a target."""

from collections.abc import Sequence
from typing import Any

from eval.question_sets.answers import Evaluation
from eval.question_sets.threshold import ERROR, Advice, Cost, advice_report, advise


def calibration_report(evaluations: Sequence[Evaluation], target: float) -> dict[str, Any]:
    """The report of docs/commands.md, over the questions of all sets together."""
    advice = _advice(evaluations, target)
    judged = [each for evaluation in evaluations for each in evaluation.judged]
    return {
        "questions": len(judged),
        "answerable": sum(each.answerable for each in judged),
        **advice_report(advice),
    }


def calibration_page(evaluations: Sequence[Evaluation], target: float) -> str:
    advice = _advice(evaluations, target)
    judged = [each for evaluation in evaluations for each in evaluation.judged]
    answerable = sum(each.answerable for each in judged)
    lines = [
        "# The threshold and what it means",
        "",
        f"{len(judged)} questions, of which {answerable} can be answered. An answer is wrong when it begins with "
        "another document than a right one, or is given to a question that has none.",
        "",
        _recommendation(advice),
        "",
        "| threshold | given | wrong | share | at most (95 %) | false refusals | unanswerable refused |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(_row(cost) for cost in advice.curve[::5]),
    ]
    return "\n".join(lines) + "\n"


def _advice(evaluations: Sequence[Evaluation], target: float) -> Advice:
    judged = [each for evaluation in evaluations for each in evaluation.judged]
    return advise(judged, target, evaluations[0].configuration["answer_threshold"])


def _recommendation(advice: Advice) -> str:
    target = f"at most {advice.target:.1%} of the given answers wrong"
    now = f"The threshold in force, {advice.current.threshold:g}: {_meaning(advice.current)}."
    observed, proven = advice.observed, advice.proven
    seen = f"{observed.threshold:g}: {_meaning(observed)}" if observed else "none"
    lines = [now, f"Lowest that had {target} on these questions: {seen}."]
    if proven:
        lines.append(
            f"Recommended, as other questions like these will have {target} with {1 - ERROR:.0%} certainty: "
            f"answer_threshold = {proven.threshold:g}: {_meaning(proven)}."
        )
    else:
        lines.append(
            f"No threshold is proven to have {target}: either the most confident answers are wrong too often, "
            "or these questions are too few to tell."
        )
    return "\n".join(f"- {line}" for line in lines)


def _meaning(cost: Cost) -> str:
    wrong = "no answer" if cost.risk is None else f"{cost.risk:.1%} of {cost.given} answers wrong"
    refused = "–" if cost.false_refusals is None else f"{cost.false_refusals:.1%}"
    return f"{wrong} (at most {cost.risk_bound:.1%}), {refused} of the answerable questions refused"


def _row(cost: Cost) -> str:
    shares = (cost.risk, cost.risk_bound, cost.false_refusals, cost.abstention_recall)
    cells = ("–" if share is None else f"{share:.3f}" for share in shares)
    return f"| {cost.threshold:.2f} | {cost.given} | {cost.wrong} | {' | '.join(cells)} |"
