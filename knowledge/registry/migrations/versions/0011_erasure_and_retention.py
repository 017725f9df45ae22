"""Erased persons, what retention removed, and texts that are gone"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fingerprints", sa.JSON(), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_retention_runs_at", "retention_runs", ["at"], unique=False)
    op.add_column("revisions", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("revisions", sa.Column("erased_why", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("revisions", "erased_why")
    op.drop_column("revisions", "erased_at")
    op.drop_index("ix_retention_runs_at", table_name="retention_runs")
    op.drop_table("retention_runs")
    op.drop_table("erasures")
