"""The page at /: ask, read, follow up."""

from ui.chat import page as chat

chat.draw()
