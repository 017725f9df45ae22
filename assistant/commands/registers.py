"""`lardom register` and `lardom impact`: what GDPR Art. 30 and 35 ask for, from what is configured."""

import argparse
from collections.abc import Callable, Sequence

from assistant.bootstrap import today
from assistant.commands.output import show, show_json
from assistant.processing_register.impact import build_impact, impact_markdown
from assistant.processing_register.register import build_register, register_markdown
from knowledge.settings import load_settings


def register(arguments: Sequence[str]) -> int:
    options = _parser("register", "The register of processing activities (GDPR Art. 30).").parse_args(arguments)
    built = build_register(load_settings(), today(), options.language)
    return _shown(options, built.model_dump(mode="json"), lambda: register_markdown(built))


def impact(arguments: Sequence[str]) -> int:
    options = _parser("impact", "The input for an impact assessment (GDPR Art. 35).").parse_args(arguments)
    built = build_impact(load_settings(), today(), options.language)
    return _shown(options, built.model_dump(mode="json"), lambda: impact_markdown(built))


def _shown(options: argparse.Namespace, content: dict[str, object], paper: Callable[[], str]) -> int:
    if options.format == "json":
        show_json(content)
    else:
        show(paper().rstrip())
    return 0


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"lardom {name}", description=description)
    export = parser.add_subparsers(required=True).add_parser("export", help="write it to standard output")
    export.add_argument("--format", choices=("md", "json"), default="md", help="Markdown or one JSON object")
    export.add_argument("--language", choices=("sv", "en"), default="sv", help="of its words (sv)")
    return parser
