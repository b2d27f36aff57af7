"""A visit to a trial: its books for one request, who acts, and the language of the page."""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session
from starlette.requests import Request

from advisor.errors import NotFound
from advisor.language import Words
from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import ROLES, Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Trial
from advisor.workspace.cases import moment
from advisor.workspace.tables import TrialRecord
from advisor.workspace.trials import Trials
from web.deps import SECRET, language_of
from web.render import translations

DEFAULT_ROLE = "manager"
MOST_TYPED = 200
_KEY = re.compile(r"g(\d{1,9})\..*")


@dataclass(frozen=True)
class Visit:
    """`query` is that of the address, each value cut to a bounded length; `language` that of the page, `secret` the
    last part of the private link. `words` gives a sentence in the language. `generation` counts resets, `record` is
    what the installation knows of the trial."""

    session: Session
    secret: str
    language: str
    role: str = DEFAULT_ROLE
    query: Mapping[str, str] = field(default_factory=dict)
    generation: int = 1
    record: TrialRecord | None = None

    @property
    def base(self) -> str:
        """Where the addresses of this trial begin."""
        return f"/{self.language}/t/{self.secret}"

    @property
    def trial(self) -> Trial:
        return clock.trial(self.session)

    @property
    def today(self) -> datetime.date:
        return self.trial.today

    @property
    def currency(self) -> str:
        return self.trial.currency

    @property
    def words(self) -> Words:
        return translations(self.language).gettext

    @property
    def actor(self) -> Actor:
        """Nobody gives a name here; each role is one person, so that one asks and another decides."""
        return Actor(self.role, self.role)

    def key(self) -> str:
        """What a form carries so that it is done once, and not to another company after a reset."""
        return f"g{self.generation}.{secrets.token_urlsafe(12)}"

    @property
    def advised(self) -> Mapping[str, int]:
        """The modules that the result of the company advises with their phases; empty for a trial without one."""
        return self.record.advised if self.record else {}

    @property
    def days_left(self) -> int | None:
        """Days until the trial is removed, the last one as 0."""
        return (moment(self.record.expires) - datetime.datetime.now(UTC)).days if self.record else None

    def on(self, module: str) -> bool:
        """Whether a module is switched on in this trial."""
        switched = self.trial.modules
        return not module or not switched or module in switched


@dataclass(frozen=True)
class Door:
    """Opens the trial of a secret for one request."""

    trials: Trials
    language: str
    cookies: Mapping[str, str]
    query: Mapping[str, str]

    @contextmanager
    def visit(self, secret: str, *, write: bool = False) -> Iterator[Visit]:
        """Committed when the block ends. Raises NotFound."""
        if not SECRET.fullmatch(secret):
            raise NotFound("There is no sandbox under this link. It may have expired; start a new one.")
        now = datetime.datetime.now(UTC)
        record = self.trials.record(secret, now)
        with self.trials.books_of(record, now).session(write=write) as session:
            yield Visit(session, secret, self.language, self.role(secret), self.query, record.generation, record)

    def role(self, secret: str) -> str:
        wanted = self.cookies.get(role_cookie(secret), "")
        return wanted if wanted in ROLES else DEFAULT_ROLE


def same_generation(visit: Visit, key: str) -> None:
    """Raises Refusal for the form of a page that was opened before the trial was reset."""
    found = _KEY.fullmatch(key)
    if found and int(found[1]) != visit.generation:
        raise Refusal("The sandbox was reset after you opened this page. Nothing was changed; begin at its first page.")


def role_cookie(secret: str) -> str:
    """The name of the cookie that keeps the role in which one acts in a trial; it does not tell the secret."""
    return f"acting-{hashlib.sha256(secret.encode()).hexdigest()[:12]}"


def get_door(request: Request) -> Door:
    query = {key[:MOST_TYPED]: value[:MOST_TYPED].replace("\0", "") for key, value in request.query_params.items()}
    return Door(request.app.state.trials, language_of(request), request.cookies, query)


Doors = Annotated[Door, Depends(get_door)]
