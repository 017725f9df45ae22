"""The page at /reviews: a sample of answers to judge."""

from ui import reviews

reviews.draw()
