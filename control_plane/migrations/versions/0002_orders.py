"""Orders to terminals, the words about them, and what is put for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WORD = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "terminal_order",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("args", JSON, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_ms", BIG, nullable=False),
        sa.Column("wait_until_ms", BIG, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("state_ms", BIG, nullable=False),
        sa.Column("deadline_ms", BIG, nullable=True),
        sa.Column("sent_session", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminal_order")),
    )
    op.create_index(op.f("ix_terminal_order_terminal_created_ms"), "terminal_order", ["terminal", "created_ms"])
    op.create_index(op.f("ix_terminal_order_state_deadline_ms"), "terminal_order", ["state", "deadline_ms"])
    op.create_table(
        "order_step",
        sa.Column("id", BIG, nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("progress", BIG, nullable=True),
        sa.Column("at_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_step")),
        sa.UniqueConstraint("order_id", "run", "seq", name=op.f("uq_order_step_order_id_run_seq")),
    )
    op.create_index(op.f("ix_order_step_order_id"), "order_step", ["order_id"])
    op.create_table(
        "upload",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("until_ms", BIG, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_upload")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_upload_token_hash")),
    )
    op.create_index(op.f("ix_upload_until_ms"), "upload", ["until_ms"])


def downgrade() -> None:
    for table in ("upload", "order_step", "terminal_order"):
        op.drop_table(table)
