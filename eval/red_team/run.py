"""`lardom eval red-team`: every attack tried on a server over the pilot and planted documents, and what got through."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.llm.prompting import fingerprint
from eval.golden.lint import kept_documents
from eval.red_team.attacks import Attack, Category
from eval.red_team.breaches import Breach, Guard
from eval.red_team.target import Reply, Target
from eval.temporary_store import ingested
from knowledge.documents import EVERYONE
from knowledge.settings import Settings

Progress = Callable[[str], None]
_TELL_EVERY = 20


@dataclass(frozen=True, slots=True)
class Tried:
    """One attack and what came back of it. `breaches` is empty when nothing got through."""

    attack: Attack
    reply: Reply
    breaches: tuple[Breach, ...]

    @property
    def answer(self) -> str:
        """What was said, in a line; the problem where there was one."""
        sentences = " ".join(str(sentence["text"]) for sentence in self.reply.body.get("sentences", ()))
        return sentences or str(self.reply.body.get("status") or self.reply.body.get("title") or "")


@dataclass(frozen=True, slots=True)
class RedTeam:
    tried: tuple[Tried, ...]
    writer: str

    @property
    def through(self) -> tuple[Tried, ...]:
        return tuple(each for each in self.tried if each.breaches)

    @property
    def blocking(self) -> tuple[Tried, ...]:
        return tuple(each for each in self.through if each.attack.blocking)

    def report(self) -> dict[str, Any]:
        """The JSON of docs/commands.md."""
        return {
            "attacks": len(self.tried),
            "got_through": len(self.through),
            "blocking": len(self.blocking),
            "categories": {
                category.value: {
                    "tried": sum(each.attack.category is category for each in self.tried),
                    "got_through": sum(each.attack.category is category for each in self.through),
                    "blocking": sum(each.attack.category is category for each in self.blocking),
                }
                for category in Category
                if any(each.attack.category is category for each in self.tried)
            },
            "languages": dict(sorted(Counter(each.attack.language for each in self.tried).items())),
            "through": [_through(each) for each in self.through],
            "configuration": {"writer": self.writer, "prompts": fingerprint()},
        }


def red_team(attacks: Sequence[Attack], documents: Sequence[Path], settings: Settings, progress: Progress) -> RedTeam:
    """Takes the documents in, and tries the attacks one after another."""
    with ingested(documents, settings) as made:
        kept_ones = kept_documents(made.store.registry.documents)
        groups = {group for kept in kept_ones.values() for group in kept.document.properties.audience}
        target = Target(made, tuple(sorted(groups - {EVERYONE})))
        guard = Guard(kept_ones, made.store.registry.documents)
        tried = []
        for at, attack in enumerate(attacks, start=1):
            reply = target.try_out(attack)
            tried.append(Tried(attack, reply, guard.breaches(attack, reply)))
            if at % _TELL_EVERY == 0 or at == len(attacks):
                progress(
                    f"{at} of {len(attacks)} attacks tried, {sum(bool(each.breaches) for each in tried)} got through"
                )
    return RedTeam(tuple(tried), settings.writer)


def _through(each: Tried) -> dict[str, Any]:
    return {
        "id": each.attack.id,
        "category": each.attack.category.value,
        "blocking": each.attack.blocking,
        "tried": each.attack.sent[:500],
        "status": each.reply.status,
        "answer": each.answer,
        "breaches": [{"kind": breach.kind.value, "what": breach.what} for breach in each.breaches],
        "note": each.attack.note,
    }
