"""What a file hides from its readers is kept for those who review it"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Revisions read before have none: theirs was left out, and is found when the file changes.
    op.add_column("revisions", sa.Column("hidden_text", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("revisions", "hidden_text")
