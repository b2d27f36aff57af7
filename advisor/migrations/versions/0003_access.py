"""Organisations, members and how they enter; the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TIME = sa.DateTime(timezone=True)


def _time(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, TIME, nullable=optional)


def _text(name: str, length: int, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=optional)


def _belongs(table: str, other: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    column = f"{other.removesuffix('s')}_id"
    key = sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete="CASCADE")
    return sa.Column(column, sa.Integer, nullable=False), key


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def upgrade() -> None:
    op.create_table(
        "organisations",
        _id(),
        _text("name", 120),
        _text("language", 10),
        sa.Column("logo", sa.LargeBinary, nullable=True),
        _text("logo_type", 20),
        _text("colour", 7),
        sa.Column("disclaimer", sa.Text, nullable=False),
        sa.Column("require_second", sa.Boolean, nullable=False),
        sa.Column("audit_length", sa.Integer, nullable=False),
        _text("audit_head", 64),
        _time("created"),
    )
    op.create_table(
        "members",
        _id(),
        *_belongs("members", "organisations"),
        _text("name", 120),
        _text("email", 254),
        _text("email_key", 254, optional=True),
        _text("role", 20),
        _text("language", 10),
        _text("password", 200),
        _text("second_secret", 64),
        _time("second_since", optional=True),
        sa.Column("second_step", sa.BigInteger, nullable=False),
        _time("created"),
        _time("removed", optional=True),
        sa.UniqueConstraint("email_key", name="uq_members_email_key"),
    )
    op.create_index("ix_members_organisation_id", "members", ["organisation_id"])
    _of_members()
    _of_organisations()
    _of_nobody()


def _of_members() -> None:
    for table, columns in {
        "recovery_codes": (_text("code_digest", 64), _time("used", optional=True)),
        "member_sessions": (
            _text("secret_digest", 64),
            sa.Column("passed", sa.Boolean, nullable=False),
            _text("device", 80),
            _time("created"),
            _time("seen"),
            sa.UniqueConstraint("secret_digest", name="uq_member_sessions_secret_digest"),
        ),
        "password_resets": (
            _text("secret_digest", 64),
            _time("created"),
            _time("expires"),
            sa.UniqueConstraint("secret_digest", name="uq_password_resets_secret_digest"),
        ),
    }.items():
        op.create_table(table, _id(), *_belongs(table, "members"), *columns)
        op.create_index(f"ix_{table}_member_id", table, ["member_id"])


def _of_organisations() -> None:
    op.create_table(
        "invitations",
        _id(),
        *_belongs("invitations", "organisations"),
        _text("email", 254),
        _text("role", 20),
        _text("secret_digest", 64),
        _time("created"),
        _time("expires"),
        _time("withdrawn", optional=True),
        _time("accepted", optional=True),
        sa.UniqueConstraint("secret_digest", name="uq_invitations_secret_digest"),
    )
    op.create_index("ix_invitations_organisation_id", "invitations", ["organisation_id"])
    op.create_table(
        "audit",
        _id(),
        *_belongs("audit", "organisations"),
        sa.Column("number", sa.Integer, nullable=False),
        _time("at"),
        sa.Column("actor_id", sa.Integer, nullable=True),
        _text("actor_name", 120),
        _text("action", 60),
        _text("object_kind", 40),
        _text("object_id", 64),
        _text("object_name", 254),
        sa.Column("details", sa.JSON, nullable=False),
        _text("previous", 64),
        _text("hash", 64),
        sa.UniqueConstraint("organisation_id", "number", name="uq_audit_organisation_id"),
    )


def _of_nobody() -> None:
    op.create_table("sign_in_attempts", _id(), _text("key", 64), _time("at"))
    op.create_index("ix_sign_in_attempts_key", "sign_in_attempts", ["key", "at"])
    op.create_index("ix_sign_in_attempts_at", "sign_in_attempts", ["at"])
    op.create_table(
        "setup_codes",
        _id(),
        _text("code_digest", 64),
        _time("created"),
        sa.UniqueConstraint("code_digest", name="uq_setup_codes_code_digest"),
    )


def downgrade() -> None:
    for table in (
        "setup_codes",
        "sign_in_attempts",
        "audit",
        "invitations",
        "password_resets",
        "member_sessions",
        "recovery_codes",
        "members",
        "organisations",
    ):
        op.drop_table(table)
