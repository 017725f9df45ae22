"""The JSON of who is asking."""

from typing import Literal

from assistant.schemas.answers import Schema
from knowledge.access import Role as Role

Mode = Literal["local", "token", "sign-in"]
"""How a server knows people: `local` is the one user of its machine, `token` all who have the shared secret, and with
`sign-in` each is known by the identity provider."""


class Me(Schema):
    """Whom the server takes the caller for. `user` is the stable name in records, `name` the one to show."""

    user: str
    name: str
    groups: tuple[str, ...]
    roles: tuple[Role, ...]
    mode: Mode


class SignIn(Schema):
    """What the chat needs to let people sign in. `claims` are those that it hands on with each request of theirs."""

    metadata_url: str
    client_id: str
    client_secret: str
    redirect: str
    cookie_secret: str
    claims: tuple[str, ...]
    contact: str = ""
