"""The rules in the open: the list of all rows with a filter that stays in the address, and a page for each row."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.db import Database
from advisor.errors import NotFound
from advisor.recommendation.telling.passport import NEAREST, Entry, entries, passport, passports
from advisor.recommendation.texts import Texts
from advisor.workspace import cases
from web.deps import Contents, Databases, Language
from web.pages import NoRulePage, RuleGroup, RulePage, RulesPage, TableChoice
from web.render import render

router = APIRouter(include_in_schema=False)
MAX_TEXT = 200


@router.get("/rules")
def listed(request: Request, content: Contents, language: Language, table: str = "", text: str = "") -> Response:
    """All rules, those of a `table`, or those in which every word of `text` occurs."""
    words, found = content.texts[language], entries(content, language=language)
    wanted = text[:MAX_TEXT].strip()
    known = table in content.tables or not table
    passing = [e for e in found if table in ("", e.table) and _mentions(e, words, wanted)]
    whole = table in content.tables and not wanted
    page = RulesPage(
        language=language,
        tables=tuple(TableChoice(t, words.say("tables", t, "title"), t == table) for t in content.tables),
        text=wanted,
        groups=_groups(passing, words),
        shown=len(passing),
        total=len(found),
        unknown="" if known else table[:MAX_TEXT],
        grid=passports(content, table, language) if whole else (),
    )
    return render(request, page, 200 if known else NotFound.status)


def _mentions(entry: Entry, words: Texts, wanted: str) -> bool:
    """Whether every word stands in the sentence of the rule, in its id or in the title of its table."""
    said = f"{entry.text} {entry.row} {words.say('tables', entry.table, 'title')}".casefold()
    return all(word in said for word in wanted.casefold().split())


def _groups(found: Iterable[Entry], words: Texts) -> tuple[RuleGroup, ...]:
    by_table: dict[str, list[Entry]] = {}
    for entry in found:
        by_table.setdefault(entry.table, []).append(entry)
    return tuple(
        RuleGroup(table, words.say("tables", table, "title"), words.say("tables", table, "about"), tuple(rows))
        for table, rows in by_table.items()
    )


def _counted(request: Request, database: Database, row: str) -> tuple[int, int]:
    """In how many cases a row fired, and how many have a result. Counting reads every result, so it is kept until there
    is another one."""
    kept: dict[str, tuple[tuple[int, int], int, int]] = request.app.state.fired
    with database.session(write=False) as session:
        state = cases.state(session)
        if row not in kept or kept[row][0] != state:
            kept[row] = state, cases.fired_in(session, row), cases.concluded(session)
    return kept[row][1:]


@router.get("/rules/{row}")
def shown(row: str, request: Request, content: Contents, database: Databases, language: Language) -> Response:
    """The passport of one rule; a page that names the nearest ones when there is none of that id."""
    known = [row.id for table in content.tables.values() for row in table.rows]
    if row not in known:
        nearest = tuple(get_close_matches(row[:MAX_TEXT], known, n=NEAREST, cutoff=0))
        return render(request, NoRulePage(language, row[:MAX_TEXT], nearest), NotFound.status)
    fired, concluded = _counted(request, database, row)
    found = passport(content, row, language)
    about = content.texts[language].say("tables", found.table, "about")
    return render(request, RulePage(language, found, about, fired, concluded))
