import io
import zipfile
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from ingest.parsing.packages import check_package
from ingest.parsing.safe_xml import parse_xml
from ingest.parsing.wordml import flattened, shown_text
from knowledge.errors import UnreadableSource
from tests.fixtures.documents import rewrite_part, write_docx, write_xlsx

_DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;">' % (98 + n, *[97 + n] * 5) for n in range(12))
    + b"]><l>&m;</l>"
)


@pytest.mark.parametrize("content", [_DTD + b"<a>&x;</a>", _LAUGHS, _LAUGHS.decode().encode("utf-16")])
def test_xml_that_defines_entities_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableSource, match="document type"):
        parse_xml(content)


def test_an_office_file_that_defines_entities_is_refused(tmp_path: Path) -> None:
    path = rewrite_part(write_docx(tmp_path / "a.docx"), "word/document.xml", lambda xml: _DTD + xml.split(b"?>", 1)[1])

    with pytest.raises(UnreadableSource, match="entities"):
        check_package(path)


def test_an_office_file_with_a_password_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["x"]])
    locked = io.BytesIO()
    with path.open("rb") as file:
        OOXMLFile(file).encrypt("secret", locked)
    path.write_bytes(locked.getvalue())

    with pytest.raises(UnreadableSource, match="password") as refused:
        check_package(path)
    assert "Remove the password" in refused.value.remedy


def test_an_old_office_file_under_a_new_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))

    with pytest.raises(UnreadableSource, match="old Office format"):
        check_package(path)


def test_an_office_file_that_unpacks_like_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(30_000_000))

    with pytest.raises(UnreadableSource, match="unpacks to 30 MB"):
        check_package(path)


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut off", b"plain text", b"\0" * 100])
def test_a_damaged_office_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)

    with pytest.raises(UnreadableSource, match="damaged"):
        check_package(path)


def test_text_that_python_docx_passes_over_is_made_plain_and_unseen_text_goes(tmp_path: Path) -> None:
    _, root = flattened(write_docx(tmp_path / "a.docx"))

    text = "".join(shown_text(root))

    assert "Gränsen är 50 000 kronor, se bilaga 2" in text
    assert "I en kontroll" in text
    assert text.count("I en ruta") == 1
    assert "10 000" not in text
    assert "9 000" not in text
    assert "Dolt" not in text
