"""A second opinion by a model, where one is set: it may doubt what the rules let pass, and lift what only lacks words.

A contradiction found by the rules stands, whatever the judge says: a small model is easily talked round, and a number
is not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pkgutil import resolve_name
from secrets import token_hex
from typing import Protocol

from assistant.evidence.found import Quote
from assistant.llm.prompting import filled
from assistant.llm.protocol import LanguageModel
from assistant.verification.evidence import evidence_of, units_under
from assistant.verification.findings import Code, Finding, Reason, Verdict, refused, supported
from assistant.verify import Verifier
from assistant.writers.model_output import objects_of
from knowledge.errors import ModelUnavailable, SettingsError
from knowledge.index.protocol import Candidate
from knowledge.settings import Settings

_TOKENS = 60
# After a failure the rules decide alone for so long, lest an outage cost its timeout for every sentence.
_REST_S = 60.0
_LIFTED = 0.75


class Judge(Protocol):
    def __call__(self, sentence: str, evidence: str) -> bool:
        """Whether `evidence` says what `sentence` says. Any exception leaves the decision to the rules."""


MaySee = Callable[[Sequence[Quote], Sequence[Candidate]], bool]
"""Whether the judge may be given a sentence with these quotes, when these passages were found for the question."""


def everything(quotes: Sequence[Quote], found: Sequence[Candidate]) -> bool:
    return True


@dataclass(slots=True)
class JudgedVerifier:
    """`clock` counts seconds; what the judge may not see, the rules decide alone."""

    rules: Verifier
    judge: Judge
    clock: Callable[[], float]
    may_see: MaySee = everything
    _rests_until: float = field(default=float("-inf"), init=False)

    def verify(self, sentence: str, quotes: Sequence[Quote], found: Sequence[Candidate]) -> Verdict:
        verdict = self.rules.verify(sentence, quotes, found)
        if not _open_to_judgement(verdict) or not self.may_see(quotes, found):
            return verdict
        if self.clock() < self._rests_until:
            return replace(verdict, judge_failed=True)
        evidence = evidence_of(quotes, units_under(quotes))
        agrees = self._asked(sentence, "\n".join((evidence.around, evidence.whole)))
        return replace(_together(verdict, agrees), judged=True)

    def _asked(self, sentence: str, evidence: str) -> bool | None:
        try:
            return self.judge(sentence, evidence)
        except Exception:  # noqa: BLE001 - a plugged-in class may raise anything its own model does
            self._rests_until = self.clock() + _REST_S
            return None


def _together(verdict: Verdict, agrees: bool | None) -> Verdict:
    """Of the rules and the judge, who says nothing when it fails."""
    if agrees is None:
        return replace(verdict, judge_failed=True)
    if verdict.finding is Finding.SUPPORTED:
        return verdict if agrees else refused((Reason(Code.JUDGE_OBJECTS),))
    return supported(Code.JUDGE_AGREES, _LIFTED) if agrees else verdict


def _open_to_judgement(verdict: Verdict) -> bool:
    """Restated sentences that the rules let pass, and those that they only found too few words for."""
    codes = {reason.code for reason in verdict.reasons}
    return codes <= {Code.WORDS, Code.MEANING} or codes == {Code.COVERAGE}


@dataclass(frozen=True, slots=True)
class ModelJudge:
    """A language model, asked for one word about one sentence."""

    model: LanguageModel
    limit_s: float

    def __call__(self, sentence: str, evidence: str) -> bool:
        """Raises ModelUnavailable when it fails, is late or answers neither yes nor no."""
        fence = token_hex(4)
        user = f"<source-{fence}>\n{evidence}\n</source-{fence}>\n<sentence-{fence}>\n{sentence}\n</sentence-{fence}>"
        parts = self.model.stream(filled("judge", fence=fence), user, tokens=_TOKENS, limit_s=self.limit_s)
        for said in objects_of(parts):
            if isinstance(said.get("supported"), bool):
                return bool(said["supported"])
        raise ModelUnavailable("The judge said neither yes nor no.", "Choose another `judge_model`.")


def build_judge(settings: Settings) -> Judge | None:
    """The judge that the settings name; raises SettingsError when it cannot be built."""
    if settings.judge == "none":
        return None
    if settings.judge == "llm":
        of_its_own = {
            "llm_url": settings.judge_url or settings.llm_url,
            "llm_model": settings.judge_model or settings.llm_model,
            "llm_key": settings.judge_key or settings.llm_key,
        }
        # Importing the model's client takes 2 s and 60 MB.
        connect: Callable[[Settings], LanguageModel] = resolve_name("assistant.llm.openai_compatible:connect")
        return ModelJudge(connect(settings.model_copy(update=of_its_own)), settings.judge_timeout_s)
    return _plugged_in(settings)


def _plugged_in(settings: Settings) -> Judge:
    remedy = "Set `judge` to `none`, `llm` or `package.module:Class` of an installed judge."
    try:
        found: Callable[..., Judge] = resolve_name(settings.judge)
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingsError(f"The judge `{settings.judge}` cannot be loaded: {error}.", remedy) from error
    try:
        judge = found(**settings.judge_options)
    except Exception as error:  # whatever a constructor objects to; its words may hold a key, so they aren't repeated
        raise SettingsError(
            f"`{settings.judge}` does not accept `judge_options` ({type(error).__name__}).",
            "Correct them in lardom.toml.",
        ) from error
    if not callable(judge):
        raise SettingsError(f"`{settings.judge}` is no judge.", remedy)
    return judge
