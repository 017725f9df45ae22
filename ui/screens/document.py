"""The page at /document: one document, at one place."""

from ui import document

document.draw()
