"""Builds the Word, PowerPoint, Excel and PDF documents, with sidecars, from `sources/`: `python -m pilot.build`."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from pilot.office import build_docx, build_pptx, build_xlsx
from pilot.pdf import build_pdf, build_scan
from pilot.source import Source, read_source

PILOT = Path(__file__).parent
SOURCES = PILOT / "sources"
KNOWLEDGE = PILOT / "knowledge"
# The longer ending first: a scan is a PDF too.
BUILDERS: dict[str, Callable[[Source], bytes]] = {
    ".scan.pdf": build_scan,
    ".pdf": build_pdf,
    ".docx": build_docx,
    ".pptx": build_pptx,
    ".xlsx": build_xlsx,
}


def build_all(sources: Path, knowledge: Path) -> Iterator[Path]:
    """Builds every source into `knowledge` and gives the paths of the documents, sidecars not counted."""
    knowledge.mkdir(parents=True, exist_ok=True)
    for path in sorted(sources.glob("*.md")):
        source = read_source(path)
        built = knowledge / source.file_name
        built.write_bytes(_builder(source.file_name)(source))
        sidecar = knowledge / f"{source.file_name}.meta.yaml"
        sidecar.write_text(yaml.safe_dump(source.properties, sort_keys=False, allow_unicode=True, width=120), "utf-8")
        yield built


def _builder(file_name: str) -> Callable[[Source], bytes]:
    for ending, builder in BUILDERS.items():
        if file_name.endswith(ending):
            return builder
    raise ValueError(f"{file_name}.md: name it after the file to build, ending in one of {', '.join(BUILDERS)}.")


def main() -> None:
    built = list(build_all(SOURCES, KNOWLEDGE))
    size_kb = sum(path.stat().st_size for path in built) // 1024
    sys.stdout.write(f"Built {len(built)} documents, {size_kb} kB, in {KNOWLEDGE.name}/.\n")


if __name__ == "__main__":
    main()
