"""Links by which others read a result."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "shares",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("recommendation_id", sa.Integer, nullable=False),
        sa.Column("secret_digest", sa.String(64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("secret_digest", name="uq_shares_secret_digest"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_shares_case_id_cases", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendations.id"],
            name="fk_shares_recommendation_id_recommendations",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_shares_case_id", "shares", ["case_id"])


def downgrade() -> None:
    op.drop_table("shares")
