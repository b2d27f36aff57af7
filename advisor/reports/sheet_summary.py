"""The first page of a workbook: the advice, its key figures, what the other pages are for, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor import language as wording
from advisor.language import Words
from advisor.recommendation.telling.lines import Story
from advisor.reports.formula import Formula
from advisor.reports.sheet_parts import LINE, Page, clean
from advisor.reports.sheet_scores import Compared

WIDTHS = (34, 16, 16, 16, 56)


@dataclass(frozen=True)
class Totals:
    """Low, likely and high over all years, and paid to others in the first year, in a currency."""

    all_years: Sequence[Formula]
    first_year: Sequence[Formula]
    currency: str


@dataclass(frozen=True)
class Summary:
    """What the first page points to: the best option now as a sentence, and the costs if there are any."""

    it: Compared
    best: Formula
    totals: Totals | None

    @property
    def story(self) -> Story:
        return self.it.story


def summary_page(page: Page, summary: Summary) -> None:
    book, story, words = page.book, summary.story, summary.it.words
    page.on_one_sheet()
    row = page.sentence(0, clean(book.cover.title)[:300] or words("Our advice"), "title")
    day = wording.date(book.cover.day, story.language)
    for part in (clean(book.cover.client)[:300], day):
        row = page.sentence(row, part) if part else row
    row = _verdict(page, summary, row + 1)
    row = _figures(page, summary, row + 1)
    row = _pages(page, words, row + 1)
    _basis(page, summary, row + 1)


def _verdict(page: Page, summary: Summary, row: int) -> int:
    story, words = summary.story, summary.it.words
    chosen = story.override
    if chosen is not None and not chosen.same:
        row = page.sentence(row, words("What was decided: {verdict}").format(verdict=chosen.verdict), "answer")
        row = page.sentence(row, chosen.reason, "note") if chosen.reason else row
        row = page.sentence(row, words("What the rules advise: {verdict}").format(verdict=story.verdict), "strong")
    else:
        row = page.sentence(row, story.verdict, "answer")
        row = page.sentence(row, story.about)
    sure = wording.hundred(story.sure, story.language)
    holds = words("It holds in %(sure)s of 100 plausible readings of your answers.") % {"sure": sure}
    row = page.sentence(row, f"{story.doubt.status} {holds}", "strong")
    if story.doubt.between:
        row = page.sentence(row, f"{story.doubt.between.text} {story.doubt.between.separated_by}")
    if summary.it.readings is not None:
        page.put(row + 1, 0, words("With the weights of this workbook"), "quiet")
        page.say_wide(row + 2, summary.best.text, summary.it.names[summary.it.order[0]].verdict)
        return row + 3
    return row


def _figures(page: Page, summary: Summary, row: int) -> int:
    """Costs as they are on their page now, and counts of what is advised."""
    story, words, totals = summary.story, summary.it.words, summary.totals
    ends = [words("Low"), words("Likely"), words("High")] if totals else ["", "", ""]
    row = page.header(row, [words("Key figures"), *ends, ""], 1)
    if totals:
        for name, cells in (
            (words("Cost over all years"), totals.all_years),
            (words("Paid in the first year"), totals.first_year),
        ):
            page.row(row, 0, [f"{name} ({totals.currency})", *cells, ""], ["line", *["amount line"] * 3, "line"])
            row += 1
    modules = [module for phase in story.phases for module in phase.modules]
    for name, value in (
        (words("Phases"), len(story.phases)),
        (words("Modules"), len(modules)),
        (words("Risks"), len(story.risks)),
    ):
        page.row(row, 0, [name, "", value, "", ""], ["line", "line", "whole line", "line", "line"])
        row += 1
    return row


def _pages(page: Page, words: Words, row: int) -> int:
    """Every other page with what it is for."""
    about = {
        "weights": words("Change what counts more for you, and see which option comes first."),
        "scores": words("How every option does under every criterion, and what that adds to its value."),
        "ranking": words("The options in their order with the weights of this workbook."),
        "costs": words("Change users, rates, years and the reserve, and see what it costs."),
        "modules": words("What to bring in, in which phase, and why."),
        "risks": words("What can go wrong, and what helps."),
        "answers": words("What was answered, and so what all of this follows from."),
        "sources": words("What rules and figures rest on."),
        "readings": words("What is not known, read in many ways: the working behind the scores."),
        "working": words("Every step from figures to costs."),
    }
    row = page.header(row, [words("Page"), words("What it is for"), "", "", ""])
    for key, other in page.book.pages.items():
        if key in about:
            link = f"internal:{other.prefix}A1"
            page.sheet.write_url(row, 0, link, page.book.style("link"), string=other.name)
            page.row(row, 1, [about[key], "", "", ""], "line")
            row += 1
    return row


def _basis(page: Page, summary: Summary, row: int) -> None:
    story, words, brand = summary.story, summary.it.words, page.book.brand
    samples = wording.number(story.samples, story.language)
    row = page.header(row, [words("What it rests on"), "", "", "", ""])
    for name, value in (
        (words("Date"), wording.date(page.book.cover.day, story.language)),
        (words("Version of questions and rules"), story.content_version),
        (words("Readings counted"), samples),
        (words("Mark of the stored result"), story.hash),
    ):
        page.row(row, 0, [name, value, "", "", ""], "line")
        row += 1
    fair = words(
        "No vendor pays for this advice. Every rule names its source, and every result can be traced to the last point."
    )
    row = page.sentence(row + 1, fair)
    if brand.disclaimer:
        page.sentence(row, clean(brand.disclaimer)[:2000])
    page.sheet.set_row(row + 1, LINE)
