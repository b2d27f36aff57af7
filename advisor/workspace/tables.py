"""Tables of the workspace. Of secrets only a digest is kept: the link itself is the key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from advisor.db import Base


class CaseRecord(Base):
    """One company's assessment: its answers as plain JSON values, by question id."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    track: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    raw_answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StoredRecommendation(Base):
    """A frozen result, byte for byte; newer ones are added, none is changed."""

    __tablename__ = "recommendations"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    content_version: Mapped[str] = mapped_column(String(40))
    hash: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ShareRecord(Base):
    """A link by which others read one result, until it expires or is withdrawn."""

    __tablename__ = "shares"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendations.id", ondelete="CASCADE"))
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    withdrawn: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), default=None)


class LinkRecord(Base):
    """A further link to a case: made when a voice is invited or reminded, or when a member goes on with answers."""

    __tablename__ = "case_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), default=None)


class TrialRecord(Base):
    """A sandbox that somebody opened. `name` is that of its file or schema, `generation` counts its resets.

    `modules` are those of its first phase (none: all). One that was opened from a result knows the case; `advised` are
    then the modules of the result with their phases, `fitting` what the company was fitted with (`trials.fitting`), and
    `verdict` what people thought of it at the end.
    """

    __tablename__ = "trials"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    industry: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(10))
    modules: Mapped[list[str]] = mapped_column(JSON)
    generation: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    expires: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True, default=None)
    advised: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    fitting: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    verdict: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class TrialLinkRecord(Base):
    """A further link to a sandbox, made when it is opened again from its case."""

    __tablename__ = "trial_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), index=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)


class TemplateRecord(Base):
    """A template of sandboxes that is wanted and not there yet. `begun` is when somebody took it in hand, `percent` how
    much of its history is played; a build that failed says why."""

    __tablename__ = "trial_templates"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    industry: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(10))
    shape: Mapped[str] = mapped_column(String(10))
    asked: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    begun: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), default=None)
    percent: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(400), default="")
