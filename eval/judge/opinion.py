"""A run's answers put to the judge of the settings, if it is to be believed."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import httpx

from eval.judge.cache import CachingTransport
from eval.judge.calibration import calibration, read_calibration_set, verdicts
from eval.judge.verdicts import Judge, judged, unjudged
from eval.runs.record import CaseResult
from eval.runs.scoring import Asked, Scores
from knowledge.access import LOCAL_OWNER
from knowledge.documents import Classification
from knowledge.embeddings import Embedder
from knowledge.outside import Service, may_leave, service_outside
from knowledge.registry.documents import DocumentRegister
from knowledge.settings import Settings

OpenJudge = Callable[[Settings, Embedder, httpx.AsyncBaseTransport], AbstractAsyncContextManager[Judge]]


@dataclass(frozen=True, slots=True)
class Opinion:
    """`scores` by case id; None when no judge was asked. `configuration` tells which, and how it did when checked."""

    scores: Mapping[str, Scores] | None = None
    configuration: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def added_to(self, results: Sequence[CaseResult]) -> list[CaseResult]:
        if self.scores is None:
            return list(results)
        judged_of = self.scores
        return [
            replace(each, scores={**each.scores, **judged_of.get(each.case_id, unjudged(each.answerable))})
            for each in results
        ]


def judge_opinion(asked: Sequence[Asked], settings: Settings, embedder: Embedder, cache: Path) -> Opinion:
    """A judge that does not agree enough with people, or with itself, is refused with the reason, and not asked."""
    return asyncio.run(_judge_opinion(asked, settings, embedder, cache))


async def _judge_opinion(asked: Sequence[Asked], settings: Settings, embedder: Embedder, cache: Path) -> Opinion:
    # Importing Ragas takes seconds.
    open_judge: OpenJudge = resolve_name("eval.metrics:open_judge")
    statements = read_calibration_set()
    rounds = []
    for round_ in (1, 2):
        async with open_judge(settings, embedder, _transport(cache, round_)) as judge:
            rounds.append(await verdicts(judge, statements))
    checked = calibration(statements, *rounds)
    configuration = {"model": settings.eval_judge_model, "calibration": asdict(checked)}
    refusal = checked.refusal(settings.eval_judge_least_kappa)
    if refusal:
        return Opinion(None, configuration, (refusal,))
    async with open_judge(settings, embedder, _transport(cache, 1)) as judge:
        scores = await judged(judge, asked)
    return Opinion({each.case.id: given for each, given in zip(asked, scores, strict=True)}, configuration)


def kept_from_the_judge(asked: Sequence[Asked], settings: Settings, documents: DocumentRegister) -> str:
    """Why the judge is not to be asked: it is not the organisation's own, and text that may not leave was found; "" if
    it may. Judging the other questions alone would measure another set."""
    outside = service_outside(settings, Service.EVALUATION)
    if outside is None:
        return ""
    classes = {each.id: each.properties.classification for each in documents.list(LOCAL_OWNER)[0]}
    # A document that is not listed is taken for the most secret one.
    found = {classes.get(passage.document_id, Classification.RESTRICTED) for each in asked for passage in each.context}
    kept = sorted(found - may_leave(settings))
    if not kept:
        return ""
    return (
        f"The judge at {outside.where} was not asked: passages that are {' or '.join(kept)} may not leave. If it is "
        "the organisation's own, name it in `own_services`; else list them in `outside_classifications`."
    )


def _transport(cache: Path, round_: int) -> CachingTransport:
    return CachingTransport(httpx.AsyncHTTPTransport(), cache, round_)
