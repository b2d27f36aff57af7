"""A workbook of one stored result: a summary, weights and assumptions that can be changed, and the tables behind it.

Everything that follows from a weight or an assumption is a formula that every program from Excel 2016 and LibreOffice 7
on works out: no macros, no links to other files, no functions that give arrays.
"""

from __future__ import annotations

from advisor.language import Words
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.story import tell
from advisor.reports.document import Cover
from advisor.reports.formula import Formula
from advisor.reports.sheet_case import readings_of
from advisor.reports.sheet_costs import Costs
from advisor.reports.sheet_drawings import value_bars
from advisor.reports.sheet_lists import answers_page, modules_page, risks_page, sources_page
from advisor.reports.sheet_parts import Book, Page
from advisor.reports.sheet_ranking import bars_of, ranking_page
from advisor.reports.sheet_readings import Many, Named, readings_page
from advisor.reports.sheet_scores import Compared, WeightCells, compared, scores_page, weights_page
from advisor.reports.sheet_summary import WIDTHS, Summary, Totals, summary_page
from advisor.reports.sheet_terms import Taken, taken

LISTS = {
    "modules": (8, 34, 14, 16, 52, 52),
    "risks": (12, 30, 52, 52, 44),
    "answers": (30, 70, 44, 12),
    "sources": (44, 28, 18, 60, 34, 40, 18),
}


def render(content: Content, stored: Recommendation, language: str, words: Words, cover: Cover) -> bytes:
    """An XLSX file; the same arguments give the same bytes."""
    story = tell(content, stored, language, today=cover.day)
    it = compared(content, stored, story, readings_of(content, stored), words)
    live = taken(content, stored)
    book = Book(language, cover)
    _pages(book, it, live)
    best = _comparison(book, it)
    totals = _costs(book, it, live)
    _lists(book, story, words)
    summary_page(book.pages["summary"], Summary(it, best, totals))
    return book.bytes()


def _pages(book: Book, it: Compared, live: Taken | None) -> None:
    """All pages in the order of their tabs; what is only working comes last."""
    words, count = it.words, len(it.criteria)
    room = _room(it)
    book.page("summary", words("Summary"), (WIDTHS[0], *[max(16, room)] * 3, WIDTHS[-1]))
    book.page("weights", words("Weights"), (30, 70, 14, 14, 14))
    book.page("scores", words("Scores"), (26, 22, *[12] * count, 10, 10, 11, 8, 46))
    book.page("ranking", words("Ranking"), (8, 30, 24, 12, 12, 12, 60))
    if it.stored.budget.estimate is not None:
        book.page("costs", words("Cost"), (44, *[room] * 7, *[max(11, room)] * 3))
    names = {
        "modules": words("Modules"),
        "risks": words("Risks"),
        "answers": words("Answers"),
        "sources": words("Sources"),
    }
    for key, widths in LISTS.items():
        book.page(key, names[key], widths)
    if it.readings is not None and len(it.readings.shares) > 1:
        book.page("readings", words("Readings"), (30, 9, *[12] * (2 * count + 1)))
    if live is not None:
        book.page("working", words("Cost working"), (44, 14, *[room] * 20))


def _room(it: Compared) -> int:
    """The width of a column of amounts, with a digit to spare."""
    estimate = it.stored.budget.estimate
    most = max((option.total.high for option in estimate.options), default=0) if estimate else 0
    return max(13, len(f"{most:,}") + 3)


def _comparison(book: Book, it: Compared) -> Formula:
    """Weights, scores and ranking; gives the cell that names the best option now."""
    weights, ranking = book.pages["weights"], book.pages["ranking"]
    cells = weights_page(weights, it)
    scored = scores_page(book.pages["scores"], it, cells, _readings(book, it, cells))
    best, top = ranking_page(ranking, it, scored)
    weights.say_wide(cells.below + 1, best.text, it.names[it.order[0]].verdict)
    weights.insert(cells.below + 3, 0, value_bars(ranking, bars_of(it, top)), it.words("How do the options compare?"))
    return best


def _readings(book: Book, it: Compared, cells: WeightCells) -> Many | None:
    page = book.pages.get("readings")
    if page is None or it.readings is None:
        return None
    named = Named(it.criteria_names, tuple(name.both for name in it.names))
    return readings_page(page, it.readings, named, (cells.shares, cells.changed), it.words)


def _costs(book: Book, it: Compared, live: Taken | None) -> Totals | None:
    page, estimate, money = book.pages.get("costs"), it.stored.budget.estimate, it.story.money
    if page is None or estimate is None or money is None:
        return None
    return Costs(page, book.pages.get("working"), estimate, money, live, it.texts, it.words).write()


def _lists(book: Book, story: Story, words: Words) -> None:
    pages: dict[str, Page] = book.pages
    modules_page(pages["modules"], story, words)
    risks_page(pages["risks"], story, words)
    answers_page(pages["answers"], story, words)
    sources_page(pages["sources"], story, words)
