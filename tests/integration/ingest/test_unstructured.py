"""What keeps unstructured offline lies in one file; a new version that undoes it must not pass unseen."""

import subprocess
import sys

import pytest

_PRELUDE = """
from unstructured.nlp import tokenize
from unstructured.partition import text_type
from ingest.parsing import unstructured_formats as ours
from knowledge.errors import UnreadableSource
"""


def _run(program: str) -> str:
    result = subprocess.run([sys.executable, "-c", _PRELUDE + program], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_texts_are_classified_without_a_model_and_without_english_verbs() -> None:
    program = (
        "ours.work_offline()\nprint(text_type.is_possible_narrative_text('Ägaren beslutar.'), tokenize._get_nlp().lang)"
    )

    assert _run(program) == "True xx"


@pytest.mark.parametrize("change", ["del tokenize._load_spacy_model", "ours.__version__ = '0.99.0'"])
def test_a_version_that_works_otherwise_is_refused_by_name(change: str) -> None:
    program = f"{change}\ntry:\n    ours.work_offline()\nexcept UnreadableSource as error:\n    print(error)"

    assert "is not known to work offline" in _run(program)
