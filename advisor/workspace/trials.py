"""Trials of the sandbox: opened by anybody, found by their link, reset, removed, and gone when their time is over."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError, NotFound, TooMany
from advisor.sandbox.modules import with_needs
from advisor.sandbox.trials.fitting import Fitting, fit
from advisor.sandbox.trials.industries import Recipe, industries, recipe
from advisor.sandbox.trials.store import Store
from advisor.workspace.cases import moment
from advisor.workspace.tables import TrialLinkRecord, TrialRecord
from advisor.workspace.trial_templates import Templates
from advisor.workspace.trial_wishes import Wish

KEPT = timedelta(days=14)  # how long a trial lives, and by how much it is extended
LONGEST = timedelta(days=60)  # that it can still have before it
MOST = 500  # trials at once; those whose time is over go first
NOTED = timedelta(minutes=10)  # use is noted no more often


class Preparing(AdvisorError):
    """The company of a trial is being made; `percent` of its history are played."""

    status = 503
    code = "preparing"

    def __init__(self, percent: int) -> None:
        super().__init__("The sandbox is being prepared. Try again in a few seconds.")
        self.percent = percent


@dataclass(frozen=True)
class Trials:
    """The trials of an installation: their rows in its own database, their books in the store. `later` when somebody
    else makes templates meanwhile, so that nobody waits for one."""

    database: Database
    store: Store
    later: bool = False

    @property
    def templates(self) -> Templates:
        return Templates(self.database, self.store)

    def industries(self) -> tuple[str, ...]:
        return industries()

    def create(self, industry: str, language: str, now: datetime, modules: tuple[str, ...] = ()) -> str:
        """Open a trial and give its secret. Raises NotFound for an unknown industry and TooMany when all are in use."""
        return self.open(Wish(industry, language, with_needs(modules)), now)

    def open(self, wish: Wish, now: datetime) -> str:
        """The same for all that can be wished."""
        found = recipe(wish.industry, wish.language, now.date(), wish.modules)
        self._make_room(now)
        secret = secrets.token_urlsafe(24)
        record = TrialRecord(
            secret_digest=_digest(secret),
            name=secrets.token_hex(10),
            industry=wish.industry,
            language=wish.language,
            modules=list(wish.modules),
            created=now,
            used=now,
            expires=now + KEPT,
            case_id=wish.case,
            advised=wish.advised,
            fitting=wish.fitting.model_dump(),
            verdict={},
        )
        with self.database.session() as session:
            session.add(record)
        try:
            self._fill(record, found, now)
        except Exception:
            self._remove(TrialRecord.id == record.id)
            raise
        return secret

    def record(self, secret: str, now: datetime) -> TrialRecord:
        """The row of a trial; that it is used is noted. Raises NotFound."""
        with self.database.session(write=False) as session:
            found = _find(session, secret)
        if moment(found.expires) <= now:
            raise _nothing()
        if now - moment(found.used) > NOTED:
            with self.database.session() as session:
                _find(session, secret).used = now
        return found

    def books(self, secret: str, now: datetime) -> Database:
        """The books of a trial. Raises NotFound, and Preparing while they are being made."""
        return self.books_of(self.record(secret, now), now)

    def books_of(self, record: TrialRecord, now: datetime) -> Database:
        """The same for a trial whose row is known."""
        try:
            return self.store.open(record.name)
        except NotFound:
            found = recipe(record.industry, record.language, now.date(), record.modules)
        if self.later and not self.store.ready(found.key):
            raise Preparing(self.templates.want(found, now))
        with self.database.session() as session:  # of two who come at once the second finds it made
            mine = session.get(TrialRecord, record.id, with_for_update=True)
            if mine is None:
                raise _nothing()
            if not self.store.exists(mine.name):
                self._make(mine, found)
        return self.store.open(record.name)

    def reset(self, secret: str, now: datetime) -> None:
        """Put a fresh copy in its place; whoever has a page of the old one open is told by its generation."""
        with self.database.session() as session:
            record = _find(session, secret)
            record.generation += 1
            record.used = now
        found = recipe(record.industry, record.language, now.date(), record.modules)
        self.store.drop(record.name)
        self._fill(record, found, now)

    def extend(self, secret: str, now: datetime) -> datetime:
        """Let it live for two weeks more; when it ends then."""
        with self.database.session() as session:
            record = _find(session, secret)
            record.expires = max(moment(record.expires), min(moment(record.expires) + KEPT, now + LONGEST))
            return moment(record.expires)

    def refit(self, secret: str, **known: Any) -> None:
        """Keep what else became known of the company, so that it outlives a reset."""
        with self.database.session() as session:
            record = _find(session, secret)
            record.fitting = record.fitting | known

    def judge(self, secret: str, verdict: dict[str, Any]) -> None:
        """Keep what people think of it."""
        with self.database.session() as session:
            _find(session, secret).verdict = verdict

    def of_case(self, case: int, now: datetime) -> list[TrialRecord]:
        """The trials that were opened from a case, the newest first."""
        mine = select(TrialRecord).where(TrialRecord.case_id == case, TrialRecord.expires > now)
        with self.database.session(write=False) as session:
            return list(session.scalars(mine.order_by(TrialRecord.id.desc())))

    def again(self, record: TrialRecord) -> str:
        """A further link to a trial; those given out before go on working."""
        secret = secrets.token_urlsafe(24)
        with self.database.session() as session:
            session.add(TrialLinkRecord(trial_id=record.id, secret_digest=_digest(secret)))
        return secret

    def remove(self, secret: str) -> None:
        with self.database.session() as session:
            record = _find(session, secret)
            session.delete(record)
            name = record.name
        self.store.drop(name)

    def sweep(self, now: datetime) -> int:
        """Remove those whose time is over, and the books of those whose case was deleted; how many that were."""
        over = self._remove(TrialRecord.expires <= now)
        there = self.store.names()  # before the rows are read: whatever is opened meanwhile has one
        with self.database.session(write=False) as session:
            known = set(session.scalars(select(TrialRecord.name)))
        orphans = [name for name in there if name not in known]
        for name in orphans:
            self.store.drop(name)
        return over + len(orphans)

    def _remove(self, which: Any) -> int:
        with self.database.session() as session:
            old = session.scalars(select(TrialRecord).where(which)).all()
            for record in old:
                session.delete(record)
        for record in old:
            self.store.drop(record.name)
        return len(old)

    def _fill(self, record: TrialRecord, found: Recipe, now: datetime) -> None:
        """Its books at once, or when somebody comes and the template is there."""
        if self.later and not self.store.ready(found.key):
            self.templates.want(found, now)
        else:
            self._make(record, found)

    def _make(self, record: TrialRecord, found: Recipe) -> None:
        self.store.make(record.name, found.key, found.build)
        with self.store.open(record.name).session() as session:
            fit(session, Fitting.model_validate(record.fitting), tuple(record.modules), record.language)

    def _make_room(self, now: datetime) -> None:
        with self.database.session(write=False) as session:
            count = session.scalar(select(func.count()).select_from(TrialRecord)) or 0
        if count >= MOST and not self.sweep(now):
            raise TooMany("All sandboxes are in use now. Try again tomorrow.")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _nothing() -> NotFound:
    return NotFound("There is no sandbox under this link. It may have expired; start a new one.")


def _find(session: Session, secret: str) -> TrialRecord:
    """By its first link or a further one."""
    digest = _digest(secret)
    found = session.scalars(select(TrialRecord).where(TrialRecord.secret_digest == digest)).one_or_none()
    if found is None:
        further = select(TrialRecord).join(TrialLinkRecord).where(TrialLinkRecord.secret_digest == digest)
        found = session.scalars(further).one_or_none()
    if found is None:
        raise _nothing()
    return found
