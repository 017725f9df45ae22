"""`lardom card`: the model and system card of this installation, from its settings."""

import argparse
from collections.abc import Sequence

from assistant.about.card_text import card_text
from assistant.about.describing import card as made_card
from assistant.about.describing import library_size
from assistant.bootstrap import today
from assistant.commands.output import show, show_json
from knowledge.access import LOCAL_OWNER
from knowledge.registry.registry import Registry
from knowledge.settings import load_settings


def card(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    settings = load_settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    registry = Registry(settings.database)
    try:
        size = library_size(registry.documents, LOCAL_OWNER)
    finally:
        registry.close()
    made = made_card(settings, options.language, size, today())
    if options.format == "json":
        show_json(made.model_dump(mode="json"))
    else:
        show(card_text(made).rstrip("\n"))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lardom card", description="The model and system card, from the settings.")
    parser.add_argument("--format", choices=("md", "json"), default="md", help="Markdown, or JSON as /v1/card")
    parser.add_argument("--language", choices=("sv", "en"), default="en", help="language of its text (en)")
    return parser
