"""A judge may doubt what the rules let pass and lift what lacks words only; its failure changes nothing."""

from collections.abc import Callable, Iterator

import pytest

from assistant.bootstrap import build_assistant
from assistant.evidence.found import Quote
from assistant.pipeline import Ask
from assistant.schemas.answers import Answer
from assistant.verification.findings import Code
from assistant.verification.judge import JudgedVerifier, ModelJudge, build_judge
from assistant.verify import Finding, RuleVerifier, Verdict
from knowledge.access import LOCAL_OWNER
from knowledge.documents import Passage, Properties
from knowledge.errors import SettingsError
from knowledge.index.protocol import Candidate
from knowledge.settings import Settings
from knowledge.store import KnowledgeStore
from tests.fixtures.scripted_model import ScriptedModel, id_in, line, serving

SOURCE = "Every employee has 30 days of paid holiday a year."
RESTATED = "Employees have 30 days of paid holiday a year."
ODD = "Thirty days off are granted to whoever works here."
WRONG = "Employees have no paid holiday a year."


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    with serving(ScriptedModel()) as script:
        yield script


@pytest.fixture
def configured(settings: Settings, model: ScriptedModel) -> Settings:
    return settings.model_copy(
        update={"judge": "llm", "judge_url": model.url, "judge_model": "small", "judge_timeout_s": 30.0}
    )


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def verify(settings: Settings, sentence: str, clock: Clock | None = None) -> Verdict:
    judge = build_judge(settings)
    assert isinstance(judge, ModelJudge)
    return verdict(JudgedVerifier(RuleVerifier(lambda left, right: 0.8), judge, clock or Clock()), sentence)


def verdict(verifier: JudgedVerifier, sentence: str) -> Verdict:
    passage = Passage("p", "d", "r", 0, 0, len(SOURCE), SOURCE, language="en")
    candidate = Candidate(passage, Properties("Leave"), None, dense=0.9, lexical=1.0, coverage=0.5)
    return verifier.verify(sentence, [Quote(candidate, 0, len(SOURCE), SOURCE)], [candidate])


def says(answer: str) -> Callable[[str], str]:
    return lambda prompt: answer


def codes(given: Verdict) -> list[Code]:
    return [reason.code for reason in given.reasons]


def test_the_judge_sees_the_source_and_the_sentence_as_data(configured: Settings, model: ScriptedModel) -> None:
    model.say = says('{"supported": true}')
    assert verify(configured, RESTATED).finding is Finding.SUPPORTED
    assert SOURCE in model.prompts[0]
    assert RESTATED in model.prompts[0]


def test_the_judge_may_refuse_what_the_rules_let_pass(configured: Settings, model: ScriptedModel) -> None:
    model.say = says('{"supported": false}')
    assert codes(verify(configured, RESTATED)) == [Code.JUDGE_OBJECTS]


def test_the_judge_may_lift_what_only_lacked_words(configured: Settings, model: ScriptedModel) -> None:
    model.say = says('{"supported": true}')
    given = verify(configured, ODD)
    assert (given.finding, codes(given)) == (Finding.SUPPORTED, [Code.JUDGE_AGREES])


@pytest.mark.parametrize("sentence", [WRONG, "Employees have 45 days of paid holiday a year."])
def test_what_the_rules_found_wrong_stays_wrong_and_is_not_even_asked_about(
    configured: Settings, model: ScriptedModel, sentence: str
) -> None:
    model.say = says('{"supported": true}')
    assert verify(configured, sentence).finding is not Finding.SUPPORTED
    assert model.prompts == []


def test_a_word_for_word_quotation_needs_no_judge(configured: Settings, model: ScriptedModel) -> None:
    assert codes(verify(configured, SOURCE)) == [Code.VERBATIM]
    assert model.prompts == []


@pytest.mark.parametrize(
    "failure",
    [{"say": says("Yes, certainly!")}, {"say": says('{"supported": "maybe"}')}, {"status": 500}],
    ids=["prose", "neither yes nor no", "an error"],
)
@pytest.mark.parametrize(("sentence", "finding"), [(RESTATED, Finding.SUPPORTED), (ODD, Finding.NOT_FOUND)])
def test_a_judge_that_fails_leaves_the_rules_verdict_and_it_is_said(
    configured: Settings, model: ScriptedModel, failure: dict[str, object], sentence: str, finding: Finding
) -> None:
    for name, value in failure.items():
        setattr(model, name, value)
    given = verify(configured, sentence)
    assert (given.finding, given.judge_failed) == (finding, True)


@pytest.mark.parametrize(("sentence", "finding"), [(RESTATED, Finding.SUPPORTED), (ODD, Finding.NOT_FOUND)])
def test_a_judge_that_comes_too_late_leaves_the_rules_verdict_and_it_is_said(
    configured: Settings, model: ScriptedModel, sentence: str, finding: Finding
) -> None:
    model.stall_s = 1.5
    given = verify(configured.model_copy(update={"judge_timeout_s": 0.5}), sentence)
    assert (given.finding, given.judge_failed) == (finding, True)


class Failing:
    def __init__(self, calls: int = 0) -> None:
        self.calls = calls

    def __call__(self, sentence: str, evidence: str) -> bool:
        self.calls += 1
        raise RuntimeError("out of memory")


def test_a_judge_that_failed_is_left_alone_for_a_minute() -> None:
    clock, judge = Clock(), Failing()
    verifier = JudgedVerifier(RuleVerifier(lambda left, right: 0.8), judge, clock)
    for now, calls in ((0, 1), (59, 1), (61, 2)):
        clock.now = now
        assert verdict(verifier, RESTATED).judge_failed
        assert judge.calls == calls


class Stern:
    def __init__(self, strict: bool = True) -> None:
        self.strict = strict

    def __call__(self, sentence: str, evidence: str) -> bool:
        return not self.strict


def test_a_judge_of_one_s_own_is_plugged_in_by_its_name(settings: Settings) -> None:
    named = settings.model_copy(update={"judge": f"{__name__}:Stern", "judge_options": {"strict": False}})
    judge = build_judge(named)
    assert judge is not None
    assert judge("a", "b")


@pytest.mark.parametrize(
    "changes",
    [
        {"judge": "nowhere.at_all:Judge"},
        {"judge": "gpt"},
        {"judge": "json:dumps", "judge_options": {}},
        {"judge": "llm"},
    ],
)
def test_a_judge_that_cannot_be_built_is_a_setting_to_correct(settings: Settings, changes: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        build_judge(settings.model_copy(update=changes))


def test_no_judge_is_the_default(settings: Settings) -> None:
    assert build_judge(settings) is None


def test_an_answer_counts_what_was_held_back_and_says_that_the_judge_failed(
    settings: Settings, store: KnowledgeStore, leave_policy: Callable[..., str], model: ScriptedModel
) -> None:
    leave_policy()

    def say(prompt: str) -> str:
        if "supported" in prompt:
            return "I would rather not say."
        return line(WRONG, id_in(prompt), SOURCE) + line(RESTATED, id_in(prompt), SOURCE)

    model.say = say
    both = settings.model_copy(update={"judge": "llm", "llm_url": model.url, "llm_model": "scripted"})
    *_, answer = build_assistant(both, store).answer(Ask("How many days of paid holiday do I have?", LOCAL_OWNER))

    assert isinstance(answer, Answer)
    assert [(s.text, s.verdict, s.reasons) for s in answer.sentences] == [(RESTATED, Finding.SUPPORTED, (Code.WORDS,))]
    assert [(held.verdict, held.reason, held.sentences) for held in answer.withheld] == [
        (Finding.CONTRADICTED, Code.NEGATION, 1)
    ]
    assert "judge-unavailable" in answer.notices
    assert WRONG not in answer.model_dump_json()
