"""The weights that eval/learning/evidence.py learned; weights/evidence.json also tells from what and how well."""

import json
from dataclasses import dataclass
from importlib.resources import files

from assistant.evidence.confidence import Signals
from assistant.evidence.selector import Features


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights of the unit features; weights of the confidence's signals, and its bias."""

    units: Features
    signals: Signals
    bias: float


def learned() -> Learned:
    kept = json.loads(files("assistant").joinpath("weights", "evidence.json").read_text("utf-8"))
    confidence = kept["confidence"]
    return Learned(Features(**kept["units"]), Signals(**confidence["signals"]), confidence["bias"])
