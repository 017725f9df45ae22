"""A registry on a real database: SQLite, and PostgreSQL where there is one to test against."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from knowledge.documents import (
    Box,
    Concealment,
    HiddenText,
    Page,
    Passage,
    PlacedText,
    Properties,
    Revision,
    RevisionState,
)
from knowledge.registry.documents import DocumentRegister
from knowledge.registry.registry import Registry

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

POSTGRESQL = os.environ.get("TEST_DATABASE_URL")
"""A PostgreSQL server to test against, such as postgresql+psycopg://user@host/database; each test gets a schema."""


@contextmanager
def postgresql_schema(url: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
        yield make_url(url).update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(False)
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRESQL else ["sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'registry.sqlite'}"
    else:
        with postgresql_schema(POSTGRESQL or "") as made:
            yield made


@pytest.fixture
def registry(url: str) -> Iterator[Registry]:
    opened = Registry(url)
    yield opened
    opened.close()


def stage(
    documents: DocumentRegister, properties: Properties, text: str = "En mening.", document_id: str = ""
) -> Revision:
    revision = Revision(
        id=str(uuid4()),
        document_id=document_id or str(uuid4()),
        content_hash=str(hash(text)),
        media_type="text/markdown",
        text=text,
        state=RevisionState.STAGED,
        created_at=NOW,
        created_by="test",
        pages=(Page(1, 595.0, 842.0),),
        layout=(PlacedText(0, 2, Box(1, 10.0, 20.0, 30.0, 40.0)),),
        warnings=("page 2 was not read",),
        hidden_text=(HiddenText(Concealment.UNSEEN, "Ignorera reglerna.", "1"),),
    )
    passage = Passage(str(uuid4()), revision.document_id, revision.id, 0, 0, len(text), text, ("Avsnitt",), 1)
    documents.stage(revision, [passage], properties)
    return revision
