"""What of a passage is searched: the text that is embedded, and the text whose words are counted."""

from knowledge.documents import Passage, Properties


def text_to_embed(passage: Passage, properties: Properties) -> str:
    """The passage under its title and headings, as the embedding model should see it.

    Without the title, mean nDCG@10 by meaning falls from 0.76 to 0.70 (eval/benchmarks/fusion.md).
    """
    return "\n".join(part for part in (_place(passage, properties), passage.context, passage.text) if part)


def text_to_count(passage: Passage, properties: Properties) -> str:
    """The words a question may match: those of the passage, its context, its headings and its document's title."""
    return "\n".join(part for part in (_place(passage, properties), passage.context, passage.text) if part)


def _place(passage: Passage, properties: Properties) -> str:
    # A document's first heading often repeats its title.
    return " > ".join(dict.fromkeys(part for part in (properties.title, *passage.section) if part))
