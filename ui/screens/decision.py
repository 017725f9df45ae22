"""The page at /decision: what it is worth, what was decided, and who signed."""

from ui.quality import decision

decision.draw()
