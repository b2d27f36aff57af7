"""The command line. Exit 0 done, 1 the answer is no, 2 bad input with one sentence on standard error."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from advisor import command_desk, command_print, command_sandbox
from advisor.errors import AdvisorError, BadInput

if TYPE_CHECKING:
    from advisor.questionnaire.schema import Answer
    from advisor.recommendation.content import Content
    from advisor.source import Document

DONE, NO, BAD = 0, 1, 2
MAX_SAMPLES = 1_000_000
_CASE_KEYS = frozenset({"answers", "questionnaire", "title", "about", "expect"})


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message[0].upper()}{message[1:]}. See `{self.prog} --help`.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        options = _parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except AdvisorError as error:
        print("advisor:", " ".join(error.message.splitlines()), file=sys.stderr)  # a file name may hold a line break
        return BAD
    except BrokenPipeError:  # the reader of our output, such as `head`, has had enough
        sys.stderr.close()
        return DONE
    except KeyboardInterrupt:
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="advisor", description="CRM, ERP, both, in which order, and how sure: neutral and explained.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="run the web application")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_integer(0, 65535), default=8000)
    serve.add_argument("--workers", type=_integer(1, 64), default=1)
    serve.set_defaults(run=_serve)

    questions = commands.add_parser("questions", help="list every question")
    questions.add_argument("--lang", default="en")
    questions.add_argument("--json", action="store_true")
    questions.set_defaults(run=_questions)

    assess = commands.add_parser("assess", help="advise on a file of answers (- reads standard input)")
    assess.add_argument("file")
    assess.add_argument("--json", action="store_true")
    assess.add_argument("--lang", default="en")
    assess.add_argument("--samples", type=_integer(1, MAX_SAMPLES))
    assess.add_argument("--seed", type=_integer(0, 2**32 - 1))
    command_print.add(assess)
    assess.set_defaults(run=_assess)

    replay = commands.add_parser("replay", help="prove a stored recommendation")
    replay.add_argument("file")
    replay.add_argument("--today", action="store_true", help="show what today's content makes of its answers")
    replay.set_defaults(run=_replay)

    _add_rules(commands)
    _add_checks(commands)

    portfolio = commands.add_parser("portfolio", help="verdict and ranking for a table of many companies")
    portfolio.add_argument("input", help="companies, one a row: .csv or .parquet")
    portfolio.add_argument("output", help="where the results go: .csv or .parquet")
    portfolio.add_argument("--extra", action="store_true", help="copy columns that are no questions")
    portfolio.add_argument("--quiet", action="store_true", help="show no progress")
    portfolio.add_argument("--seed", type=_integer(0, 2**32 - 1), default=20261122)
    portfolio.set_defaults(run=_portfolio)

    command_desk.add(commands)
    command_sandbox.add(commands)

    bench = commands.add_parser("bench", help="measure speed, as JSON")
    bench.add_argument("names", nargs="*")
    bench.set_defaults(run=_bench)

    database = commands.add_parser("db", help="look after the database")
    database.add_argument("action", choices=["upgrade"])
    database.set_defaults(run=_upgrade)
    return parser


def _add_rules(commands: argparse._SubParsersAction[_Parser]) -> None:
    actions = commands.add_parser("rules", help="list the rules, or show one").add_subparsers(
        required=True, metavar="ACTION"
    )
    show = actions.add_parser("show", help="all that is known about one row of a table")
    show.add_argument("row")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=_show_rule)
    every = actions.add_parser("list", help="every row, or those of one table")
    every.add_argument("table", nargs="?")
    every.set_defaults(run=_list_rules)
    for action in (show, every):
        action.add_argument("--lang", default="en")


def _add_checks(commands: argparse._SubParsersAction[_Parser]) -> None:
    check = commands.add_parser("check", help="all problems of questions and rules")
    check.add_argument("path", nargs="?", help="a folder with questionnaires/ and rules/ in it")
    check.add_argument("--today", type=_day, help="the date to judge by what is to be reviewed, such as 2026-11-22")
    check.set_defaults(run=_check)

    impact = commands.add_parser("impact", help="which past cases changed rules would flip, and why")
    impact.add_argument("--against", required=True, help="a folder with the changed rules/ (and questionnaires/) in it")
    impact.add_argument("--cases", help="a folder with files of answers to look at beside the stored cases")
    impact.add_argument("--json", action="store_true")
    impact.set_defaults(run=_impact)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date such as 2026-11-22") from error


def _integer(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isdigit() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from {low} to {high}")
        return int(text)

    return parse


def _content() -> Content:
    from advisor.recommendation.load import load_content
    from advisor.settings import Settings

    settings = Settings.from_environment()
    return load_content(settings.questionnaires, settings.rules)


def _language(content: Content, language: str) -> str:
    if language not in content.texts:
        raise BadInput(f"There are no words in “{language}”. Languages: {', '.join(content.texts)}.", field="lang")
    return language


def _read(file: str) -> Document:
    """The file, or standard input for `-`; problems with it are raised as one sentence."""
    from advisor.source import MAX_BYTES, parse, read

    document = parse(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input") if file == "-" else read(Path(file))
    if document.problems:
        first = document.problems[0]
        raise BadInput(f"{first.file}, line {first.line}: {first.message} {first.fix}", problems=document.problems)
    return document


def _answers(content: Content, file: str) -> dict[str, Answer]:
    from advisor.questionnaire.answers import parse_all

    document = _read(file)
    data = document.data
    if not isinstance(data, dict) or "answers" not in data:
        raise BadInput(f"{document.name} has no `answers`. Write `answers:` with one `question: value` a line.")
    if strange := sorted(set(data) - _CASE_KEYS):
        raise BadInput(f"{document.name}, line {document.line((strange[0],))}: “{strange[0]}” is not known here.")
    return parse_all(content.questionnaire, data["answers"] or {})


def _assess(options: argparse.Namespace) -> int:
    from advisor.recommendation.advise import advise
    from advisor.recommendation.ranking import SAMPLES, SEED
    from advisor.recommendation.telling.story import tell, with_words

    papers = command_print.wanted(options)
    on = command_print.day(options.date, datetime.now().astimezone().date())
    content = _content()
    language = _language(content, options.lang)
    answers = _answers(content, options.file)
    seed = SEED if options.seed is None else options.seed
    recommendation = advise(content, answers, options.samples or SAMPLES, seed)
    if papers:
        command_print.write(papers, content, recommendation, language, options.client, on)
    elif options.json:
        _print_json(with_words(content, recommendation, language))
    else:
        from advisor.recommendation.telling.plaintext import lines

        print("\n".join(lines(tell(content, recommendation, language), content.texts[language])))
    return DONE


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _replay(options: argparse.Namespace) -> int:
    from advisor.recommendation.replay import replay, stored

    document = _read_json(options.file)
    content = _content()
    if options.today:
        from advisor.recommendation.drift import lines, under_today

        print("\n".join(lines(under_today(content, stored(document)))))
        return DONE
    outcome = replay(content, stored(document))
    if outcome.same:
        print("Identical: the same answers under the same content give the same recommendation.")
        return DONE
    print("\n".join(("Not identical:", *outcome.differences)))
    return NO


def _read_json(file: str) -> Any:
    """A recommendation keeps its numbers, so it is read as JSON and not as text."""
    document = _read(file)
    text = Path(file).read_text(encoding="utf-8-sig") if file != "-" else None
    if text is None:
        raise BadInput("Give the recommendation as a file.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(f"{document.name}, line {error.lineno}: the file is not JSON: {error.msg}.") from error
    except ValueError as error:  # a number of thousands of digits
        raise BadInput(f"{document.name}: the file holds a number that is too long.") from error


def _questions(options: argparse.Namespace) -> int:
    from advisor.questionnaire.listing import listing

    content = _content()
    texts = content.texts[_language(content, options.lang)]
    entries = listing(content.questionnaire, texts.ask)
    if options.json:
        _print_json(entries)
        return DONE
    for entry in entries:
        when = f"  [asked when {entry['when']}]" if entry["when"] else ""
        print(f"{entry['id']} ({entry['type']}): {entry['ask']}{when}")
    return DONE


def _show_rule(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from advisor.recommendation.telling.passport import lines, passport
    from advisor.settings import Settings
    from advisor.workspace.cases import fired_in
    from advisor.workspace.impact import kept

    content = _content()
    language = _language(content, options.lang)
    found, texts = passport(content, options.row, language), content.texts[language]
    with kept(Settings.from_environment().database_url) as session:
        fired = 0 if session is None else fired_in(session, found.row)
    if options.json:
        _print_json({**asdict(found), "fired_in": fired})
    else:
        print("\n".join((*lines(found, texts), texts.say("passport", "fired_in").format(fired=fired))))
    return DONE


def _list_rules(options: argparse.Namespace) -> int:
    from advisor.recommendation.telling.passport import entries

    content = _content()
    found = entries(content, options.table, _language(content, options.lang))
    width = max(len(entry.row) for entry in found)
    for e in found:
        print(f"{e.row:<{width}}  {e.table:<17}  {e.since}  {e.sources:>2}  {e.text}")
    return DONE


def _check(options: argparse.Namespace) -> int:
    from advisor.recommendation.load import check_content
    from advisor.recommendation.review import expired, findings
    from advisor.settings import Settings

    if options.path is None:
        settings = Settings.from_environment()
        questionnaires, rules = settings.questionnaires, settings.rules
    else:
        questionnaires, rules = Path(options.path) / "questionnaires", Path(options.path) / "rules"
        for folder in (questionnaires, rules):
            if not folder.is_dir():
                raise BadInput(f"There is no folder {folder}. Name a folder with questionnaires/ and rules/ in it.")
    content, problems = check_content(questionnaires, rules)
    for problem in sorted(set(problems)):
        print(problem)
    if problems or content is None:
        print(f"{len(set(problems))} problems.")
        return NO
    old = expired(content.figures.dated, options.today or datetime.now().astimezone().date())
    for problem in findings(old):
        print(problem)
    rows = sum(len(table.rows) for table in content.tables.values())
    print(f"No problems: {len(content.questionnaire.questions)} questions, {len(content.tables)} tables, {rows} rows.")
    if old:
        print(f"{len(old)} dated values are past the day by which they were to be read again.")
    return DONE


def _impact(options: argparse.Namespace) -> int:
    from advisor.settings import Settings
    from advisor.workspace.impact import Meter, lines, measure

    folder = Path(options.cases) if options.cases else None
    found = measure(Settings.from_environment(), Path(options.against), folder, Meter(sys.stderr))
    if options.json:
        _print_json(found.plain())
    else:
        print("\n".join(lines(found)))
    return found.code


def _portfolio(options: argparse.Namespace) -> int:
    from advisor.portfolio.command import run_command

    return run_command(options)


def _serve(options: argparse.Namespace) -> int:
    import uvicorn

    from advisor.settings import Settings
    from web.app import create_app

    settings = Settings.from_environment()
    where = f"http://{options.host}:{options.port}"
    if options.workers == 1:
        app = create_app(settings)  # problems with content or database are said before the server starts
        print(f"Advisor is at {where} (stop with Ctrl-C)", flush=True)
        uvicorn.run(app, host=options.host, port=options.port, log_level="warning")
        return DONE
    create_app(settings).state.database.close()
    print(f"Advisor is at {where} with {options.workers} workers (stop with Ctrl-C)", flush=True)
    uvicorn.run(
        "web.app:from_environment",
        factory=True,
        host=options.host,
        port=options.port,
        workers=options.workers,
        log_level="warning",
    )
    return DONE


def _bench(options: argparse.Namespace) -> int:
    from advisor.bench import BENCHES, run

    if strange := [name for name in options.names if name not in BENCHES]:
        raise BadInput(f"There is no benchmark “{strange[0]}”. Benchmarks: {', '.join(BENCHES)}.")
    _print_json(run(options.names or list(BENCHES), _content()))
    return DONE


def _upgrade(_options: argparse.Namespace) -> int:
    from advisor.db import open_database
    from advisor.migrations import upgrade
    from advisor.settings import Settings

    database = open_database(Settings.from_environment().database_url)
    upgrade(database)
    database.close()
    print("The database is up to date.")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
