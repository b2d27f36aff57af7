"""The benchmark of the customer side: opening a trial, its pages when it is large, and messages to the other side."""

from __future__ import annotations

import http.client
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import uvicorn
from fastapi import FastAPI
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from advisor.errors import Unavailable
from advisor.sandbox.bridge import delivery
from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.store import create, open_books
from advisor.sandbox.crm.deals import OPEN
from advisor.sandbox.crm.tables import Contact, Deal, Member
from advisor.sandbox.founding import Founding, found
from advisor.sandbox.verbs import run
from advisor.settings import Settings
from advisor.workspace.trials import Trials
from web.app import create_app

Figures = dict[str, Any]
CONTACTS, DEALS, MESSAGES, ROUNDS = 100_000, 2_000, 200, 10
INDUSTRY = "plant"
MODULES: tuple[str, ...] = ()  # all
BOSS = Actor("Bench", "manager")
AT_ONCE = 5_000
PAGES = {
    "contacts": "/l/contacts",
    "contacts_last": f"/l/contacts?page={CONTACTS // 50}",
    "contacts_sorted": "/l/contacts?sort=city",
    "contacts_search": "/l/contacts?q=Bench+77",
    "contacts_search_none": "/l/contacts?q=nowhere",
    "contacts_filter": "/l/contacts?partner=1",
    "kanban": "/p/pipeline",
    "forecast": "/p/forecast",
}
Send = Callable[[str], bytes]


def crm() -> Figures:
    """Seconds; and messages a second. Each in a SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings.from_environment(), database_url=f"sqlite:///{folder}/bench.db", warm=False)
        app = create_app(settings)
        trials: Trials = app.state.trials
        opened = [_opened(trials) for _ in range(2)]
        figures: Figures = {"trial_cold_seconds": opened[0][1], "trial_cached_seconds": opened[1][1]}
        figures["messages_per_second"] = _delivered(folder)
        secret = opened[0][0]
        with trials.books(secret, datetime.now(UTC)).session() as session:
            _furnish(session)
        with serving(app) as send:
            for name, path in PAGES.items():
                figures[name] = _timed(send, f"/en/t/{secret}{path}")
        trials.store.close_all()
        app.state.database.close()
    return figures


def _opened(trials: Trials) -> tuple[str, float]:
    """The secret of a new trial, and the seconds until it was there."""
    start = time.perf_counter()
    secret = trials.create(INDUSTRY, "en", datetime.now(UTC), MODULES)
    return secret, time.perf_counter() - start


def _delivered(folder: str) -> float:
    """Messages a second, of customers whom the other side does not know yet."""
    books = open_books(f"sqlite:///{folder}/messages.db")
    create(books)
    with books.session() as session:
        found(session, Founding("Bench", date(2026, 3, 2)))
        for number in range(MESSAGES):
            entered = {"name": f"Told {number}", "email": f"told{number}@bench.example", "customer": True}
            run(session, "contact.create", entered, BOSS)
        start, count = time.perf_counter(), 0
        while done := delivery.deliver(session):
            count += done
        rate = count / (time.perf_counter() - start)
    books.close()
    return rate


def _furnish(session: Session) -> None:
    """Contacts and open deals beside those of the company."""
    today = clock.today(session)
    owners = session.scalars(select(Member.name).order_by(Member.id)).all()
    rows = [_contact(number, today, owners[number % len(owners)]) for number in range(CONTACTS)]
    for first in range(0, CONTACTS, AT_ONCE):
        session.execute(insert(Contact), rows[first : first + AT_ONCE])
    buyers = session.scalars(select(Contact.id).order_by(Contact.id.desc()).limit(DEALS)).all()
    session.execute(
        insert(Deal),
        [
            {"state": OPEN[place % len(OPEN)], "name": f"Deal {place}", "contact_id": buyers[place % len(buyers)],
             "on": today, "moved": today, "expected": today + timedelta(days=place % 120),
             "amount": 100_000 + place * 17, "currency": clock.trial(session).currency, "probability": 50,
             "owner": owners[place % len(owners)]}
            for place in range(DEALS)
        ],
    )  # fmt: skip


def _contact(number: int, today: date, owner: str) -> Figures:
    """The row of a contact."""
    return {
        "code": f"BENCH{number}", "name": f"Bench {number}", "name_key": f"bench {number}", "customer": number % 2 == 0,
        "partner": number % 100 == 0, "email": f"info{number}@bench.example", "phone": f"+43 {number:07}",
        "email_key": f"info{number}@bench.example", "phone_key": f"43{number:07}", "city": f"Town {number % 500}",
        "owner": owner, "since": today,
    }  # fmt: skip


@contextmanager
def serving(app: FastAPI) -> Iterator[Send]:
    """The application on a port of its own; gives what asks it for a page."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    connection = http.client.HTTPConnection("127.0.0.1", server.servers[0].sockets[0].getsockname()[1])

    def send(path: str) -> bytes:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise Unavailable(f"{path} answered {response.status}.")
        return body

    try:
        yield send
    finally:
        connection.close()
        server.should_exit = True
        thread.join()


def _timed(send: Send, path: str) -> Figures:
    send(path)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        send(path)
        times.append(time.perf_counter() - start)
    return {"best_seconds": min(times), "median_seconds": statistics.median(times)}
