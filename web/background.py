"""What the application does in the background: the kinds of work and who does them."""

from __future__ import annotations

from datetime import UTC, datetime

from advisor.db import Database
from advisor.language import Words
from advisor.recommendation.content import Content
from advisor.workspace.desk import printing
from advisor.workspace.desk.made import KIND
from advisor.workspace.jobs import Jobs
from web.render import translations


def words_of(language: str) -> Words:
    """The sentences of the interface in a language."""
    return translations(language).gettext


def background(database: Database, url: str, content: Content) -> Jobs:
    """The jobs of an application; `url` is the address of its database. They run from `start` to `stop`."""
    work = {KIND: printing.work(database, content, words_of, lambda: datetime.now(UTC))}
    return Jobs(database, url, work, lambda: datetime.now(UTC))
