"""The files that reports and records are written to."""

import argparse
from pathlib import Path

from knowledge.errors import Refused


def report_file(written: str) -> Path:
    """For argparse: a file whose ending says how a report is to be written."""
    file = Path(written)
    if file.suffix not in (".html", ".md"):
        raise argparse.ArgumentTypeError(f"{written} must end in .html or .md")
    return file


def write(file: Path, text: str) -> None:
    """Raises Refused where that cannot be done."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error}.", "Name a file in a folder that is there.") from error
