"""The page at /ownership: what is to be reviewed, and what every document needs."""

from ui.documents import ownership

ownership.draw()
