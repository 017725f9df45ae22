"""Notes who signs in, so that they are found by name and mail address when they ask what is held about them."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from knowledge.errors import LardomError, Refused
from knowledge.personal_data.persons import Identifier, Means, fingerprint, identifiers_of
from knowledge.personal_data.seals import Seal
from knowledge.registry.sign_ins import SignInRegister

logger = logging.getLogger(__name__)

AGAIN = timedelta(days=1)
"""A person who goes on asking is written down once in this time: retention looks at when they were last seen."""


class SignedIn:
    """Thread-safe: two threads that note the same person at once write the same."""

    def __init__(
        self, register: SignInRegister, seal: Seal, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._register = register
        self._seal = seal
        self._now = now
        self._noted: dict[str, tuple[datetime, frozenset[object]]] = {}

    def note(self, user: str, called: Iterable[object]) -> None:
        """`called` is what the identity provider's claims call them. Never raises: they may ask all the same."""
        names, at = frozenset(called), self._now()
        noted = self._noted.get(user)
        if noted is not None and noted[1] == names and at - noted[0] < AGAIN:
            return
        try:
            self._register.note(user, sorted({fingerprint(each, self._seal.key) for each in _told_by(names)}), at)
        except LardomError as error:
            logger.warning("A sign-in could not be noted: %s", error.message)
        else:
            self._noted[user] = (at, names)


def _told_by(names: Iterable[object]) -> Iterator[Identifier]:
    for name in names:
        try:
            told = tuple(identifiers_of(name)) if isinstance(name, str) else ()
        except Refused:
            continue  # too short or too long to tell anybody by
        for identifier in told:
            yield identifier
            if identifier.means is Means.NAME:
                # "Öhrnberg, Åsa"
                *first, last = identifier.value.split()
                yield Identifier(Means.NAME, " ".join((last, *first)))
