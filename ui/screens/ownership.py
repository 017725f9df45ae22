"""The page at /ownership: what is to be reviewed, and what every document needs."""

from ui import ownership

ownership.draw()
