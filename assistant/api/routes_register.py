"""The register of processing activities and the impact assessment's input, for administrators and auditors."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from assistant.api.problems import responses
from assistant.api.services import UseLanguage, UseServices, viewer_with
from assistant.processing_register.impact import build_impact, impact_markdown
from assistant.processing_register.register import build_register, register_markdown
from assistant.schemas.register import Impact, Register
from knowledge.access import Role, Viewer

router = APIRouter(prefix="/v1", tags=["personal data"])

Oversees = Annotated[Viewer, Depends(viewer_with(Role.ADMINISTRATOR, Role.AUDITOR))]
Form = Annotated[Literal["json", "md"], Query()]


@router.get(
    "/register",
    summary="The register of processing activities",
    response_model=Register,
    responses=responses(401, 403, 422, 503),
)
def register(
    services: UseServices, viewer: Oversees, language: UseLanguage, form: Form = "json"
) -> Register | Response:
    """GDPR Art. 30; with `form=md` as Markdown."""
    built = build_register(services.settings, services.today(), language)
    return _paper(register_markdown(built), "register") if form == "md" else built


@router.get(
    "/impact", summary="Input for an impact assessment", response_model=Impact, responses=responses(401, 403, 422, 503)
)
def impact(services: UseServices, viewer: Oversees, language: UseLanguage, form: Form = "json") -> Impact | Response:
    """GDPR Art. 35; with `form=md` as Markdown."""
    built = build_impact(services.settings, services.today(), language)
    return _paper(impact_markdown(built), "impact") if form == "md" else built


def _paper(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="lardom-{name}.md"'}
    return Response(text, media_type="text/markdown; charset=utf-8", headers=headers)
