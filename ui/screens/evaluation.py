"""The page at /evaluation: how good the answers to the golden set were."""

from ui.quality import evaluation

evaluation.draw()
