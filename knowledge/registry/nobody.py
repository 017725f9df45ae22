"""Who stands where a person stood: somebody who leads to nobody."""

from secrets import token_hex

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

PREFIX = "erased-"


class Nobodies:
    """Within one place (a week, say) a person becomes one nobody, so that people are still counted rightly there;
    from place to place another one, so that nobody is followed."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}

    def instead_of(self, user: str, place: str) -> str:
        return self._names.setdefault((user, place), f"{PREFIX}{token_hex(6)}")


def is_somebody(column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    return column.not_like(f"{PREFIX}%")
