"""Templates of sandboxes, prepared before anybody asks for them: which are wanted, who makes one, how far it is.

Making one takes seconds, so it is done by a process of its own (`advisor sandbox warm`); a visitor who comes before
that sees how far it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import ColumnElement, delete, or_, select, update

from advisor.db import Database
from advisor.errors import Unavailable
from advisor.language import LANGUAGES
from advisor.sandbox.modules import SHAPES, of_shape
from advisor.sandbox.trials.industries import Recipe, industries, recipe
from advisor.sandbox.trials.store import Store
from advisor.workspace.cases import moment
from advisor.workspace.tables import TemplateRecord

GIVEN_UP = datetime.timedelta(minutes=1)  # without a sign of progress, whoever makes it is taken for dead
REST = datetime.timedelta(minutes=10)  # after a build that failed
WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Templates:
    database: Database
    store: Store

    def want(self, found: Recipe, now: datetime.datetime) -> int:
        """Ask for a template before all others; how many per cent of it are done. Raises Unavailable for one that could
        not be made a short while ago."""
        with self.database.session() as session:
            known = session.get(TemplateRecord, found.key)
            if known is not None and known.failure:
                if now - moment(known.asked) < REST:
                    raise Unavailable("The sandbox could not be prepared. Try another company, or come back later.")
                session.delete(known)
                session.flush()
                known = None
            if known is None:
                wanted = {"industry": found.industry, "language": found.language, "shape": found.shape}
                known = TemplateRecord(key=found.key, asked=now, percent=0, failure="", **wanted)
                session.add(known)
            return known.percent

    def waiting(self, now: datetime.datetime) -> list[TemplateRecord]:
        """What is wanted and in nobody's hands, the oldest first."""
        open_ones = select(TemplateRecord).where(TemplateRecord.failure == "", _free(now))
        with self.database.session(write=False) as session:
            return list(session.scalars(open_ones.order_by(TemplateRecord.asked)))

    def missing(self, day: datetime.date, languages: tuple[str, ...] = LANGUAGES) -> Iterator[Recipe]:
        """The companies that are not there yet in the week of this day, whole; other shapes are made when they are
        asked for, because there would be four times as many."""
        for language in languages:
            for industry in industries():
                found = recipe(industry, language, day)
                if not self.store.ready(found.key):
                    yield found

    def next(
        self, now: datetime.datetime, but: Collection[str], languages: tuple[str, ...] = LANGUAGES
    ) -> Recipe | None:
        """What is to be made next, but none of `but`: what is waited for, then what is missing in the languages."""
        rows = ((one, recipe(one.industry, one.language, now.date(), of_shape(one.shape))) for one in self.waiting(now))
        asked = (found for one, found in rows if found.key == one.key)  # not one of a week that is over
        return next((one for one in chain(asked, self.missing(now.date(), languages)) if one.key not in but), None)

    def make(self, found: Recipe, now: datetime.datetime) -> bool:
        """Make one, unless somebody else is at it; a spare copy as well. A build that fails is kept as such."""
        self.want(found, now)
        if not self._take(found.key, now):
            return False

        def tell(percent: int) -> None:
            self._note(found.key, percent=percent, begun=datetime.datetime.now(datetime.UTC))

        try:
            self.store.prepare(found.key, lambda books: found.build(books, tell))
            self.store.spare(found.key)
        except Exception as error:
            self._note(found.key, failure=str(error)[:400] or type(error).__name__)
            raise
        with self.database.session() as session:
            session.execute(delete(TemplateRecord).where(TemplateRecord.key == found.key))
        return True

    def forget_old(self, day: datetime.date) -> int:
        """Remove the templates of weeks that are over for two weeks, and what was asked for then; how many templates
        that were."""
        with self.database.session() as session:
            over = datetime.datetime.combine(day - WEEK, datetime.time(), datetime.UTC)
            session.execute(delete(TemplateRecord).where(TemplateRecord.asked < over))
        weeks = (day + WEEK, day, day - WEEK, day - 2 * WEEK)
        kept = {
            recipe(industry, language, week, of_shape(shape)).key
            for week in weeks
            for shape in SHAPES
            for language in LANGUAGES
            for industry in industries()
        }
        return self.store.forget(kept, day)

    def _take(self, key: str, now: datetime.datetime) -> bool:
        mine = update(TemplateRecord).where(TemplateRecord.key == key, _free(now)).values(begun=now)
        with self.database.session() as session:
            return bool(session.execute(mine.returning(TemplateRecord.key)).all())

    def _note(self, key: str, **values: object) -> None:
        with self.database.session() as session:
            session.execute(update(TemplateRecord).where(TemplateRecord.key == key).values(**values))


def _free(now: datetime.datetime) -> ColumnElement[bool]:
    return or_(TemplateRecord.begun.is_(None), TemplateRecord.begun < now - GIVEN_UP)
