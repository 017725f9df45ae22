"""What was said of an answer: saved at once, never lost, and with a way back."""

from assistant.schemas.answers import Sentence
from assistant.schemas.feedback import Judgement, Reason
from tests.unit.ui.fake_api import problem
from ui.chat.judgement import Judged, coherent, sentence_labels
from ui.client import ApiError

NOTHING = Judgement()
HELPED = Judgement(helpful=True)
DID_NOT = Judgement(helpful=False, reason=Reason.WRONG, comment="Fel belopp.")


class Keeping:
    """Keeps what it is given, or fails; `censored` is what becomes of every comment."""

    def __init__(self) -> None:
        self.kept: Judgement = NOTHING
        self.failing = False
        self.censored: str | None = None

    def give_feedback(self, trace_id: str, judgement: Judgement) -> Judgement:
        self._fail()
        if self.censored is not None:
            judgement = judgement.model_copy(update={"comment": self.censored})
        self.kept = judgement
        return judgement

    def withdraw_feedback(self, trace_id: str) -> None:
        self._fail()
        self.kept = NOTHING

    def _fail(self) -> None:
        if self.failing:
            raise ApiError(problem("unreachable"))


def test_a_click_is_saved_and_can_be_undone_and_done_again() -> None:
    keeping, judged = Keeping(), Judged("t", NOTHING)
    judged.give(HELPED, keeping)
    judged.give(DID_NOT, keeping)
    assert keeping.kept == DID_NOT
    judged.undo(keeping)
    assert keeping.kept == judged.shown == HELPED
    judged.undo(keeping)
    assert keeping.kept == DID_NOT


def test_what_could_not_be_saved_is_still_shown_and_saved_by_trying_again() -> None:
    keeping, judged = Keeping(), Judged("t", HELPED)
    keeping.failing = True
    judged.give(DID_NOT, keeping)
    assert (judged.shown, judged.saved) == (DID_NOT, HELPED)
    assert judged.error is not None
    keeping.failing = False
    judged.retry(keeping)
    assert keeping.kept == judged.saved == DID_NOT
    assert judged.error is None
    judged.undo(keeping)
    assert keeping.kept == HELPED


def test_taking_everything_back_withdraws_the_judgement() -> None:
    keeping, judged = Keeping(), Judged("t", NOTHING)
    judged.give(HELPED, keeping)
    judged.give(coherent(Judgement(helpful=None, comment="Hej", csat=3)), keeping)
    assert keeping.kept == NOTHING
    judged.undo(keeping)
    assert keeping.kept == HELPED


def test_what_was_taken_out_of_the_comment_is_not_shown_either() -> None:
    keeping, judged = Keeping(), Judged("t", NOTHING)
    keeping.censored = "Fråga [e-post]."
    judged.give(Judgement(helpful=False, comment="Fråga anna@example.org."), keeping)
    assert judged.shown.comment == "Fråga [e-post]."


def test_only_what_goes_together_is_kept() -> None:
    assert coherent(DID_NOT.model_copy(update={"helpful": True})).reason is None
    assert coherent(Judgement(helpful=False, minutes_saved=15)).minutes_saved is None
    assert coherent(Judgement(helpful=True, minutes_saved=15)).minutes_saved == 15


def test_a_sentence_is_chosen_by_its_first_words() -> None:
    long = Sentence(text="Ord " * 60, citations=(), support=1.0)
    short = Sentence(text="Inköp beslutas\nav rådet.", citations=(), support=1.0)
    first, second = sentence_labels((short, long))
    assert first == "1. Inköp beslutas av rådet."
    assert len(second) < 100
    assert second.endswith("Ord …")
