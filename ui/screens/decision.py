"""The page at /decision: what it is worth, what was decided, and who signed."""

from ui import decision

decision.draw()
