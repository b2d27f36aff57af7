"""Tables of organisations and their members. Of every secret that is sent or shown only a digest is kept; the one of
the second factor has to be stored as it is, because codes are made from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from advisor.db import Base

_TIME = DateTime(timezone=True)


class OrganisationRecord(Base):
    """Those who work together and see the same clients. Its look goes on their reports: `logo` with its media type,
    `colour` as #rrggbb or empty. `audit_length` and `audit_head` are the number and hash of the last audit entry."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(10), default="en")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, deferred=True)
    logo_type: Mapped[str] = mapped_column(String(20), default="")
    colour: Mapped[str] = mapped_column(String(7), default="")
    disclaimer: Mapped[str] = mapped_column(Text, default="")
    require_second: Mapped[bool] = mapped_column(default=False)
    audit_length: Mapped[int] = mapped_column(default=0)
    audit_head: Mapped[str] = mapped_column(String(64), default="")
    created: Mapped[datetime] = mapped_column(_TIME)


class MemberRecord(Base):
    """A person of one organisation. `email_key` is the address as it is compared; None once the member is removed,
    whose row stays, because other rows name it. `password` is an argon2 hash, empty until one is set.
    `second_secret` counts from `second_since` on; `second_step` is the last time step that was used up."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    password: Mapped[str] = mapped_column(String(200), default="")
    second_secret: Mapped[str] = mapped_column(String(64), default="")
    second_since: Mapped[datetime | None] = mapped_column(_TIME, default=None)
    second_step: Mapped[int] = mapped_column(BigInteger, default=0)
    created: Mapped[datetime] = mapped_column(_TIME)
    removed: Mapped[datetime | None] = mapped_column(_TIME, default=None)


class RecoveryCodeRecord(Base):
    """A code that stands in for the second factor once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    code_digest: Mapped[str] = mapped_column(String(64))
    used: Mapped[datetime | None] = mapped_column(_TIME, default=None)


class SessionRecord(Base):
    """A signed-in browser. `passed` is False while the second factor is still to be shown; `device` says in words what
    browser it is."""

    __tablename__ = "member_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    passed: Mapped[bool]
    device: Mapped[str] = mapped_column(String(80))
    created: Mapped[datetime] = mapped_column(_TIME)
    seen: Mapped[datetime] = mapped_column(_TIME)


class InvitationRecord(Base):
    """A link by which one person becomes a member in a fixed role."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(20))
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime] = mapped_column(_TIME)
    expires: Mapped[datetime] = mapped_column(_TIME)
    withdrawn: Mapped[datetime | None] = mapped_column(_TIME, default=None)
    accepted: Mapped[datetime | None] = mapped_column(_TIME, default=None)


class ResetRecord(Base):
    """A link by which a member sets a password, once."""

    __tablename__ = "password_resets"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime] = mapped_column(_TIME)
    expires: Mapped[datetime] = mapped_column(_TIME)


class AttemptRecord(Base):
    """One try to get in. `key` is a digest of an account or of a network address, so that neither can be read here."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_key", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(_TIME, index=True)


class SetupCodeRecord(Base):
    """A code, printed where the application runs, that lets the first owner in while there is no member."""

    __tablename__ = "setup_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime] = mapped_column(_TIME)


class AuditRecord(Base):
    """What was done: the `number`th entry of its organisation. Entries are only added. `hash` covers every other column
    but `id`, and with `previous` the whole log before it."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("organisation_id", "number", name="uq_audit_organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(_TIME)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(64))
    object_name: Mapped[str] = mapped_column(String(254))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
