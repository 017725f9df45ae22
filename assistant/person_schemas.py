"""The JSON of who is asking; part of the contract of schemas.py."""

from typing import Literal

from assistant.schemas import Schema
from knowledge.access import Role as Role

Mode = Literal["local", "token"]
"""How a server knows people: `local` is the one user of its machine, `token` all who have the shared secret."""


class Me(Schema):
    """Whom the server takes the caller for. `user` is the stable name in records, `name` the one to show."""

    user: str
    name: str
    groups: tuple[str, ...]
    roles: tuple[Role, ...]
    mode: Mode
