"""The page at /document: one document, at one place."""

from ui.documents import page as document

document.draw()
