"""The page at /about: what Lärdom is, also for who has not signed in."""

from ui import session
from ui.about import page as about
from ui.session import SignedIn

if session.signed_in() is SignedIn.YES:
    about.draw()
else:
    about.draw_for_strangers()
