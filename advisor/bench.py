"""The project's own benchmarks, run by hand: figures as JSON, never a test.

Each figure is the best and the middle of several rounds on one core. The table benchmark also times a plain row-by-row
interpreter on the same table in the same run, so that the ratio does not depend on the machine.
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn

from advisor.cells import parse
from advisor.facts import Fact, Facts, Value
from advisor.money import Money
from advisor.questionnaire.answers import plain
from advisor.questionnaire.schema import EXECUTIVE, Answer
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.inquiry import agenda
from advisor.rules.bulk import decide_columns
from advisor.rules.compile import Table, bits, compiled
from advisor.rules.decide import RowTrace, decide, explain
from advisor.rules.schema import Output, Row, TableSpec
from advisor.settings import Settings
from web.app import create_app

Figures = dict[str, Any]
ROWS, INPUTS, SUMS = 60, 8, 3
BULK = 2_000_000


def run(names: list[str], content: Content) -> dict[str, Figures]:
    """Run the named benchmarks in order."""
    return {name: BENCHES[name](content) for name in names}


def _timed(act: Callable[[], object], rounds: int, repeats: int = 1) -> Figures:
    """Seconds for one call: the best and the middle of `rounds`, each of `repeats` calls."""
    act()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(repeats):
            act()
        times.append((time.perf_counter() - start) / repeats)
    return {"best_seconds": min(times), "median_seconds": statistics.median(times)}


def _every_answer(content: Content) -> dict[str, Answer]:
    """A complete set of answers: the likeliest value of every question."""
    answers: dict[str, Answer] = {}
    for question in content.questionnaire.questions:
        value = max(question.unknown, key=lambda pair: pair[1])[0]
        if question.type == "choices":
            answers[question.id] = frozenset({str(value)})
        elif question.type in ("scale", "number"):
            answers[question.id] = int(value or 0)
        elif question.type == "money":
            answers[question.id] = Money.of(Decimal(int(value or 0)), "EUR")
        else:
            answers[question.id] = value if isinstance(value, str | bool) else None
    return answers


def _advise(content: Content) -> Figures:
    """One full advice in a warm process: all questions answered, only those of the short track, and none."""
    full = _every_answer(content)
    short = _short_answers(content, full)
    return {
        "answered": _timed(lambda: advise(content, full), 50),
        "executive": _timed(lambda: advise(content, short), 50),
        "nothing_known": _timed(lambda: advise(content, {}), 50),
    }


def _short_answers(content: Content, full: dict[str, Answer]) -> dict[str, Answer]:
    """What the short track asks of the company with these answers."""
    answers: dict[str, Answer] = {}
    while asked := [q for q in agenda(content, answers, EXECUTIVE).wanted or () if q not in answers]:
        answers |= {q: full[q] for q in asked}
    return answers


def _table() -> tuple[Table, dict[str, Fact]]:
    """A summing table of 60 rows over 8 inputs with 3 sums, the same each time."""
    random = np.random.Generator(np.random.PCG64(1))
    facts = {f"n{i}": Fact(id=f"n{i}", kind="number", min=0, max=1000) for i in range(INPUTS // 2)}
    facts |= {f"e{i}": Fact(id=f"e{i}", kind="enum", values=tuple("abcdef")) for i in range(INPUTS - INPUTS // 2)}
    rows = []
    for number in range(ROWS):
        when = {}
        for fact in random.choice(list(facts), size=3, replace=False):
            low = int(random.integers(0, 9)) * 100
            text = f"[{low}..{low + 300})" if fact[0] == "n" else ", ".join(random.choice(list("abcdef"), 2))
            when[str(fact)] = parse(text.replace(f"..{low + 300}", f"..{min(low + 300, 1000)}"), facts[str(fact)])
        then = {f"s{i}": float(random.integers(-5, 10)) for i in range(SUMS)}
        rows.append(Row(f"bench.r{number}", 1, when, then, ("own",), "2026-11-22", f"bench.r{number}"))
    outputs = {f"s{i}": Output(f"s{i}") for i in range(SUMS)}
    spec = TableSpec("bench", "bench", 1, "C+", "before", dict.fromkeys(facts, 1), outputs, None, tuple(rows), ())
    return compiled(spec, facts), facts


def _interpreted(table: Table, facts: Facts) -> dict[str, float]:
    """The peer: every row tried in turn, cell by cell."""
    sums = dict.fromkeys(table.spec.outputs, 0.0)
    for row in table.rows:
        if all(cell.matches(facts.get(fact)) for fact, cell in row.when.items()):
            for output, points in row.then.items():
                sums[output] += float(points)
    return sums


def _explained(table: Table, facts: Facts) -> list[RowTrace]:
    """One case with the cells of every row that decided it."""
    traces = explain(table, facts)
    return [traces[bit] for bit in bits(table.match(facts))]


def _tables(_content: Content) -> Figures:
    """One table: a single case, with its explanation, and many at once, against the peer."""
    table, facts = _table()
    random = np.random.Generator(np.random.PCG64(2))
    case: dict[str, Value] = {f: (400.0 if f[0] == "n" else "c") for f in facts}
    columns: dict[str, Any] = {
        f: random.integers(0, 1000 if f[0] == "n" else 6, BULK).astype(np.float64) for f in facts
    }
    peer = _timed(lambda: _interpreted(table, case), 20, 200)
    single = _timed(lambda: decide(table, case), 20, 2000)
    bulk = _timed(lambda: decide_columns(table, columns, BULK), 5)
    return {
        "single": single,
        "single_explained": _timed(lambda: _explained(table, case), 20, 500),
        "every_row_explained": _timed(lambda: tuple(explain(table, case)), 20, 500),
        "bulk_rows_per_second": BULK / bulk["best_seconds"],
        "peer_single": peer,
        "peer_ratio_single": peer["best_seconds"] / single["best_seconds"],
        "peer_ratio_bulk": peer["best_seconds"] * BULK / bulk["best_seconds"],
    }


def _start(content: Content) -> Figures:
    """A new process from its start to the end of `advisor assess`."""
    lines = [f"  {key}: {_written(value)}" for key, value in _every_answer(content).items() if value is not None]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.yaml"
        file.write_text("answers:\n" + "\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "advisor", "assess", str(file), "--json"]
        return {"assess": _timed(lambda: subprocess.run(command, check=True, capture_output=True), 5)}  # noqa: S603


def _written(answer: Answer) -> str:
    if isinstance(answer, bool):
        return str(answer).lower()
    if isinstance(answer, Money):
        return f'"{int(answer.amount)} {answer.currency}"'
    return f"[{', '.join(sorted(answer))}]" if isinstance(answer, frozenset) else f'"{answer}"'


def _pages(content: Content) -> Figures:
    """Seconds for a question page and the result page, from a client on this machine, with a SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings.from_environment(), database_url=f"sqlite:///{folder}/bench.db", warm=False)
        server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        connection = http.client.HTTPConnection("127.0.0.1", port)
        try:
            return _asked(connection, content)
        finally:
            connection.close()
            server.should_exit = True
            thread.join()


def _asked(connection: http.client.HTTPConnection, content: Content) -> Figures:
    def send(method: str, path: str, body: Any = None) -> bytes:
        data = None if body is None else json.dumps(body)
        connection.request(method, path, data, {"content-type": "application/json"})
        response = connection.getresponse()
        return response.read()

    answers = {key: plain(answer) for key, answer in _every_answer(content).items()}
    case = json.loads(send("POST", "/api/v1/cases", {"answers": answers}))
    send("POST", f"/api/v1/cases/{case['id']}/recommendation")
    page = content.questionnaire.pages[0]
    return {
        "question_page": _timed(lambda: send("GET", f"{case['resume']}/q/{page}"), 40),
        "result_page": _timed(lambda: send("GET", f"{case['resume']}/result"), 40),
        "assessment": _timed(lambda: send("POST", "/api/v1/assessments", {"answers": answers}), 40),
    }


def _portfolio(content: Content) -> Figures:
    """Many companies at once; see `advisor.bench_portfolio`. Imported here, because it brings polars with it."""
    from advisor.bench_portfolio import portfolio

    return portfolio(content)


def _reports(content: Content) -> Figures:
    """Documents of one result; see `advisor.bench_reports`. Imported here, because it brings the printers with it."""
    from advisor.bench_reports import reports

    return reports(content, _every_answer(content))


def _sandbox(_content: Content) -> Figures:
    from advisor.bench_sandbox import sandbox

    return sandbox(Settings.from_environment().database_url)


def _crm(_content: Content) -> Figures:
    from advisor.bench_crm import crm

    return crm()


BENCHES: dict[str, Callable[[Content], Figures]] = {
    "advise": _advise,
    "tables": _tables,
    "start": _start,
    "pages": _pages,
    "portfolio": _portfolio,
    "reports": _reports,
    "sandbox": _sandbox,
    "crm": _crm,
}
