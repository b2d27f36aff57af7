"""The consultant's desk: folders, cases, voices, links, remarks and notices."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TIME = sa.DateTime(timezone=True)


def _time(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, TIME, nullable=optional)


def _belongs(table: str, column: str, other: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "folders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("organisation_id", sa.Integer, nullable=False),
        sa.Column("client", sa.String(200), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        _time("created"),
        _time("archived", optional=True),
        _time("trashed", optional=True),
        _belongs("folders", "organisation_id", "organisations"),
    )
    op.create_index("ix_folders_organisation_id", "folders", ["organisation_id"])
    op.create_table(
        "desk_cases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("folder_id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("tags", "rule", "weighting", "overrides", "gaps")),
        _time("created"),
        _time("changed"),
        _time("archived", optional=True),
        _time("trashed", optional=True),
        _time("issued", optional=True),
        sa.Column("issued_id", sa.Integer, nullable=True),
        sa.UniqueConstraint("case_id", name="uq_desk_cases_case_id"),
        _belongs("desk_cases", "folder_id", "folders"),
        _belongs("desk_cases", "case_id", "cases"),
        _belongs("desk_cases", "issued_id", "recommendations", "SET NULL"),
    )
    op.create_index("ix_desk_cases_folder_id", "desk_cases", ["folder_id"])
    _people()
    _remarks()


def _people() -> None:
    op.create_table(
        "voices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("desk_case_id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        _time("invited"),
        _time("reminded", optional=True),
        _time("handed_in", optional=True),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.UniqueConstraint("case_id", name="uq_voices_case_id"),
        _belongs("voices", "desk_case_id", "desk_cases"),
        _belongs("voices", "case_id", "cases"),
    )
    op.create_index("ix_voices_desk_case_id", "voices", ["desk_case_id"])
    op.create_table(
        "case_links",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("secret_digest", sa.String(64), nullable=False),
        _time("created"),
        _time("expires", optional=True),
        sa.UniqueConstraint("secret_digest", name="uq_case_links_secret_digest"),
        _belongs("case_links", "case_id", "cases"),
    )
    op.create_index("ix_case_links_case_id", "case_links", ["case_id"])


def _remarks() -> None:
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("desk_case_id", sa.Integer, nullable=False),
        sa.Column("member_id", sa.Integer, nullable=True),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("task", sa.Boolean, nullable=False),
        sa.Column("assigned_id", sa.Integer, nullable=True),
        sa.Column("due", sa.Date, nullable=True),
        _time("created"),
        _time("done", optional=True),
        _belongs("remarks", "desk_case_id", "desk_cases"),
        _belongs("remarks", "member_id", "members"),
        _belongs("remarks", "assigned_id", "members"),
    )
    op.create_index("ix_remarks_desk_case_id", "remarks", ["desk_case_id"])
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("member_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", sa.JSON, nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        _time("created"),
        _time("read", optional=True),
        _belongs("notices", "member_id", "members"),
    )
    op.create_index("ix_notices_member_id", "notices", ["member_id"])


def downgrade() -> None:
    for table in ("notices", "remarks", "case_links", "voices", "desk_cases", "folders"):
        op.drop_table(table)
