"""The page at /audit: who did what and was shown what."""

from ui.oversight import audit

audit.draw()
