"""Tables of the desk. A desk case and each of its voices own a case of the workspace, which holds answers and results.

Everything belongs to one organisation through its client folder; nothing is found without naming the organisation.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

import advisor.workspace.access.tables  # noqa: F401  (declares organisations and members)
from advisor.db import Base
from advisor.workspace.tables import CaseRecord

_TIME = DateTime(timezone=True)


class FolderRecord(Base):
    """A client folder: one client of an organisation, with its cases (an engagement)."""

    __tablename__ = "folders"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    client: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime] = mapped_column(_TIME)
    archived: Mapped[datetime | None] = mapped_column(_TIME, default=None)
    trashed: Mapped[datetime | None] = mapped_column(_TIME, default=None)


class DeskCaseRecord(Base):
    """One case of a client. `rule` names the role that decides a question (question id to role), `weighting` holds the
    weights that were set, `overrides` the consultant's own judgements, `gaps` where the voices of the newest result
    differ."""

    __tablename__ = "desk_cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    tags: Mapped[list[str]] = mapped_column(JSON)
    rule: Mapped[dict[str, str]] = mapped_column(JSON)
    weighting: Mapped[dict[str, Any]] = mapped_column(JSON)
    overrides: Mapped[dict[str, Any]] = mapped_column(JSON)
    gaps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created: Mapped[datetime] = mapped_column(_TIME)
    changed: Mapped[datetime] = mapped_column(_TIME)
    archived: Mapped[datetime | None] = mapped_column(_TIME, default=None)
    trashed: Mapped[datetime | None] = mapped_column(_TIME, default=None)
    issued: Mapped[datetime | None] = mapped_column(_TIME, default=None)
    issued_id: Mapped[int | None] = mapped_column(ForeignKey("recommendations.id", ondelete="SET NULL"), default=None)

    folder: Mapped[FolderRecord] = relationship()
    case: Mapped[CaseRecord] = relationship()


class VoiceRecord(Base):
    """A person asked for their view by personal link, or the consultant's own answers (role `consultant`). `weight` is
    how much the voice counts where voices are weighed. The comment is `private` unless its writer said otherwise."""

    __tablename__ = "voices"

    id: Mapped[int] = mapped_column(primary_key=True)
    desk_case_id: Mapped[int] = mapped_column(ForeignKey("desk_cases.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), default="")
    weight: Mapped[int] = mapped_column(Integer, default=1)
    invited: Mapped[datetime] = mapped_column(_TIME)
    reminded: Mapped[datetime | None] = mapped_column(_TIME, default=None)
    handed_in: Mapped[datetime | None] = mapped_column(_TIME, default=None)
    comment: Mapped[str] = mapped_column(Text, default="")
    private: Mapped[bool] = mapped_column(Boolean, default=True)

    case: Mapped[CaseRecord] = relationship()


class RemarkRecord(Base):
    """A comment on a case, or a task: something that one member does until a day. Rows of members stay when they leave;
    they go with the whole organisation only."""

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    desk_case_id: Mapped[int] = mapped_column(ForeignKey("desk_cases.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    author: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    task: Mapped[bool] = mapped_column(Boolean, default=False)
    assigned_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), default=None)
    due: Mapped[date | None] = mapped_column(Date, default=None)
    created: Mapped[datetime] = mapped_column(_TIME)
    done: Mapped[datetime | None] = mapped_column(_TIME, default=None)


class NoticeRecord(Base):
    """Something a member should know: a key of words with values, and where it leads."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[dict[str, str]] = mapped_column(JSON)
    address: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime] = mapped_column(_TIME)
    read: Mapped[datetime | None] = mapped_column(_TIME, default=None)
