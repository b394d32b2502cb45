"""Where an interaction stood in what was handed in, how it was read; a direction may be unknown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DIRECTION = sa.Enum("inbound", "outbound", name="direction", native_enum=False, length=32)
NEW = ("file_name", "file_line", "file_entry", "format", "mapping", "started_from")


def upgrade() -> None:
    """Apply; directions that were guessed until now cannot be told from others and stay."""
    with op.batch_alter_table("interaction") as batch:
        for name in NEW:
            kind = ROW_ID if name in ("file_line", "file_entry") else sa.String(length=200)
            batch.add_column(sa.Column(name, kind, nullable=True))
        batch.alter_column("direction", existing_type=DIRECTION, nullable=True)


def downgrade() -> None:
    """Take back; what is unknown counts as inbound again, as it did."""
    op.execute("UPDATE interaction SET direction = 'inbound' WHERE direction IS NULL")
    with op.batch_alter_table("interaction") as batch:
        batch.alter_column("direction", existing_type=DIRECTION, nullable=False)
        for name in reversed(NEW):
            batch.drop_column(name)
