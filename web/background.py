"""What the application does in the background: the kinds of work and who does them."""

from __future__ import annotations

from datetime import UTC, datetime

from advisor.db import Database
from advisor.language import Words
from advisor.recommendation.content import Content
from advisor.settings import Settings
from advisor.workspace.desk import letters, portfolio, printing
from advisor.workspace.desk.letters import Post
from advisor.workspace.desk.made import KIND
from advisor.workspace.jobs import Jobs
from web.desk import token
from web.render import translations


def words_of(language: str) -> Words:
    """The sentences of the interface in a language."""
    return translations(language).gettext


def now() -> datetime:
    return datetime.now(UTC)


def background(database: Database, settings: Settings, content: Content) -> Jobs:
    """The jobs of an application. They run from `start` to `stop`."""
    work = {
        KIND: printing.work(database, content, words_of, now),
        portfolio.KIND: portfolio.work(database, content, now),
    }
    if settings.mail is not None and settings.origin is not None:
        post = Post(settings.mail, settings.origin, words_of, token, now)
        work[letters.KIND] = letters.work(database, post)
    return Jobs(database, settings.database_url, work, now)
