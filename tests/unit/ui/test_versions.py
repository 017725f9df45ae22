"""Who made a version or a change is told by name where one is known, with the id for who asks for it."""

from assistant.schemas.answers import Classification, Status
from assistant.schemas.validity import ChangedProperty, ChangeView, RevisionView
from tests.unit.ui.fake_api import HOSTILE
from tests.unit.ui.fake_lessons import NOW
from ui.documents import versions
from ui.texts import load_texts

SV = load_texts("sv")


def revision(**changes: object) -> RevisionView:
    given: dict[str, object] = {
        "id": "r-1",
        "created_at": NOW,
        "by": "https://login.example|s-anna",
        "mine": False,
        "current": True,
        "erased": False,
        "chars": 10,
        "replaced_at": None,
        "counts": None,
    }
    return RevisionView(**{**given, **changes})  # type: ignore[arg-type]


def test_a_name_stands_before_the_id_which_opens_on_demand() -> None:
    told = versions.by_whom(revision(by_name="Anna Åberg"), SV)
    assert "<summary>Anna Åberg</summary>" in told
    assert "<code>https://login.example|s-anna</code>" in told


def test_without_a_name_the_id_stands_and_ones_own_is_said_to_be() -> None:
    assert versions.by_whom(revision(), SV) == "av <code>https://login.example|s-anna</code>"
    assert versions.by_whom(revision(mine=True, by_name="Anna Åberg"), SV) == "av dig"
    assert versions.by_whom(revision(by=""), SV) == ""


def test_whatever_is_in_a_name_or_a_value_stays_text() -> None:
    assert HOSTILE not in versions.by_whom(revision(by_name=HOSTILE), SV)
    made = ChangeView(
        number=1,
        at=NOW,
        by=HOSTILE,
        mine=False,
        act="edit",  # type: ignore[arg-type]
        note=HOSTILE,
        changes=(ChangedProperty(name="owner", before=HOSTILE, after=["a", HOSTILE]),),
    )
    assert HOSTILE not in versions.change(made, SV)


def test_a_value_is_told_in_words() -> None:
    assert versions.value_in_words("status", "archived", SV) == "arkiverat"
    for status in Status:
        assert versions.value_in_words("status", status.value, SV)
    for level in Classification:
        assert versions.value_in_words("classification", level.value, SV)
    assert versions.value_in_words("tags", ["hr", "it"], SV) == "hr, it"
    assert versions.value_in_words("review_by", None, SV) == SV("versions.nothing")
