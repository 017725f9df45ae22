"""The page at /lessons: what one has learned, on its way to everyone."""

from ui import lessons

lessons.draw()
