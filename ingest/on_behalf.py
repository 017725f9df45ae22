"""A person's rights as a job notes them: an upload is carried out later, with the rights that it was handed in with."""

from collections.abc import Mapping
from typing import Any

from knowledge.access import Clearance, Role, Viewer
from knowledge.documents import Classification


def noted(viewer: Viewer) -> dict[str, Any]:
    """The rights as JSON, without who has them: the job knows that."""
    return {
        "unrestricted": viewer.unrestricted,
        "groups": sorted(viewer.groups),
        "roles": sorted(viewer.roles),
        "clearance": [[group, level.value] for group, level in viewer.clearance.highest],
    }


def viewer_of(user: str, rights: Mapping[str, Any] | None) -> Viewer:
    """Who handed the job in; a job from before rights were noted has none."""
    if rights is None:
        return Viewer(user)
    return Viewer(
        user,
        groups=frozenset(rights["groups"]),
        unrestricted=rights["unrestricted"],
        roles=frozenset(map(Role, rights["roles"])),
        clearance=Clearance(tuple((group, Classification(level)) for group, level in rights["clearance"])),
    )
