"""The page at /library: what the answers rest on."""

from ui import library

library.draw()
