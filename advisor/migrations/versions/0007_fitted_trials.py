"""Sandboxes of a case: what they were fitted with, when they end, further links to them; templates being prepared."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TIME = sa.DateTime(timezone=True)
KEPT = timedelta(days=14)


def upgrade() -> None:
    with op.batch_alter_table("trials") as table:
        table.add_column(sa.Column("expires", TIME, nullable=True))
        table.add_column(sa.Column("case_id", sa.Integer, nullable=True))
        for name in ("advised", "fitting", "verdict"):
            table.add_column(sa.Column(name, sa.JSON, nullable=True))
    _fill()
    with op.batch_alter_table("trials") as table:
        table.alter_column("expires", existing_type=TIME, nullable=False)
        for name in ("advised", "fitting", "verdict"):
            table.alter_column(name, existing_type=sa.JSON, nullable=False)
        table.create_foreign_key("fk_trials_case_id_cases", "cases", ["case_id"], ["id"], ondelete="CASCADE")
    op.create_index("ix_trials_expires", "trials", ["expires"])
    op.create_index("ix_trials_case_id", "trials", ["case_id"])
    op.create_table(
        "trial_links",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("trial_id", sa.Integer, nullable=False),
        sa.Column("secret_digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name="fk_trial_links_trial_id_trials", ondelete="CASCADE"),
        sa.UniqueConstraint("secret_digest", name="uq_trial_links_secret_digest"),
    )
    op.create_index("ix_trial_links_trial_id", "trial_links", ["trial_id"])
    op.create_table(
        "trial_templates",
        sa.Column("key", sa.String(60), primary_key=True),
        sa.Column("industry", sa.String(40), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("shape", sa.String(10), nullable=False),
        sa.Column("asked", TIME, nullable=False),
        sa.Column("begun", TIME, nullable=True),
        sa.Column("percent", sa.Integer, nullable=False),
        sa.Column("failure", sa.String(400), nullable=False),
    )


def _fill() -> None:
    """Trials that are there already live for as long as before."""
    trials = sa.table(
        "trials", sa.column("id"), sa.column("used", TIME), sa.column("expires", TIME),
        *(sa.column(name, sa.JSON) for name in ("advised", "fitting", "verdict")),
    )  # fmt: skip
    connection = op.get_bind()
    for row in connection.execute(sa.select(trials.c.id, trials.c.used)).all():
        values = {"expires": row.used + KEPT, "advised": {}, "fitting": {}, "verdict": {}}
        connection.execute(sa.update(trials).where(trials.c.id == row.id).values(values))


def downgrade() -> None:
    op.drop_table("trial_templates")
    op.drop_table("trial_links")
    op.drop_index("ix_trials_case_id", "trials")
    op.drop_index("ix_trials_expires", "trials")
    with op.batch_alter_table("trials") as table:
        table.drop_constraint("fk_trials_case_id_cases", type_="foreignkey")
        for name in ("expires", "case_id", "advised", "fitting", "verdict"):
            table.drop_column(name)
