"""What branches say of their calls: calls, taps, problems, closings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "observed_call",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("began_ms", BIG, nullable=True),
        sa.Column("ended_ms", BIG, nullable=True),
        sa.Column("call_end", sa.Text(), nullable=True),
        sa.Column("readiness", sa.Text(), nullable=False),
        sa.Column("because", JSON, nullable=False),
        sa.Column("received_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("terminal", "id", name=op.f("pk_observed_call")),
    )
    op.create_index(op.f("ix_observed_call_terminal_began_ms"), "observed_call", ["terminal", "began_ms"])
    op.create_table(
        "tap",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("terminal", "id", name=op.f("pk_tap")),
    )
    op.create_table(
        "reported_problem",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("readiness", sa.Text(), nullable=False),
        sa.Column("closed_ms", BIG, nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("found", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("terminal", "id", name=op.f("pk_reported_problem")),
    )
    op.create_index(op.f("ix_reported_problem_closed_ms"), "reported_problem", ["closed_ms"])
    op.create_table(
        "branch_closing",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("until_ms", BIG, nullable=False),
        sa.Column("said_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_branch_closing")),
    )


def downgrade() -> None:
    op.drop_table("branch_closing")
    op.drop_index(op.f("ix_reported_problem_closed_ms"), table_name="reported_problem")
    op.drop_table("reported_problem")
    op.drop_table("tap")
    op.drop_index(op.f("ix_observed_call_terminal_began_ms"), table_name="observed_call")
    op.drop_table("observed_call")
