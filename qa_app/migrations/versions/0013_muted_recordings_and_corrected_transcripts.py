"""Muted copies of recordings, sides of channels by source, corrected transcripts and voices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    _change_recordings()
    with op.batch_alter_table("transcript") as batch:
        batch.add_column(sa.Column("based_on", ROW_ID, nullable=True))
        batch.add_column(sa.Column("made_by", ROW_ID, nullable=True))
        batch.create_foreign_key(
            op.f("fk_transcript_based_on_transcript"),
            "transcript",
            ["based_on"],
            ["id"],
            ondelete="SET NULL",
        )
        batch.create_foreign_key(
            op.f("fk_transcript_made_by_user"), "user", ["made_by"], ["id"], ondelete="RESTRICT"
        )
    with op.batch_alter_table("turn") as batch:
        batch.add_column(sa.Column("voice", sa.String(length=200), nullable=True))
    _change_originals()
    _make_source_sound()
    _make_correction()


def _change_recordings() -> None:
    with op.batch_alter_table("recording") as batch:
        batch.add_column(sa.Column("playback_key", sa.String(length=200), nullable=True))
        batch.add_column(sa.Column("muted", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("mute_note", sa.Text(), nullable=True))
        batch.add_column(sa.Column("channel_order", sa.String(length=200), nullable=True))
        batch.add_column(sa.Column("dropped_words", ROW_ID, nullable=True))
    with op.batch_alter_table("recording") as batch:
        batch.alter_column("muted", server_default=None)


def _change_originals() -> None:
    with op.batch_alter_table("masked_original") as batch:
        batch.add_column(sa.Column("transcript_id", ROW_ID, nullable=True))
        batch.add_column(
            sa.Column("is_current", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch.create_foreign_key(
            op.f("fk_masked_original_transcript_id_transcript"),
            "transcript",
            ["transcript_id"],
            ["id"],
            ondelete="CASCADE",
        )
    with op.batch_alter_table("masked_original") as batch:
        batch.alter_column("is_current", server_default=None)
        batch.create_index(op.f("ix_masked_original_transcript_id"), ["transcript_id"])
    # Until now only those of the current transcript were kept.
    op.execute(
        "UPDATE masked_original SET transcript_id = (SELECT transcript.id FROM transcript"
        " WHERE transcript.interaction_id = masked_original.interaction_id"
        " AND transcript.is_current)"
    )


def _make_source_sound() -> None:
    op.create_table(
        "source_sound",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("channel_order", sa.String(length=200), nullable=False),
        sa.Column("set_by", ROW_ID, nullable=True),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_by"], ["user.id"], name=op.f("fk_source_sound_set_by_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_sound")),
        sa.UniqueConstraint("source", name=op.f("uq_source_sound_source")),
    )


def _make_correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("interaction_id", ROW_ID, nullable=False),
        sa.Column("transcript_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("position", ROW_ID, nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("made_by", ROW_ID, nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("undone_by", ROW_ID, nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interaction.id"],
            name=op.f("fk_correction_interaction_id_interaction"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcript.id"],
            name=op.f("fk_correction_transcript_id_transcript"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["user.id"], name=op.f("fk_correction_made_by_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"],
            ["user.id"],
            name=op.f("fk_correction_undone_by_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction") as batch:
        batch.create_index(op.f("ix_correction_interaction_id"), ["interaction_id"])


def downgrade() -> None:
    """Take back; corrected versions stay, as plain ones."""
    op.drop_table("correction")
    op.drop_table("source_sound")
    with op.batch_alter_table("masked_original") as batch:
        batch.drop_index(op.f("ix_masked_original_transcript_id"))
        batch.drop_constraint(
            op.f("fk_masked_original_transcript_id_transcript"), type_="foreignkey"
        )
        batch.drop_column("is_current")
        batch.drop_column("transcript_id")
    with op.batch_alter_table("turn") as batch:
        batch.drop_column("voice")
    with op.batch_alter_table("transcript") as batch:
        batch.drop_constraint(op.f("fk_transcript_made_by_user"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_transcript_based_on_transcript"), type_="foreignkey")
        batch.drop_column("made_by")
        batch.drop_column("based_on")
    with op.batch_alter_table("recording") as batch:
        for name in ("dropped_words", "channel_order", "mute_note", "muted", "playback_key"):
            batch.drop_column(name)
