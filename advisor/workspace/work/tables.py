"""Tables of background jobs, of the files they make, and of the processes that run them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

import advisor.workspace.access.tables  # noqa: F401  (declares organisations and members)
from advisor.db import Base

_TIME = DateTime(timezone=True)

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
OPEN = (WAITING, RUNNING)


class JobRecord(Base):
    """Long work as its reader sees it; the engine decides when it runs. `about` is what it concerns, such as the name
    of a client. `error` is an English sentence with places for `error_values`, so that a page can translate it.
    `engine_id` is empty until the engine has been told."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_state", "state", "id"),
        Index("ix_jobs_organisation_id", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), default=None)
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(Text)
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    error_values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    created: Mapped[datetime] = mapped_column(_TIME)
    started: Mapped[datetime | None] = mapped_column(_TIME, default=None)
    finished: Mapped[datetime | None] = mapped_column(_TIME, default=None)
    engine_id: Mapped[str | None] = mapped_column(String(80), default=None)


class FileRecord(Base):
    """A file that was made for an organisation. `size` is in bytes, `digest` the SHA-256 of the body in hex; one
    without `expires` stays until it is deleted."""

    __tablename__ = "files"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True, default=None)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created: Mapped[datetime] = mapped_column(_TIME)
    expires: Mapped[datetime | None] = mapped_column(_TIME, index=True, default=None)


class RunnerRecord(Base):
    """A process that runs jobs now. It counts `beat` up; who stops counting is dead, whatever any clock says."""

    __tablename__ = "job_runners"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    beat: Mapped[int] = mapped_column(default=0)
