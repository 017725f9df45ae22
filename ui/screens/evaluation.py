"""The page at /evaluation: how good the answers to the golden set were."""

from ui import evaluation

evaluation.draw()
