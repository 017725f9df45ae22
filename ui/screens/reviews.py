"""The page at /reviews: a sample of answers to judge."""

from ui.quality import reviews

reviews.draw()
