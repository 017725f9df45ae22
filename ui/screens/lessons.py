"""The page at /lessons: what one has learned, on its way to everyone."""

from ui.lessons import page as lessons

lessons.draw()
