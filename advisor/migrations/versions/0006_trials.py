"""Trials of the sandbox: which there are and when they were used."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "trials",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("secret_digest", sa.String(64), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("industry", sa.String(40), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("modules", sa.JSON, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("created", TIME, nullable=False),
        sa.Column("used", TIME, nullable=False),
        sa.UniqueConstraint("secret_digest", name="uq_trials_secret_digest"),
        sa.UniqueConstraint("name", name="uq_trials_name"),
    )
    op.create_index("ix_trials_used", "trials", ["used"])


def downgrade() -> None:
    op.drop_table("trials")
