"""What is counted over many answers stands in columns of the trace"""

from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("traces") as table:
        table.add_column(sa.Column("week", sa.String(length=8), nullable=False, server_default=""))
        table.add_column(sa.Column("status", sa.String(length=16), nullable=False, server_default=""))
        table.add_column(sa.Column("language", sa.String(length=8), nullable=False, server_default=""))
        table.add_column(sa.Column("confidence", sa.Double(), nullable=False, server_default="0"))
        table.add_column(sa.Column("total_ms", sa.Double(), nullable=False, server_default="0"))
        table.add_column(sa.Column("tokens_in", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("tokens_out", sa.Integer(), nullable=False, server_default="0"))
        table.create_index("ix_traces_week", ["week"], unique=False)
    for name, other, length in (("trace_groups", "group_name", 200), ("trace_documents", "document_id", 36)):
        op.create_table(
            name,
            sa.Column("trace_id", sa.String(length=36), nullable=False),
            sa.Column(other, sa.String(length=length), nullable=False),
            sa.ForeignKeyConstraint(["trace_id"], ["traces.id"], ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("trace_id", other),
        )
    _fill()


def downgrade() -> None:
    op.drop_table("trace_documents")
    op.drop_table("trace_groups")
    with op.batch_alter_table("traces") as table:
        table.drop_index("ix_traces_week")
        for name in ("week", "status", "language", "confidence", "total_ms", "tokens_in", "tokens_out"):
            table.drop_column(name)


def _fill() -> None:
    """The figures of answers that were given before stand in their records; whose groups they were is not known."""
    traces = sa.table(
        "traces",
        sa.column("id", sa.String),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("record", sa.JSON),
        *(sa.column(name) for name in ("week", "status", "language", "confidence", "total_ms")),
    )
    documents = sa.table("trace_documents", sa.column("trace_id"), sa.column("document_id"))
    connection = op.get_bind()
    for id_, at, record in connection.execute(sa.select(traces.c.id, traces.c.at, traces.c.record)).all():
        # SQLite gives back UTC without saying so, PostgreSQL the session's zone.
        year, week, _ = (at.astimezone(UTC) if at.tzinfo else at).isocalendar()
        connection.execute(
            sa.update(traces)
            .where(traces.c.id == id_)
            .values(
                week=f"{year}-W{week:02}",
                status=record.get("status", ""),
                language=record.get("language", ""),
                confidence=record.get("confidence", 0.0),
                total_ms=record.get("timings_ms", {}).get("total", 0.0),
            )
        )
        cited = {shown["document"] for shown in record.get("shown", ())}
        for document_id in sorted(cited):
            connection.execute(sa.insert(documents).values(trace_id=id_, document_id=document_id))
