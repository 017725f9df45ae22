"""The API's routes about quality: KPIs, the business case and decisions."""

from assistant.kpi_schemas import KpiReport
from ui.client import Client


class QualityClient(Client):
    def kpis(self, weeks: int, group: str = "") -> KpiReport:
        return self._get(KpiReport, "/v1/kpis", weeks=weeks, group=group)

    def kpis_csv(self, weeks: int, group: str = "") -> bytes:
        return self._send("GET", "/v1/kpis.csv", params={"weeks": weeks, "group": group}).content
