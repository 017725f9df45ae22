"""The page at /persons: what is held about a person, its erasure, and the register of processing."""

from ui.oversight import persons

persons.draw()
