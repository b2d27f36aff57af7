"""Cases as a table and as data: what is in them, what is not, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.questionnaire.answers import parse, plain
from advisor.workspace.desk import casework, exchange
from advisor.workspace.desk.exchange import READ, TOLD, as_meant, cell, gathered, harmless, to_csv, to_json
from tests.recommendation.samples import MAKER, SELLER, random_answers, real
from tests.workspace.desk import clients, offices
from tests.workspace.desk.clients import FORBIDDEN, LATER, OPEN_WORDS
from tests.workspace.desk.offices import NOW

BANK = real().questionnaire


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_a_row_for_each_case_and_a_column_for_each_question(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    out = gathered(session, real(), clients.cases_of(session, folder))
    body = to_csv(BANK, out)
    assert body.startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by its mark"
    found = rows(body)
    assert list(found[0]) == [*READ, *TOLD, *(question.id for question in BANK.questions)]
    first, second, third = found
    assert (first["client"], first["about"]) == ("پارس پمپ و Söhne", "Makes pumps\nand valves")
    assert (first["title"], first["tags"], first["status"]) == ("CRM or ERP", "pumps", "issued")
    assert (first["path"], first["deployment"]) == ("both", "saas"), "what was decided"
    stored = casework.shown(session, clients.cases_of(session, folder)[0])
    assert stored is not None
    told = json.loads(stored.body)
    assert (first["advised_path"], first["advised_deployment"]) == (told["path"], told["deployment"])
    assert float(first["robustness"]) == pytest.approx(told["robustness"]["path"][told["path"]], abs=1e-4)
    assert (first["made"], first["issued"], first["voices"]) == ("2026-12-01", "2026-12-01", "3")
    assert first["content_version"] == real().version
    assert (second["title"], second["path"], second["robustness"], second["made"]) == ("Second look", "", "", "")
    assert third["employees"] == "5"


def test_answers_are_those_of_all_voices_together(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    first = rows(to_csv(BANK, gathered(session, real(), clients.cases_of(session, folder))))[0]
    assert first["employees"] == "120"
    assert first["budget"] == first["stock_trouble"] == "unknown", "they differ, and nobody who decides was asked"
    assert first["it_staff"] == "4", "both say so"
    assert first["sales_driven"] == "5", "said by one voice only"
    assert first["data_location"] == "", "nobody was asked"


def test_a_cell_is_read_back_as_the_same_answer() -> None:
    for seed in range(30):
        for key, answer in random_answers(seed).items():
            assert parse(BANK.by_id[key], cell(plain(answer))) == answer, key


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+49 30 123", "-5", "@SUM(A1)", "\tx", "'=1", "''=1", "＝1", "plain", "", "'quoted'", "O'Neill",
        "'s-Hertogenbosch", "1=1", "\r=1",
    ],
)  # fmt: skip
def test_no_cell_is_a_formula_and_none_is_lost(text: str) -> None:
    safe = harmless(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert as_meant(safe) == text
    if text in ("plain", "", "O'Neill", "'s-Hertogenbosch", "1=1", "'quoted'"):
        assert safe == text, "nothing is put before what is no formula"


def test_hostile_names_leave_as_text(session: Session) -> None:
    ours = offices.organisation(session)
    folder = offices.folder(session, ours, '=HYPERLINK("http://evil.example","Click")')
    case = casework.create(session, folder, "@title", ["-tag", "+other"], offices.tokens(), NOW)
    body = to_csv(BANK, gathered(session, real(), [casework.find(session, ours.id, case.id)]))
    for line in csv.reader(io.StringIO(body.decode("utf-8-sig"))):
        assert not [found for found in line if found.startswith(("=", "+", "-", "@"))]
    (row,) = rows(body)
    assert (as_meant(row["client"]), as_meant(row["title"])) == (folder.client, "@title")


def test_data_has_everything_but_comments_and_names(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    body = to_json(real(), gathered(session, real(), clients.cases_of(session, folder)), LATER)
    document: dict[str, Any] = json.loads(body)
    assert (document["format"], document["version"]) == (exchange.FORMAT, exchange.VERSION)
    assert document["content_version"] == real().version
    first = document["cases"][0]
    assert first["voices"] == {"consultant": 1, "sales": 1, "it": 1}
    assert sum(first["weights"].values()) == pytest.approx(1, abs=1e-3)
    assert first["overrides"]["option"]["reason"] == "A sister company runs both already."
    assert document["cases"][1]["answers"]["budget"] == {"amount": 20000, "currency": "EUR"}
    assert (first["result"]["path"], first["result"]["hash"][:7]) == ("both", "sha256:")
    assert (document["cases"][1]["result"], document["cases"][1]["issued"]) == (None, None)
    for hidden in (FORBIDDEN, OPEN_WORDS, "Olga", "olga@client.example", '"by"', "warehouse"):
        assert hidden not in body.decode()


def test_no_comment_is_in_a_table_either(session: Session) -> None:
    folder = clients.rich(session, offices.organisation(session), offices.tokens())
    body = to_csv(BANK, gathered(session, real(), clients.cases_of(session, folder))).decode()
    for hidden in (FORBIDDEN, OPEN_WORDS, "Olga", clients.SECRET):
        assert hidden not in body


def test_the_same_cases_give_the_same_bytes(session: Session) -> None:
    token, folder = offices.tokens(), offices.folder(session)
    made = [clients.simple(session, token, folder, "A", MAKER), clients.simple(session, token, folder, "B", SELLER)]
    one, other = gathered(session, real(), made), gathered(session, real(), reversed(made))
    assert to_csv(BANK, one) == to_csv(BANK, reversed(other))
    assert to_json(real(), one, NOW) == to_json(real(), gathered(session, real(), made), NOW)
    assert to_json(real(), (), NOW).count(b"client") == 0
