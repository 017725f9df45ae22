"""Nobody takes somebody else's document out of the answers: whoever answers for it says what stands in its place."""

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest.lessons import build_intake
from ingest.service import IngestionService
from knowledge.access import LOCAL_OWNER, Clearance, Role, Viewer
from knowledge.audit import Act
from knowledge.documents import Classification, Document
from knowledge.errors import Forbidden, NotFound, Refused
from knowledge.jobs import JobState
from knowledge.personal_data.policy import Handling, Policy
from knowledge.properties import ChangeAct
from knowledge.settings import Settings

Library = Any
HR = Viewer("hanna", frozenset({"hr"}), roles=frozenset({Role.READER, Role.OWNER}))
KIM = Viewer("kim", frozenset({"it"}), roles=frozenset({Role.READER, Role.CONTRIBUTOR}))
OLD = "Semester söks fyra veckor före."
NEW = "Semester söks två dagar före."


@dataclass
class Desk:
    """Where people hand documents in."""

    library: Library
    service: IngestionService

    def hand_in(self, viewer: Viewer, name: str, text: str, **properties: object) -> str:
        job = self.service.submit_upload(name, io.BytesIO(text.encode()), properties, viewer)
        deadline = time.monotonic() + 120
        while (now := self.service.job(job.id, LOCAL_OWNER)).state in (JobState.QUEUED, JobState.RUNNING):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        (report,) = now.reports
        assert report.document_id is not None, report
        return report.document_id

    def document(self, document_id: str) -> Document:
        return self.library.store.registry.documents.get(document_id, LOCAL_OWNER)  # type: ignore[no-any-return]

    def waiting(self, viewer: Viewer) -> list[tuple[str, str, bool]]:
        found = self.library.store.registry.supersessions.proposals(viewer)
        return [(each.successor.id, each.superseded.id, each.may_decide) for each in found]

    def found(self) -> set[str]:
        return set(self.library.search("semester söks")) & {OLD, NEW}


@pytest.fixture
def desk(library: Library) -> Iterator[Desk]:
    settings = Settings(data=library.data, max_upload_mb=1)
    service = IngestionService(library.workshop, settings, build_intake(settings), lambda: None)
    service.start()
    yield Desk(library, service)
    service.stop()


def test_a_contributor_cannot_take_somebody_elses_document_out_of_the_answers(desk: Desk) -> None:
    policy = desk.hand_in(HR, "policy.md", OLD, reference="P-1", owner="HR")
    memo = desk.hand_in(KIM, "memo.md", NEW, supersedes=["P-1"], owner="HR")

    assert desk.document(policy).superseded_by is None
    assert desk.found() == {OLD, NEW}
    assert desk.waiting(HR) == [(memo, policy, True)]
    assert desk.waiting(KIM) == [(memo, policy, False)]


def test_the_owner_confirms_and_the_next_search_knows(desk: Desk) -> None:
    policy = desk.hand_in(HR, "policy.md", OLD, reference="P-1")
    memo = desk.hand_in(KIM, "memo.md", NEW, supersedes=["P-1"])
    with pytest.raises(Forbidden):
        desk.service.decide_supersession(memo, policy, True, KIM, "")
    assert desk.found() == {OLD, NEW}

    desk.service.decide_supersession(memo, policy, True, HR, "Godkänd av HR.")
    assert desk.found() == {NEW}
    assert desk.document(policy).superseded_by == memo
    assert desk.waiting(HR) == []

    desk.service.decide_supersession(memo, policy, False, HR, "")
    assert desk.found() == {OLD, NEW}
    entries = desk.library.store.registry.audit.read()
    acts = [entry.act for entry in entries if entry.subject == policy]
    assert acts == [Act.DOCUMENT_PUBLISH, Act.DOCUMENT_REPLACE, Act.DOCUMENT_KEEP]
    assert desk.library.store.registry.audit.verify().broken_at is None


def test_what_was_turned_down_waits_again_only_with_another_text(desk: Desk) -> None:
    policy = desk.hand_in(HR, "policy.md", OLD, reference="P-1")
    memo = desk.hand_in(KIM, "memo.md", NEW, supersedes=["P-1"])
    desk.service.decide_supersession(memo, policy, False, HR, "Fel.")
    assert desk.waiting(HR) == []

    desk.hand_in(KIM, "memo.md", f"{NEW} Chefen avgör.", supersedes=["P-1"])
    assert desk.waiting(HR) == [(memo, policy, True)]
    assert OLD in desk.found()


def test_a_confirmed_successor_with_another_text_holds_and_waits_for_the_owner_again(desk: Desk) -> None:
    policy = desk.hand_in(HR, "policy.md", OLD, reference="P-1")
    memo = desk.hand_in(KIM, "memo.md", NEW, supersedes=["P-1"])
    desk.service.decide_supersession(memo, policy, True, HR, "")
    confirmed = desk.document(memo).revision_id

    desk.hand_in(KIM, "memo.md", f"{NEW} Chefen avgör.", supersedes=["P-1"])
    (proposal,) = desk.library.store.registry.supersessions.proposals(HR)
    assert (proposal.confirmed_revision, proposal.may_decide) == (confirmed, True)
    assert desk.document(policy).superseded_by == memo
    assert OLD not in desk.found()

    desk.service.decide_supersession(memo, policy, True, HR, "Läst igen.")
    assert desk.waiting(HR) == []
    desk.hand_in(KIM, "memo.md", f"{NEW} Eller inte.", supersedes=["P-1"])
    desk.service.decide_supersession(memo, policy, False, HR, "")
    assert desk.found() & {OLD} == {OLD}


def test_a_new_text_of_the_owners_own_hand_is_confirmed_by_that(desk: Desk) -> None:
    policy = desk.hand_in(HR, "policy.md", OLD, reference="P-1")
    memo = desk.hand_in(HR, "new.md", NEW, supersedes=["P-1"])
    desk.hand_in(HR, "new.md", f"{NEW} Chefen avgör.", supersedes=["P-1"])
    assert desk.document(policy).superseded_by == memo
    assert desk.waiting(HR) == []


def test_who_answers_for_a_document_replaces_it_at_once(desk: Desk) -> None:
    desk.hand_in(HR, "policy.md", OLD, reference="P-1")
    desk.hand_in(HR, "new.md", NEW, supersedes=["P-1"])
    assert desk.found() == {NEW}


def test_contributors_replace_what_they_handed_in_themselves(desk: Desk) -> None:
    desk.hand_in(KIM, "old.md", OLD, reference="K-1")
    desk.hand_in(KIM, "new.md", NEW, supersedes=["K-1"])
    assert desk.found() == {NEW}


def test_members_of_the_group_that_owns_a_document_replace_it_and_namesakes_do_not(desk: Desk) -> None:
    desk.hand_in(HR, "policy.md", OLD, reference="P-1", owner="IT")
    namesake = Viewer("mallory", frozenset({"all"}), roles=frozenset({Role.CONTRIBUTOR}), name="IT")
    desk.hand_in(namesake, "fake.md", "Semester behövs inte.", supersedes=["P-1"])
    assert OLD in desk.found()
    desk.hand_in(KIM, "new.md", NEW, supersedes=["P-1"])
    assert desk.found() == {NEW}


def test_a_number_that_is_claimed_before_its_document_exists_gives_no_right(desk: Desk) -> None:
    memo = desk.hand_in(KIM, "memo.md", NEW, supersedes=["P-1"])
    policy = desk.hand_in(HR, "policy.md", OLD, reference="P-1")
    assert desk.found() == {OLD, NEW}
    assert desk.waiting(HR) == [(memo, policy, True)]


def test_a_document_with_the_same_number_is_no_way_around(desk: Desk) -> None:
    policy = desk.hand_in(HR, "policy.md", OLD, reference="P-1")
    desk.hand_in(KIM, "mine.md", "Eget.", reference="P-1")
    desk.hand_in(KIM, "memo.md", NEW, supersedes=["P-1"])
    assert desk.document(policy).superseded_by is None
    assert OLD in desk.found()


def test_an_owner_replaces_nothing_that_they_may_not_see_nor_learns_of_it(desk: Desk) -> None:
    secret = desk.hand_in(HR, "policy.md", OLD, reference="P-1", audience=["hr"])
    owner = Viewer("otto", frozenset({"it"}), roles=frozenset({Role.OWNER}), clearance=Clearance())
    memo = desk.hand_in(owner, "memo.md", NEW, supersedes=["P-1"])

    assert desk.document(secret).superseded_by is None
    assert desk.waiting(owner) == []
    assert desk.waiting(HR) == [(memo, secret, True)]
    with pytest.raises(NotFound) as hidden:
        desk.service.decide_supersession(memo, secret, True, owner, "")
    with pytest.raises(NotFound) as absent:
        desk.service.decide_supersession(memo, "no-such", True, owner, "")
    assert str(hidden.value) == str(absent.value)


def test_a_claim_in_a_file_that_is_handed_in_again_gains_nothing(desk: Desk) -> None:
    """Neither by repeating it, nor by an undone removal, which publishes the same revision anew."""
    policy = desk.hand_in(HR, "policy.md", OLD, reference="P-1")
    memo = desk.hand_in(KIM, "memo.md", NEW, supersedes=["P-1"])
    desk.hand_in(KIM, "memo.md", f"{NEW} Igen.", supersedes=["P-1"])
    desk.service.remove(memo, "kim")
    assert desk.waiting(HR) == []
    desk.service.restore(memo, KIM)

    assert desk.document(policy).superseded_by is None
    assert desk.waiting(HR) == [(memo, policy, True)]


def test_a_number_is_none_that_a_draft_or_a_removed_document_gives(desk: Desk) -> None:
    desk.hand_in(HR, "policy.md", OLD, reference="P-1")
    desk.hand_in(HR, "draft.md", NEW, supersedes=["P-1"], status="draft")
    assert desk.found() == {OLD}


def test_the_servers_own_command_and_a_library_of_one_replace_at_once(desk: Desk, folder: Path) -> None:
    desk.hand_in(HR, "policy.md", OLD, reference="P-1")
    desk.hand_in(LOCAL_OWNER, "new.md", NEW, supersedes=["P-1"])
    assert desk.found() == {NEW}
    desk.library.ingest(folder)
    assert desk.found() == {NEW}


def test_a_job_from_before_rights_were_noted_has_none(desk: Desk) -> None:
    """A job that was queued by an earlier version carries nobody's rights."""
    policy = desk.hand_in(HR, "policy.md", OLD, reference="P-1")
    job = desk.library.store.registry.jobs
    folder = desk.library.data / "uploads" / "old-job"
    folder.mkdir(parents=True)
    folder.joinpath("memo.md").write_text(NEW, "utf-8")
    request = {"upload": "memo.md", "folder": "old-job", "properties": {"supersedes": ["P-1"]}}
    waiting = job.add(request, "kim")
    desk.hand_in(KIM, "another.md", "Ett.")
    deadline = time.monotonic() + 120
    while desk.service.job(waiting.id, LOCAL_OWNER).state is not JobState.DONE:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert desk.document(policy).superseded_by is None


def test_what_an_owner_set_by_hand_holds_over_what_the_file_says_from_then_on(desk: Desk) -> None:
    policy = desk.hand_in(HR, "policy.md", OLD, reference="P-1", owner="HR", tags=["ledighet"])
    desk.service.change_properties(policy, {"owner": "IT", "audience": ["hr"]}, HR, "", ChangeAct.EDIT)
    desk.hand_in(HR, "policy.md", f"{OLD} Alltid.", reference="P-1", owner="Ekonomi", tags=["semester"])

    known = desk.document(policy).properties
    assert (known.owner, known.audience, known.tags) == ("IT", ("hr",), ("semester",))
    assert desk.library.search("semester söks", "it") == []
    history = desk.library.store.registry.properties.history(policy)
    assert [(change.act, change.by) for change in history] == [("source", "hanna"), ("edit", "hanna")]

    desk.service.undo_change(policy, 1, HR)
    assert desk.document(policy).properties.audience == ("all",)
    desk.hand_in(HR, "policy.md", f"{OLD} Som regel.", reference="P-1", owner="Ekonomi")
    assert desk.document(policy).properties.owner == "Ekonomi"


def test_a_classification_that_the_text_is_not_fit_for_is_refused(desk: Desk) -> None:
    policy = desk.hand_in(HR, "policy.md", "Anna Andersson har personnummer 811228-9874.", classification="internal")
    desk.library.policy = Policy(Handling.ALLOW, Handling.REDACT)
    with pytest.raises(Refused, match="personnummer"):
        desk.service.change_properties(policy, {"classification": "public"}, HR, "", ChangeAct.EDIT)
    assert desk.document(policy).properties.classification is Classification.INTERNAL
