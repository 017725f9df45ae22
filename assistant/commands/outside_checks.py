"""What `lardom doctor` says of what leaves the organisation: to whom, and of which classifications."""

from collections.abc import Iterator

from knowledge.outside import Outside, Service, may_leave, outside_services, refused_writer
from knowledge.settings import Settings

_GIVEN = {
    Service.WRITER: "questions without personal data, and passages that are {classes}",
    Service.JUDGE: "sentences of answers with their evidence, where that is {classes}",
    Service.EMBEDDING: "every document, and questions without personal data",
    Service.EVALUATION: "questions, answers and passages of evaluation runs, where all of them are {classes}",
    Service.INDEX: "all passages of all classifications are kept there",
    Service.REGISTRY: "all documents, conversations and records are kept there",
    Service.TELEMETRY: "times and counts of answers, no text",
}
REMEDY = "If it is the organisation's own, name it in `own_services`; `outside_classifications` says what may leave."


def what_leaves(settings: Settings) -> Iterator[tuple[Service, str]]:
    """Each service outside, with what it is given."""
    classes = " or ".join(each.value for each in settings.outside_classifications if each in may_leave(settings))
    for each in outside_services(settings):
        yield each.service, f"to {_named(each)}: {_GIVEN[each.service].format(classes=classes or 'of no class')}"


def writer_kept_away(settings: Settings) -> str:
    """Why a configured language model is not asked; "" where it is."""
    refused = refused_writer(settings)
    if refused is None:
        return ""
    return f"{_named(refused)} is not asked: questions count as internal, and that may not leave"


def _named(outside: Outside) -> str:
    return f"{outside.where} ({outside.model})" if outside.model else outside.where
