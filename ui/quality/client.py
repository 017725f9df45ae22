"""The API's routes about quality: KPIs, the business case and decisions, evaluation runs,
knowledge gaps and reviews."""

from datetime import date

from assistant.schemas.answers import Schema
from assistant.schemas.decisions import DecisionLog, DecisionRequest, SignatureRequest
from assistant.schemas.evaluations import CaseView, EvaluationList, EvaluationView
from assistant.schemas.feedback import ReviewQueue, ReviewView, VerdictRequest
from assistant.schemas.gaps import Assignment, Closing, Dismissal, GapList, GapView
from assistant.schemas.kpis import KpiReport
from assistant.schemas.roi import RoiChange, RoiView
from ui.client import Client, read


class QualityClient(Client):
    def kpis(self, weeks: int, group: str = "") -> KpiReport:
        return self._get(KpiReport, "/v1/kpis", weeks=weeks, group=group)

    def kpis_csv(self, weeks: int, group: str = "") -> bytes:
        return self._send("GET", "/v1/kpis.csv", params={"weeks": weeks, "group": group}).content

    def roi(self) -> RoiView:
        return self._get(RoiView, "/v1/roi")

    def change_roi(self, change: RoiChange) -> None:
        self._send("PUT", "/v1/roi", json=change.model_dump(mode="json"))

    def decisions(self) -> DecisionLog:
        return self._get(DecisionLog, "/v1/decisions")

    def decide(self, request: DecisionRequest) -> None:
        self._send("POST", "/v1/decisions", json=request.model_dump(mode="json"))

    def sign(self, number: int, request: SignatureRequest) -> None:
        self._send("POST", f"/v1/decisions/{number}/signatures", json=request.model_dump(mode="json"))

    def decision_paper(self, number: int) -> bytes:
        return self._send("GET", f"/v1/decisions/{number}.md").content

    def evaluations(self) -> EvaluationList:
        return self._get(EvaluationList, "/v1/evaluations")

    def evaluation(self, run_id: str) -> EvaluationView:
        return self._get(EvaluationView, f"/v1/evaluations/{run_id}")

    def evaluation_case(self, run_id: str, case_id: str) -> CaseView:
        return self._get(CaseView, f"/v1/evaluations/{run_id}/cases/{case_id}")

    def gaps(self) -> GapList:
        return self._get(GapList, "/v1/gaps")

    def gap(self, gap_id: str) -> GapView:
        return self._get(GapView, f"/v1/gaps/{gap_id}")

    def refresh_gaps(self) -> None:
        """Begins gathering; `GapList.refreshing` tells when it is done."""
        self._send("POST", "/v1/gaps/refresh")

    def assign_gap(self, gap_id: str, owner: str, due: date | None) -> GapView:
        return self._change_gap(gap_id, "assign", Assignment(owner=owner, due=due))

    def close_gap(self, gap_id: str, document_id: str) -> GapView:
        return self._change_gap(gap_id, "close", Closing(document_id=document_id))

    def dismiss_gap(self, gap_id: str, reason: str) -> GapView:
        return self._change_gap(gap_id, "dismiss", Dismissal(reason=reason))

    def reopen_gap(self, gap_id: str) -> GapView:
        return self._change_gap(gap_id, "reopen")

    def reask_gap(self, gap_id: str) -> GapView:
        """Asks its questions again, which takes as long as answering them."""
        return self._change_gap(gap_id, "reask")

    def _change_gap(self, gap_id: str, what: str, body: Schema | None = None) -> GapView:
        sent = body.model_dump(mode="json") if body else None
        return read(GapView, self._send("POST", f"/v1/gaps/{gap_id}/{what}", json=sent).text)

    def reviews(self) -> ReviewQueue:
        return self._get(ReviewQueue, "/v1/reviews")

    def judge(self, review_id: str, verdict: VerdictRequest) -> ReviewView:
        return self._post(ReviewView, f"/v1/reviews/{review_id}", verdict)

    def take_verdict_back(self, review_id: str) -> ReviewView:
        return self._post(ReviewView, f"/v1/reviews/{review_id}/reopen")
