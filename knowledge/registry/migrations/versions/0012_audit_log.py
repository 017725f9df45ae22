"""An audit log that refuses to be changed, and who its pseudonyms stand for"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None

_REFUSAL = "The audit log cannot be changed."
# The last entry of an orderly cut names the first number that is kept.
_NOT_CUT = "NOT EXISTS (SELECT 1 FROM audit_log WHERE act = 'audit.cut' AND CAST(subject AS INTEGER) > OLD.number)"


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("hash"),
    )
    for column in ("at", "act", "actor", "subject"):
        op.create_index(f"ix_audit_log_{column}", "audit_log", [column], unique=False)
    op.create_table(
        "pseudonyms",
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("user_name"),
        sa.UniqueConstraint("pseudonym"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _protect_in_postgresql()
    else:
        _protect_in_sqlite()


def _protect_in_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change_of_audit_log() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_removal_of_audit_log() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_NOT_CUT} THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_log_stands BEFORE UPDATE OR TRUNCATE ON audit_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_log()"
    )
    op.execute(
        "CREATE TRIGGER audit_log_is_cut_only BEFORE DELETE ON audit_log "
        "FOR EACH ROW EXECUTE FUNCTION refuse_removal_of_audit_log()"
    )


def _protect_in_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER audit_log_refuses_update BEFORE UPDATE ON audit_log "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
    op.execute(
        f"CREATE TRIGGER audit_log_refuses_delete BEFORE DELETE ON audit_log WHEN {_NOT_CUT} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )


def downgrade() -> None:
    # The triggers go with the table.
    op.drop_table("pseudonyms")
    op.drop_table("audit_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_audit_log()")
        op.execute("DROP FUNCTION refuse_removal_of_audit_log()")
