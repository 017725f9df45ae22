"""Made-up KPIs, business case and decisions, such as the API gives them: a pilot of twelve weeks."""

from datetime import UTC, date, datetime

from fastapi import APIRouter, Response

from assistant.schemas.decisions import Decision, DecisionLog, DecisionRequest, FrozenGoal, Signature, SignatureRequest
from assistant.schemas.kpis import Figure, GoalView, Kpi, KpiReport, TopicView, WeekView
from assistant.schemas.roi import Assumptions, BusinessGoal, RoiChange, RoiView
from assistant.steering.roi import EXAMPLE, roi_of

WEEKS = tuple(f"2026-W{number}" for number in range(36, 48))
_FEW = {"2026-W36", "2026-W44"}


def goal(**changes: object) -> GoalView:
    given = {
        "id": "use-accuracy",
        "statement": "94 % of the sampled answers are judged right by a reviewer at the end of the pilot.",
        "statement_sv": "94 % av svaren i stickprovet bedöms rätta av en granskare vid pilotens slut.",
        "baseline": 0.84,
        "baseline_from": "Lotsen in the third quarter of 2026 (GV-REF-003)",
        "target": 0.94,
        "better": "higher",
        "lowest": 0.84,
        "date": date(2027, 4, 2),
        "owner": "Head of the AI Office, Johan Ekdahl",
        "blocking": True,
        "state": "on-track",
    }
    return GoalView.model_validate({**given, **changes})


def kpi(metric: str, unit: str, begin: float, end: float, spread: float, aim: GoalView | None = None) -> Kpi:
    """A KPI that goes from one value to another over the weeks."""
    weeks = []
    for at, week in enumerate(WEEKS):
        value = begin + (end - begin) * at / (len(WEEKS) - 1) + spread * ((at * 7) % 5 - 2) / 5
        figure = Figure(value=value, n=40 + 3 * at, people=9 + at, low=value - spread, high=value + spread)
        weeks.append(WeekView(week=week, figure=None if week in _FEW else figure))
    whole = Figure(value=end, n=520, people=23, low=end - spread / 2, high=end + spread / 2)
    return Kpi(metric=metric, unit=unit, figure=whole, weeks=tuple(weeks), goal=aim)


def empty(metric: str, unit: str, aim: GoalView | None = None) -> Kpi:
    return Kpi(
        metric=metric, unit=unit, figure=None, weeks=tuple(WeekView(week=w, figure=None) for w in WEEKS), goal=aim
    )


def report(group: str = "") -> KpiReport:
    lower = {"better": "lower", "lowest": None}
    return KpiReport(
        weeks=WEEKS,
        group=group,
        groups=("ekonomi", "kundservice"),
        least_people=5,
        kpis=(
            kpi("use.questions", "questions", 40, 83, 9),
            kpi("use.active_users", "people", 9, 21, 2, goal(baseline=0, target=40, state="behind")),
            kpi("use.repeat_use", "share", 0.2, 0.7, 0.12),
            kpi("use.answered_rate", "share", 0.6, 0.74, 0.08),
            kpi("use.partial_rate", "share", 0.1, 0.09, 0.04),
            kpi(
                "use.abstained_rate",
                "share",
                0.3,
                0.17,
                0.07,
                goal(baseline=0.31, target=0.2, state="reached", **lower),
            ),
            kpi("use.accuracy", "share", 0.86, 0.92, 0.05, goal()),
            kpi("use.helpful_rate", "share", 0.7, 0.81, 0.1),
            kpi("use.csat", "score", 3.9, 4.35, 0.25, goal(baseline=4.1, target=4.3, state="reached")),
            empty("use.nps", "score", goal(baseline=8, target=30, state="no-data")),
            kpi("use.response_p50_ms", "ms", 480, 420, 60),
            kpi(
                "use.response_p95_ms", "ms", 2100, 1650, 300, goal(baseline=6100, target=4300, state="reached", **lower)
            ),
            kpi("use.time_to_answer_ms", "ms", 1900, 900, 400),
            kpi("use.minutes_saved_per_case", "minutes", 4, 6.5, 1.2, goal(baseline=0, target=5, state="reached")),
            kpi("use.cost_per_case_sek", "SEK", 31, 14.2, 4, goal(baseline=82.5, target=20, state="reached", **lower)),
        ),
        topics=(
            TopicView(
                document_id="d-policy",
                title="Policy för generativ AI",
                kind="policy",
                tags=("ai", "inköp"),
                people_at_least=10,
                weeks=7,
            ),
        ),
    )


def case(version: int = 0, assumptions: Assumptions = EXAMPLE) -> RoiView:
    result = roi_of(assumptions)
    payback = goal(id="payback", baseline=30, target=18, better="lower", lowest=30, state="reached")
    return RoiView(
        version=version,
        changed_at=datetime(2026, 11, 20, tzinfo=UTC) if version else None,
        changed_by="anna" if version else "",
        note="",
        assumptions=assumptions,
        result=result,
        measured={"minutes_saved_per_question": Figure(value=6.5, n=120, people=21, low=5.9, high=7.1)},
        goals=(
            BusinessGoal(
                metric="business.payback_months", unit="months", value=result.payback_months.middle, goal=payback
            ),
        ),
    )


def decided(number: int, request: DecisionRequest) -> Decision:
    accuracy = goal()
    result = case().result
    frozen = accuracy.model_dump(include={"id", "statement", "statement_sv", "baseline", "target", "blocking", "owner"})
    return Decision(
        number=number,
        at=datetime(2026, 11, 25, 9, 30, tzinfo=UTC),
        by="local",
        name="local",
        ruling=request.ruling,
        reasons=request.reasons,
        deviations=request.deviations,
        goals=(FrozenGoal(**frozen, unit="share", value=0.92, n=120, state="on-track", date=accuracy.date),),
        case={
            "version": 1,
            "net_value": result.net_value,
            "payback_months": result.payback_months,
            "chance_positive": result.chance_positive,
        },
        signatures=(),
        hash="ab" * 32,
    )


class FakeQuality:
    """The routes about quality, in memory."""

    def __init__(self) -> None:
        self.case = case()
        self.decisions: list[Decision] = []

    def router(self) -> APIRouter:
        router = APIRouter()
        router.get("/v1/kpis")(lambda group="": report(group))
        router.get("/v1/kpis.csv")(lambda: Response("metric\n", media_type="text/csv"))
        router.get("/v1/roi")(lambda: self.case)
        router.put("/v1/roi")(self._change)
        router.get("/v1/decisions")(self._log)
        router.post("/v1/decisions", status_code=201)(self._decide)
        router.post("/v1/decisions/{number}/signatures", status_code=201)(self._sign)
        return router

    def _change(self, change: RoiChange) -> RoiView:
        self.case = case(change.based_on + 1, change.assumptions)
        return self.case

    def _decide(self, request: DecisionRequest) -> Decision:
        self.decisions.append(decided(len(self.decisions) + 1, request))
        return self.decisions[-1]

    def _sign(self, number: int, request: SignatureRequest) -> Decision:
        at = datetime(2026, 11, 25, 10, tzinfo=UTC)
        signature = Signature(user="local", name="local", at=at, statement=request.statement, hash="cd" * 32)
        one = self.decisions[number - 1]
        self.decisions[number - 1] = one.model_copy(update={"signatures": (*one.signatures, signature)})
        return self.decisions[number - 1]

    def _log(self) -> DecisionLog:
        entries = sum(1 + len(each.signatures) for each in self.decisions)
        return DecisionLog(decisions=tuple(reversed(self.decisions)), entries=entries, head="ab" * 32, broken_at=None)
