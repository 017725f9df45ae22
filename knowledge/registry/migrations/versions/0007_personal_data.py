"""What personal data a revision holds is kept for those who review it"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Revisions read before have none noted: `lardom personal-data scan --library` looks through them.
    op.add_column("revisions", sa.Column("personal_data", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("revisions", "personal_data")
