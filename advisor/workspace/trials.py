"""Trials of the sandbox: opened by anybody, found by their link, reset, removed, and gone when nobody uses them."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound, TooMany
from advisor.sandbox.modules import with_needs
from advisor.sandbox.trials.industries import industries, recipe
from advisor.sandbox.trials.store import Store
from advisor.workspace.cases import moment
from advisor.workspace.tables import TrialRecord

IDLE = timedelta(days=14)
MOST = 500  # trials at once; the oldest unused ones go first
NOTED = timedelta(minutes=10)  # use is noted no more often


@dataclass(frozen=True)
class Trials:
    """The trials of an installation: their rows in its own database, their books in the store."""

    database: Database
    store: Store

    def industries(self) -> tuple[str, ...]:
        return industries()

    def create(self, industry: str, language: str, now: datetime, modules: tuple[str, ...] = ()) -> str:
        """Open a trial and give its secret. Raises NotFound for an unknown industry and TooMany when all are in use."""
        modules = with_needs(modules)
        found = recipe(industry, language, now.date(), modules)
        self._make_room(now)
        secret, name = secrets.token_urlsafe(24), secrets.token_hex(10)
        self.store.make(name, found.key, found.build)
        with self.database.session() as session:
            session.add(
                TrialRecord(
                    secret_digest=_digest(secret),
                    name=name,
                    industry=industry,
                    language=language,
                    modules=list(modules),
                    created=now,
                    used=now,
                )
            )
        return secret

    def record(self, secret: str, now: datetime) -> TrialRecord:
        """The row of a trial; that it is used is noted. Raises NotFound."""
        with self.database.session(write=False) as session:
            found = _find(session, secret)
        if now - moment(found.used) > NOTED:
            with self.database.session() as session:
                _find(session, secret).used = now
        return found

    def books(self, secret: str, now: datetime) -> Database:
        """The books of a trial. Raises NotFound."""
        return self.store.open(self.record(secret, now).name)

    def reset(self, secret: str, now: datetime) -> None:
        """Put a fresh copy in its place; whoever has a page of the old one open is told by its generation."""
        with self.database.session() as session:
            record = _find(session, secret)
            record.generation += 1
            record.used = now
            found = recipe(record.industry, record.language, now.date(), tuple(record.modules))
            self.store.make(record.name, found.key, found.build)

    def remove(self, secret: str) -> None:
        with self.database.session() as session:
            record = _find(session, secret)
            session.delete(record)
            name = record.name
        self.store.drop(name)

    def sweep(self, now: datetime) -> int:
        """Remove what nobody used for two weeks; how many that were."""
        with self.database.session() as session:
            old = session.scalars(select(TrialRecord).where(TrialRecord.used < now - IDLE)).all()
            for record in old:
                session.delete(record)
        for record in old:
            self.store.drop(record.name)
        return len(old)

    def _make_room(self, now: datetime) -> None:
        with self.database.session(write=False) as session:
            count = session.scalar(select(func.count()).select_from(TrialRecord)) or 0
        if count >= MOST and not self.sweep(now):
            raise TooMany("All sandboxes are in use now. Try again tomorrow.")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _find(session: Session, secret: str) -> TrialRecord:
    found = session.scalars(select(TrialRecord).where(TrialRecord.secret_digest == _digest(secret))).one_or_none()
    if found is None:
        raise NotFound("There is no sandbox under this link. It may have expired; start a new one.")
    return found
