"""The options in the order of their values now, the best one named in words, and a drawing that follows."""

from __future__ import annotations

from advisor.reports.formula import Formula, quoted
from advisor.reports.sheet_drawings import Bars, value_bars
from advisor.reports.sheet_parts import Page, directed
from advisor.reports.sheet_scores import Compared, ScoreCells


def ranking_page(page: Page, it: Compared, scores: ScoreCells) -> tuple[Formula, int]:
    """The page of the order; gives the cell that says the best option as a sentence, and the first row of the table."""
    words = it.words
    page.on_one_sheet()
    row = page.sentence(0, words("Which option comes first?"), "title")
    best, advised = it.names[it.order[0]], it.names[it.stored_ranks.index(1)]
    page.put(row, 0, words("With the weights of this workbook"), "quiet")
    page.say_wide(row + 1, _looked_up(scores.verdict, "1", scores), best.verdict)
    page.put(row + 2, 0, words("In the stored result"), "quiet")
    page.put(row + 3, 0, advised.verdict, "strong")
    found = page.at(row + 1, 0)
    same, other = words("The advice stays the same."), words("Another option comes first than in the stored result.")
    texts = f"IF({found.text}={page.at(row + 3, 0).text},{quoted(same)},{quoted(other)})"
    page.say(row + 4, 0, texts, same if best.verdict == advised.verdict else other, "strong")
    heads = [words("Rank"), words("Path"), words("Where it runs"), words("Value"), words("In the result")]
    top = page.header(row + 6, [*heads, words("Rank in the result"), words("Ruled out")], 3, (6,))
    page.sheet.freeze_panes(top, 0)
    page.sheet.repeat_rows(top - 1)
    for place, option in enumerate(it.order):
        _rank_row(page, it, top + place, (place + 1, option), scores)
    page.sheet.set_column(7, 7, None, None, {"hidden": True})
    page.put(
        top + it.options + 1,
        0,
        words("How sure the advice is belongs to the stored weights and is not worked out again here."),
        "quiet",
    )
    page.insert(top + it.options + 3, 1, value_bars(page, bars_of(it, top)), words("How do the options compare?"))
    return found, top


def _rank_row(page: Page, it: Compared, row: int, at: tuple[int, int], scores: ScoreCells) -> None:
    rank, option = at
    name, (stored, now) = it.names[option], it.values
    page.put(row, 0, rank, "whole line middle")
    own = page.at(row, 0).text
    page.say(row, 1, _looked_up(scores.path, own, scores), name.path)
    page.say(row, 2, _looked_up(scores.hosted, own, scores), name.hosted)
    page.put(row, 3, Formula(_looked_up(scores.value, own, scores), float(now[option])), "points line strong")
    page.put(row, 4, Formula(_looked_up(scores.stored, own, scores), float(stored[option])), "points line")
    before = it.stored_ranks[option]
    page.put(row, 5, Formula(_looked_up(scores.stored_rank, own, scores), before), "whole line")
    page.say(row, 6, f"{_looked_up(scores.why_not, own, scores)}&{quoted('')}", name.why_not, "aside")
    both = directed(name.both, it.texts.language)
    page.say(row, 7, _looked_up(scores.both, own, scores), both, "quiet")


def _looked_up(column: str, rank: str, scores: ScoreCells) -> str:
    """What a column of the scores has for the option of this rank."""
    return f"INDEX({column},MATCH({rank},{scores.rank},0))"


def bars_of(it: Compared, top: int) -> Bars:
    """What the drawing of the values shows, from the table of the ranking that begins in the row `top`."""
    return Bars(it.words("Value"), it.names[it.order[0]].verdict, top, sum(not barred for barred in it.barred))
