"""What the operator does with accounts on the command line: `advisor owner`, `advisor member`, `advisor audit`."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.workspace.access.command import Desk

DONE, NO = 0, 1


def add(commands: Any) -> None:
    """Add the commands to a parser's sub-parsers."""
    owner = commands.add_parser("owner", help="make the first owner of an organisation; prints a one-time link")
    owner.add_argument("email")
    owner.add_argument("--organisation", required=True, help="its name; it is founded when there is none of that name")
    owner.add_argument("--name", default="", help="what the owner is called")
    owner.set_defaults(run=_owner)

    member = commands.add_parser("member", help="look after members").add_subparsers(required=True, metavar="ACTION")
    reset = member.add_parser("reset", help="print a one-time link to set a new password")
    reset.add_argument("email")
    reset.add_argument("--without-second", action="store_true", help="also turn the second factor off")
    reset.set_defaults(run=_reset)
    member.add_parser("list", help="every member by organisation").set_defaults(run=_list)

    audit = commands.add_parser("audit", help="the log of what was done")
    audit = audit.add_subparsers(required=True, metavar="ACTION")
    audit.add_parser("verify", help="whether the log of every organisation is whole").set_defaults(run=_verify)
    export = audit.add_parser("export", help="print the log of an organisation")
    export.add_argument("--organisation", type=int, help="its number, where there are several")
    export.add_argument("--format", choices=["json", "csv"], default="json")
    export.set_defaults(run=_export)


@contextmanager
def _desk() -> Iterator[Desk]:
    """The database brought up to date, and what a command needs beside it."""
    from advisor.db import open_database
    from advisor.migrations import upgrade
    from advisor.settings import Settings
    from advisor.workspace.access.command import Desk

    settings = Settings.from_environment()
    database = open_database(settings.database_url)
    try:
        upgrade(database)
        yield Desk(database, settings.origin, datetime.now(UTC), secrets.token_urlsafe(32))
    finally:
        database.close()


def _owner(options: argparse.Namespace) -> int:
    from advisor.workspace.access import command

    with _desk() as desk:
        print("\n".join(command.owner(desk, options.email, options.organisation, options.name)))
    return DONE


def _reset(options: argparse.Namespace) -> int:
    from advisor.workspace.access import command

    with _desk() as desk:
        print("\n".join(command.reset(desk, options.email, without_second=options.without_second)))
    return DONE


def _list(_options: argparse.Namespace) -> int:
    from advisor.workspace.access import command

    with _desk() as desk:
        print("\n".join(command.listing(desk)))
    return DONE


def _verify(_options: argparse.Namespace) -> int:
    from advisor.workspace.access import command

    with _desk() as desk:
        whole, lines = command.verify(desk)
    print("\n".join(lines))
    return DONE if whole else NO


def _export(options: argparse.Namespace) -> int:
    from advisor.workspace.access import command

    with _desk() as desk:
        print(command.export(desk, options.organisation, options.format))
    return DONE
