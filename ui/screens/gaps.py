"""The page at /gaps: what people ask without getting a good answer."""

from ui.quality import gaps

gaps.draw()
