"""The page at /audit: who did what and was shown what."""

from ui import audit

audit.draw()
