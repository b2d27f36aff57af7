"""The sandbox on the command line: `advisor sandbox new`, `run`, `warm`, `list`."""

from __future__ import annotations

import argparse
import gc
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import BadInput, NotFound

if TYPE_CHECKING:
    from advisor.sandbox.trials.scenarios import Scenario
    from advisor.settings import Settings
    from advisor.workspace.trial_wishes import Wish
    from advisor.workspace.trials import Trials

DONE, NO = 0, 1
NICE = 10


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

    warm = actions.add_parser("warm", help="prepare the companies of this week, so that nobody waits for one")
    warm.add_argument("--lang", help="in this language only; without it in all")
    warm.add_argument("--wanted", action="store_true", help="only those that somebody waits for")
    warm.add_argument("--gently", action="store_true", help="leave the processor to others")
    warm.set_defaults(run=_warm)

    actions.add_parser("list", help="all industries and scenarios").set_defaults(run=_list)
    actions.add_parser("coverage", help="by module the scenarios that show it").set_defaults(run=_coverage)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date such as 2026-11-22") from error


@contextmanager
def _trials() -> Iterator[tuple[Trials, Settings]]:
    """The sandboxes of this installation."""
    from advisor.db import open_database
    from advisor.migrations import upgrade
    from advisor.sandbox.trials.store import Store
    from advisor.settings import Settings
    from advisor.workspace.trials import Trials

    settings = Settings.from_environment()
    database = open_database(settings.database_url)
    store = Store(settings.database_url)
    try:
        upgrade(database)
        yield Trials(database, store), settings
    finally:
        store.close_all()
        database.close()


def _language(name: str) -> str:
    from advisor.language import LANGUAGES

    if name not in LANGUAGES:
        raise BadInput(f"There is no language “{name}”. Languages: {', '.join(LANGUAGES)}.", field="lang")
    return name


def _new(options: argparse.Namespace) -> int:
    wish = _wish(options, _language(options.lang))
    with _trials() as (trials, settings):
        secret = trials.open(wish, datetime.now(UTC))
    print(f"{settings.origin or ''}/{options.lang}/t/{secret}/")
    return DONE


def _wish(options: argparse.Namespace, language: str) -> Wish:
    """With the modules that are named, or as a recommendation advises. Raises BadInput."""
    from advisor.sandbox.modules import module_ids, with_needs
    from advisor.sandbox.trials.fitting import fitting, match
    from advisor.sandbox.trials.industries import industries
    from advisor.sandbox.trials.phases import of_phases
    from advisor.workspace.trial_wishes import Wish

    if options.recommendation:
        advised, facts = _recommended(Path(options.recommendation))
        industry = options.industry or match(facts)
        return Wish(industry, language, of_phases(advised, 1), advised, fitting(facts))
    wanted = tuple(name.strip() for name in (options.modules or "").split(",") if name.strip())
    known = module_ids()
    for name in wanted:
        if name not in known:
            raise BadInput(f"There is no module “{name}” in the sandbox. Modules: {', '.join(known)}.", field="modules")
    return Wish(options.industry or industries()[0], language, with_needs(wanted))


def _recommended(path: Path) -> tuple[dict[str, int], dict[str, Any]]:
    """The modules of a recommendation with their phases, and the facts it was made from."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {module["id"]: int(module["phase"]) for module in found["modules"]}, dict(found.get("facts", {}))
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{path.name} is not a recommendation. Make one with `advisor assess FILE --json`.", field="from"
        ) from error


def _warm(options: argparse.Namespace) -> int:
    """Make what somebody waits for, then what is missing; whoever comes meanwhile is next."""
    from advisor.language import LANGUAGES

    languages = (_language(options.lang),) if options.lang else LANGUAGES
    failed: set[str] = set()
    if options.gently:
        os.nice(NICE)
    gc.freeze()  # what was loaded stays; looking through it again and again would cost a tenth of the time
    with _trials() as (trials, _settings):
        templates, day = trials.templates, datetime.now(UTC).date()
        gone = templates.forget_old(day) + trials.sweep(datetime.now(UTC))
        if gone:
            print(f"removed what is over: {gone}")
        while found := templates.next(datetime.now(UTC), failed, () if options.wanted else languages):
            start = time.perf_counter()
            try:
                made = templates.make(found, datetime.now(UTC))
            except Exception as error:  # noqa: BLE001 - the others are made all the same
                print(f"failed   {found.industry} {found.language} {found.shape}: {error}")
                made = False
            failed |= set() if made else {found.key}
            if made:
                took = time.perf_counter() - start
                print(f"{took:5.1f} s  {found.industry} {found.language} {found.shape}", flush=True)
    return DONE


def _run(options: argparse.Namespace) -> int:
    from advisor.sandbox.trials.playing import play
    from advisor.sandbox.trials.scenarios import scenarios
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


def _coverage(_options: argparse.Namespace) -> int:
    """The status says whether every module is shown."""
    from advisor.sandbox.trials.scenarios import coverage

    found = coverage()
    for module, names in found.items():
        print(f"{module:<24}  {', '.join(names) or 'none'}")
    print(f"{sum(map(bool, found.values()))} of {len(found)} modules are shown.")
    return DONE if all(found.values()) else NO
