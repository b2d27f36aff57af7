"""Cases and their results."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("secret_digest", sa.String(64), nullable=False),
        sa.Column("track", sa.String(20), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("raw_answers", sa.JSON, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("secret_digest", name="uq_cases_secret_digest"),
    )
    op.create_table(
        "recommendations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("content_version", sa.String(40), nullable=False),
        sa.Column("hash", sa.String(80), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_recommendations_case_id_cases", ondelete="CASCADE"),
    )
    op.create_index("ix_recommendations_case_id", "recommendations", ["case_id"])


def downgrade() -> None:
    op.drop_table("recommendations")
    op.drop_table("cases")
