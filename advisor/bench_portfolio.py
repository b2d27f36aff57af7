"""The benchmark of many companies: ranking alone, and the whole command on files, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from advisor.portfolio.columns import Reader
from advisor.portfolio.command import run
from advisor.questionnaire.readings import Floats
from advisor.questionnaire.schema import Question
from advisor.recommendation.bulk import rank
from advisor.recommendation.content import Content
from advisor.recommendation.load import load_content
from advisor.recommendation.ranking import SEED
from advisor.settings import Settings

Figures = dict[str, Any]
ROWS = 1_000_000  # of the files that are timed
MANY = 10_000_000  # of the file whose memory is measured
RANKED = 65_536  # companies ranked at once, as in a chunk of a file
ROUNDS = 7
SPAN = 200  # numbers are drawn from the least one to so many above it
ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}


def portfolio(content: Content) -> Figures:
    """Rows a second of `rank` on one core with every question answered; rows a second of the whole command on a CSV and
    a Parquet file, on all cores; and the largest memory, in bytes, of the command on a file of many rows."""
    figures: Figures = {"rank_rows_per_second": _of_process("rank", str(RANKED), one_core=True)["rows_per_second"]}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written(companies(content, ROWS), folder)
        for kind in ("csv", "parquet"):
            found = _of_process("run", str(folder / f"in.{kind}"), str(folder / "out.parquet"))
            figures[f"{kind}_rows_per_second"] = found["rows_per_second"]
        for kind in ("csv", "parquet"):
            grown = _grown(folder / f"in.{kind}", max(1, MANY // ROWS))
            found = _of_process("run", str(grown), str(folder / "out.parquet"))
            figures[f"{kind}_many_rows"] = found["rows"]
            figures[f"{kind}_many_rows_per_second"] = found["rows_per_second"]
            figures[f"{kind}_many_peak_bytes"] = found["peak_bytes"]
            grown.unlink()
    return figures


def companies(content: Content, n: int, seed: int = 5) -> pl.DataFrame:
    """Answers to every question, drawn at random but the same each time, as the texts that a person writes."""
    dice = np.random.Generator(np.random.PCG64(seed))
    columns = {q.id: _answers(q, n, dice) for q in content.questionnaire.questions}
    return pl.DataFrame({"id": "company-" + pl.Series(np.arange(n)).cast(pl.String), **columns})


def _answers(question: Question, n: int, dice: np.random.Generator) -> pl.Series:
    words = list(question.choices)
    if question.type == "yesno":
        words = ["no", "yes"]
    elif question.type == "choices":
        sets = range(2 ** len(question.choices))
        words = [", ".join(c for i, c in enumerate(question.choices) if one >> i & 1) or "none" for one in sets]
    elif question.type == "money":
        words = [f"{amount} {code}" for amount in range(0, 10**6, 1000) for code in question.choices]
    if words:
        return pl.Series(words).gather(dice.integers(0, len(words), n))
    return pl.Series(dice.integers(question.low, min(question.high, question.low + SPAN) + 1, n)).cast(pl.String)


def written(table: pl.DataFrame, folder: Path) -> None:
    """The table as in.csv and, whole numbers as numbers, as in.parquet."""
    table.write_csv(folder / "in.csv")
    numbers = [c.name for c in table if c.str.contains(r"^\d+$").all()]
    table.with_columns(pl.col(numbers).cast(pl.Int64)).write_parquet(folder / "in.parquet")


def _grown(path: Path, times: int) -> Path:
    """The rows of a file so many times over, in another file."""
    grown = path.with_name(f"grown{path.suffix}")
    if path.suffix == ".parquet":
        pl.concat([pl.scan_parquet(path)] * times).sink_parquet(grown)
        return grown
    head, _, body = path.read_bytes().partition(b"\n")
    with grown.open("wb") as file:
        file.write(head + b"\n")
        for _ in range(times):
            file.write(body)
    return grown


def _of_process(*arguments: str, one_core: bool = False) -> Figures:
    """What `main` measures in a new process."""
    command = [sys.executable, "-m", "advisor.bench_portfolio", *arguments]
    environment = {**os.environ, **(ONE_CORE if one_core else {})}
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)  # noqa: S603
    figures: Figures = json.loads(found.stdout)
    return figures


def ranked(content: Content, n: int) -> Figures:
    """The best of some rounds of ranking n companies that answered everything."""
    table = companies(content, n)
    said: dict[str, Floats | float] = {}
    for question in content.questionnaire.questions:
        said |= Reader(content, question).read(table[question.id]).facts
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = rank(content, said, n, SEED)
        assert len(found.advised) == n
        times.append(time.perf_counter() - start)
    return {"rows": n, "rows_per_second": n / min(times)}


def run_once(content: Content, source: Path, target: Path) -> Figures:
    """One run of the command on a file, and the largest memory of this process."""
    found = run(content, source, target)
    return {"rows": found.written, "rows_per_second": found.written / found.seconds, "peak_bytes": _peak()}


def _peak() -> int:
    """The largest resident memory in bytes. Not `getrusage`, which starts at the peak of the parent process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def main(arguments: list[str]) -> None:
    settings = Settings.from_environment()
    content = load_content(settings.questionnaires, settings.rules)
    if arguments[0] == "rank":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        figures = ranked(content, int(arguments[1]))
    else:
        figures = run_once(content, Path(arguments[1]), Path(arguments[2]))
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
