"""The page at /library: what the answers rest on."""

from ui.documents import library

library.draw()
