"""The page at /queue: lessons that wait for somebody else to look at them."""

from ui import review_queue

review_queue.draw()
