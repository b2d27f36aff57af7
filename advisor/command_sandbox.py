"""The sandbox on the command line: `advisor sandbox new`, `run`, `list`."""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import BadInput, NotFound

if TYPE_CHECKING:
    from advisor.sandbox.trials.scenarios import Scenario

DONE, NO = 0, 1


def add(commands: Any) -> None:
    """Add the commands to a parser's sub-parsers."""
    actions = commands.add_parser("sandbox", help="try modules in a small working company").add_subparsers(
        required=True, metavar="ACTION"
    )
    new = actions.add_parser("new", help="open a sandbox; prints its private address")
    new.add_argument("--industry", help="the company it shows; `advisor sandbox list` names all")
    new.add_argument("--from", dest="recommendation", help="a stored recommendation: its modules of the first phase")
    new.add_argument("--modules", help="ids of modules, separated by commas; without it all are on")
    new.add_argument("--lang", default="en")
    new.set_defaults(run=_new)

    run = actions.add_parser("run", help="play a scenario and check the books after it")
    run.add_argument("scenario", nargs="?", help="its id, or a file of one's own")
    run.add_argument("--all", action="store_true", help="play every scenario")
    run.add_argument("--today", type=_day, help="the day it is in the company, such as 2026-11-22")
    run.set_defaults(run=_run)

    actions.add_parser("list", help="all industries and scenarios").set_defaults(run=_list)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date such as 2026-11-22") from error


def _new(options: argparse.Namespace) -> int:
    from advisor.db import open_database
    from advisor.language import LANGUAGES
    from advisor.migrations import upgrade
    from advisor.sandbox.trials.industries import industries
    from advisor.sandbox.trials.store import Store
    from advisor.settings import Settings
    from advisor.workspace.trials import Trials

    if options.lang not in LANGUAGES:
        raise BadInput(f"There is no language “{options.lang}”. Languages: {', '.join(LANGUAGES)}.", field="lang")
    modules = _modules(options)
    settings = Settings.from_environment()
    database = open_database(settings.database_url)
    store = Store(settings.database_url)
    try:
        upgrade(database)
        industry = options.industry or industries()[0]
        secret = Trials(database, store).create(industry, options.lang, datetime.now(UTC), modules)
    finally:
        store.close_all()
        database.close()
    print(f"{settings.origin or ''}/{options.lang}/t/{secret}/")
    return DONE


def _modules(options: argparse.Namespace) -> tuple[str, ...]:
    """The modules to switch on: those named, or those of the first phase of a recommendation. Raises BadInput."""
    from advisor.sandbox.modules import module_ids

    if options.recommendation:
        wanted = _recommended(Path(options.recommendation))
    else:
        wanted = tuple(name.strip() for name in (options.modules or "").split(",") if name.strip())
    known = module_ids()
    for name in wanted:
        if name.startswith("erp-") and name not in known:
            raise BadInput(f"There is no module “{name}” in the sandbox. Modules: {', '.join(known)}.", field="modules")
    return wanted


def _recommended(path: Path) -> tuple[str, ...]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return tuple(module["id"] for module in found["modules"] if module["phase"] == 1)
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{path.name} is not a recommendation. Make one with `advisor assess FILE --json`.", field="from"
        ) from error


def _run(options: argparse.Namespace) -> int:
    from advisor.sandbox.trials.scenarios import play, scenarios
    from advisor.sandbox.trials.store import Store

    if bool(options.scenario) == options.all:
        raise BadInput("Name one scenario, or say --all.")
    chosen = list(scenarios().values()) if options.all else [_chosen(options.scenario)]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/advisor.db")
        for scenario in chosen:
            outcome = play(scenario, store, options.today or datetime.now(UTC).date())
            failed += not outcome.passed
            said = outcome.failure or "; ".join(outcome.findings) or f"{outcome.steps} steps, the books are whole"
            print(f"{'ok    ' if outcome.passed else 'failed'}  {scenario.id}: {said}")
        store.close_all()
    print(f"{len(chosen) - failed} of {len(chosen)} scenarios went as they say.")
    return NO if failed else DONE


def _chosen(name: str) -> Scenario:
    from advisor.sandbox.trials.scenarios import load, scenarios

    if name in scenarios():
        return scenarios()[name]
    if not name.endswith((".yaml", ".yml")):
        raise NotFound(f"There is no scenario “{name}”. Scenarios: {', '.join(scenarios())}.")
    return load(Path(name))


def _list(_options: argparse.Namespace) -> int:
    from advisor.sandbox.trials.industries import industries
    from advisor.sandbox.trials.scenarios import scenarios

    print("Industries:", ", ".join(industries()))
    for scenario in scenarios().values():
        print(f"{scenario.id}  {scenario.industry}  {', '.join(scenario.needs)}")
    return DONE
