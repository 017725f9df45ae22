"""The page at /: ask, read, follow up."""

from ui import chat

chat.draw()
