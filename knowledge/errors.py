"""Every error Lärdom raises on purpose, classed by what the reader must do next.

LardomError
├── SettingsError            fix a setting (exit 3)
│   └── IndexMismatch        the index was built with another embedding model
├── Unavailable              a part cannot be reached; try again later (exit 3)
│   ├── IndexEmpty           nothing has been taken in yet
│   ├── IndexUnavailable
│   │   └── IndexLocked      another process on this machine holds the embedded index
│   ├── RegistryUnavailable
│   ├── ModelUnavailable
│   └── SignInUnavailable    the identity provider does not answer
├── NotFound                 there is no such thing, or the asker may not see it: the two look alike
│   └── Removed              it was there once and was taken away on purpose
├── Forbidden                the asker may not do this
│   └── Unauthorized         the asker has not shown who they are
│       └── SessionEnded     they have, and too long ago
├── Conflict                 somebody else changed it first; read again and retry
└── Refused                  the input cannot be taken; say why and what to do (exit 1 or 2)
    └── UnreadableSource     one file could not be read; the others go on
"""

from typing import ClassVar


class LardomError(Exception):
    """An error with a remedy. `code` names the problem type, `status` is its HTTP status, `exit_code` the CLI's."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class SettingsError(LardomError):
    code = "settings"
    exit_code = 3


class IndexMismatch(SettingsError):
    code = "index-mismatch"
    status = 503


class Unavailable(LardomError):
    code = "unavailable"
    status = 503
    exit_code = 3


class IndexEmpty(Unavailable):
    code = "index-empty"


class IndexUnavailable(Unavailable):
    code = "index-unavailable"


class IndexLocked(IndexUnavailable):
    code = "index-locked"


class RegistryUnavailable(Unavailable):
    code = "registry-unavailable"


class ModelUnavailable(Unavailable):
    code = "model-unavailable"


class SignInUnavailable(Unavailable):
    code = "sign-in-unavailable"


class NotFound(LardomError):
    code = "not-found"
    status = 404


class Removed(NotFound):
    code = "removed"
    status = 410


class Forbidden(LardomError):
    code = "forbidden"
    status = 403
    exit_code = 2


class Unauthorized(Forbidden):
    code = "unauthorized"
    status = 401


class SessionEnded(Unauthorized):
    code = "session-ended"


class Conflict(LardomError):
    code = "conflict"
    status = 409


class Refused(LardomError):
    code = "refused"
    status = 422
    exit_code = 2


class UnreadableSource(Refused):
    code = "unreadable-source"
    exit_code = 1
