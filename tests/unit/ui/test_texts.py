import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import ui
from assistant.schemas.answers import Classification, JobState, Kind, Notice, Outcome, RankingRule, Stage, Status
from assistant.schemas.feedback import Reason, Verdict
from assistant.schemas.kpis import GoalState
from assistant.schemas.person_data import DataKind, Fate
from knowledge.usage import Prices, measures
from ui.documents.catalogue import STATES
from ui.texts import LANGUAGES, load_texts, preferred_language

METRICS = [each.metric.partition(".")[2] for each in measures(Prices(0, 0, 0, 0))]
UI = Path(ui.__file__).parent


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_language_has_the_same_words_with_the_same_blanks_to_fill() -> None:
    swedish, english = (load_texts(language).entries for language in LANGUAGES)

    assert swedish.keys() == english.keys()
    for key, words in swedish.items():
        assert placeholders(words) == placeholders(english[key]), key


def test_no_word_is_empty_or_left_in_the_other_language() -> None:
    swedish, english = (load_texts(language).entries for language in LANGUAGES)
    # Units are signs.
    same = {key for key in swedish if swedish[key] == english[key] and not key.startswith("unit.")}

    assert all(words.strip() for words in [*swedish.values(), *english.values()])
    # A few words are the same in both.
    assert same <= {
        "app.name",
        "decision.version",
        "kind.policy",
        "kpis.period",
        "library.status",
        "library.version",
        "source.text",
        "source.version",
    }


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    source = "\n".join(path.read_text("utf-8") for path in UI.rglob("*.py"))
    named = set(re.findall(r"""["']([a-z]+\.[a-z_]+)["']""", source))
    families = set(re.findall(r"""f["']([a-z]+)\.\{""", source)) | {"lang", "kind", "classification", "state"}
    keys = load_texts("sv").entries
    unused = {key for key in keys if ".".join(key.split(".")[:2]) not in named and key.split(".")[0] not in families}

    assert not unused


@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("kind", Kind),
        ("classification", Classification),
        ("outcome", Outcome),
        ("status", Stage),
        ("state", STATES),
        ("lang", LANGUAGES),
        ("goal", GoalState),
        ("kpi", METRICS),
        ("kpihelp", METRICS),
        ("notice", get_args(Notice)),
        ("ranking", get_args(RankingRule)),
        ("fault", Reason),
        ("judgement", Verdict),
        ("datakind", DataKind),
        ("erasure", Fate),
    ],
)
def test_every_value_the_api_may_send_has_words(family: str, members: object) -> None:
    for language in LANGUAGES:
        texts = load_texts(language)
        for member in members:  # type: ignore[attr-defined]
            assert f"{family}.{member}" in texts or f"{family}.{member}.one" in texts
    assert len(JobState) == 4
    assert set(Status) - {"published"} <= set(STATES)


def test_a_count_takes_the_singular_for_one_only() -> None:
    texts = load_texts("sv")

    assert texts("upload.read", n=1) == "1 fil inläst"
    assert texts("upload.read", n=0) == "0 filer inlästa"
    assert texts("upload.read", n=2) == "2 filer inlästa"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("sv", "sv"),
        ("sv_SE", "sv"),
        ("nb-NO,nb;q=0.9,en;q=0.8", "sv"),
        ("de-DE,de;q=0.9", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
def test_the_interface_starts_in_the_language_the_browser_asks_for(header: str, language: str) -> None:
    assert preferred_language(header) == language
