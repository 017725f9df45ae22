"""The doctor says plainly what leaves, to whom, of which classifications."""

from assistant.commands.outside_checks import what_leaves, writer_kept_away
from knowledge.documents import Classification
from knowledge.outside import Service
from knowledge.settings import Settings


def settings(*allowed: Classification) -> Settings:
    return Settings(llm_url="https://api.example/v1", llm_model="large", outside_classifications=allowed)


def test_nothing_leaves_by_default() -> None:
    assert list(what_leaves(Settings())) == []


def test_the_host_the_model_and_the_classifications_are_named() -> None:
    (service, said), *_ = what_leaves(settings(Classification.PUBLIC, Classification.INTERNAL))
    assert service is Service.WRITER
    assert said == "to api.example (large): questions without personal data, and passages that are public or internal"


def test_a_model_that_may_not_be_asked_is_said_to_be_kept_away() -> None:
    assert list(what_leaves(settings(Classification.PUBLIC))) == []
    assert writer_kept_away(settings(Classification.PUBLIC)).startswith("api.example (large) is not asked")
    assert writer_kept_away(settings(Classification.INTERNAL)) == ""
