"""The page at /queue: lessons that wait for somebody else to look at them."""

from ui.lessons import queue as review_queue

review_queue.draw()
