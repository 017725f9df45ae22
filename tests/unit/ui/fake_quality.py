"""Made-up KPIs, such as the API gives them: a pilot of twelve weeks, with two weeks of too few people."""

from datetime import date

from assistant.kpi_schemas import Figure, GoalView, Kpi, KpiReport, TopicView, WeekView

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
