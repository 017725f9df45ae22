"""Lessons and documents that wait to be published, with their history and files"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("submitted", sa.JSON(), nullable=False),
        sa.Column("classification", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("revises", sa.String(length=36), nullable=True),
        sa.Column("promoted_from", sa.String(length=36), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=False),
        sa.Column("assignee_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("state", "author", "address", "promoted_from"):
        op.create_index(f"ix_submissions_{column}", "submissions", [column])
    op.create_table(
        "submission_audience",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("group_name", sa.String(length=200), nullable=False),
        _of_submission(),
        sa.PrimaryKeyConstraint("submission_id", "group_name"),
    )
    op.create_table(
        "submission_events",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        _of_submission(),
        sa.PrimaryKeyConstraint("submission_id", "number"),
    )
    op.create_table(
        "submission_attachments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        _of_submission(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_submission_attachments_submission_id", "submission_attachments", ["submission_id"])


def _of_submission() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], ondelete="CASCADE")


def downgrade() -> None:
    for table in ("submission_attachments", "submission_events", "submission_audience", "submissions"):
        op.drop_table(table)
