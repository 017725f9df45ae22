"""Who says that one document replaces another, and what is changed by hand"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What replaced something before this was known stays where it is: nothing old comes back into answers.
    op.add_column("document_supersedes", sa.Column("declared_by", sa.Text(), server_default="", nullable=False))
    op.add_column("document_supersedes", sa.Column("trusted", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("documents", sa.Column("by_hand", sa.JSON(), server_default="{}", nullable=False))
    op.create_table(
        "supersession_decisions",
        sa.Column("successor_id", sa.String(length=36), nullable=False),
        sa.Column("superseded_id", sa.String(length=36), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["successor_id"], ["documents.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["superseded_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("successor_id", "superseded_id"),
    )
    op.create_index("ix_supersession_decisions_superseded_id", "supersession_decisions", ["superseded_id"])
    op.create_table(
        "property_changes",
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "number"),
    )


def downgrade() -> None:
    op.drop_table("property_changes")
    op.drop_index("ix_supersession_decisions_superseded_id", table_name="supersession_decisions")
    op.drop_table("supersession_decisions")
    op.drop_column("documents", "by_hand")
    op.drop_column("document_supersedes", "trusted")
    op.drop_column("document_supersedes", "declared_by")
