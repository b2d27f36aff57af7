"""The pages as values: frozen, each with its template."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, get_args, get_type_hints

import pytest

from web import app, render
from web.pages import CheckPage, Field, Option, Page, Place, QuestionPage, Standing, StartPage, TrackCard
from web.sandbox.areas import AREAS


def kinds(of: type[Page] = Page) -> list[type[Page]]:
    """All pages of the application, wherever they are defined."""
    return [kind for own in of.__subclasses__() for kind in (own, *kinds(own))]


assert app  # the application knows all of them
# What several pages share is none itself and has no template.
KINDS = sorted((kind for kind in kinds() if hasattr(kind, "template")), key=lambda kind: kind.template)
# A reference to another template, which is then no page of its own.
DECLARED = re.compile(r'"(sandbox/[a-z_/]+\.html)"')
USED = re.compile(r"""\{%-? *(?:extends|from|include|import) "([^"]+)\"""")


def field(id_: str, control: str = "radios", error: str = "") -> Field:
    options = (Option("a", "A", chosen=False),)
    return Field(id_, control, "Ask?", "Help.", "Why.", ("IT",), options, "", "", False, "I don't know", error)


FIRST = Place(1, 2, adaptive=False, first=True)


def asked(
    fields: tuple[Field, ...],
    seen: str = "",
    *,
    place: Place = FIRST,
    returning: bool = False,
    more: bool = False,
) -> QuestionPage:
    return QuestionPage("en", "/c/s", "p", "Title", "", place, fields, seen, returning, more, ())


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_frozen_and_have_a_template(kind: type[Page]) -> None:
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert render.environment("en").get_template(kind.template)


def test_no_template_is_left_over() -> None:
    folder = render.WEB / "templates"
    there = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    used = {name for text in there.values() for name in USED.findall(text)} | {kind.template for kind in KINDS}
    for path in (render.WEB / "sandbox").rglob("*.py"):  # pieces of the sandbox are declared with their templates
        used |= set(DECLARED.findall(path.read_text(encoding="utf-8")))
    used |= {page.template for area in AREAS for page in area.specials}
    assert sorted(there.keys() ^ used) == []


@pytest.mark.parametrize(
    ("control", "first"), [("radios", "x-0"), ("checks", "x-0"), ("number", "x-text"), ("country", "x-text")]
)
def test_links_lead_to_the_first_control(control: str, first: str) -> None:
    assert field("x", control).first == first
    assert field("x", control).name == "a.x"


def test_faults_are_the_fields_with_an_error() -> None:
    fields = (field("x"), field("y", error="Wrong."), field("z", error="Missing."))
    page = asked(fields, "0" * 16)
    assert [fault.id for fault in page.faults] == ["y", "z"]
    html = render.to_html(page)
    assert "2 answers are missing or cannot be used" in html
    assert 'href="#y-0"' in html
    assert 'href="#x-0"' not in html


def test_one_fault_is_counted_as_one() -> None:
    html = render.to_html(asked((field("y", error="Wrong."),), returning=True))
    assert "One answer is missing or cannot be used" in html
    assert "Save and return" in html


def test_the_first_page_has_no_way_back() -> None:
    second = Place(2, 2, adaptive=False, first=False)
    assert 'value="back"' not in render.to_html(asked((field("y"),)))
    assert 'value="back"' in render.to_html(asked((field("y"),), place=second))
    assert 'value="back"' not in render.to_html(asked((field("y"),), place=second, returning=True))
    assert "One more question follows" in render.to_html(asked((field("y"),), more=True))


def test_progress_in_pages_and_in_questions() -> None:
    pages, questions = (Place(9, 20, adaptive=adaptive, first=False) for adaptive in (False, True))
    assert "9 of about 20" in render.to_html(asked((field("y"),), place=pages))
    html = render.to_html(asked((field("y"),), place=questions))
    assert "question 9 of at most 20" in html
    assert '<progress max="20" value="9"' in html


SAID = {
    "open": ("3 of 9 questions are still open", "open questions count as not known", "Go on with the questions"),
    "answered": ("All 9 questions are answered.",),
    "proven": (
        "the advised path stays the same",
        "You can stop here",
        "3 of 9 questions are still open",
        "Go on with the questions",
    ),
    "begun": ("Answered: 6 of at most 20.", "open questions count as not known", "Go on with the questions"),
    "settled": ("Enough is known", "in 97 of 100 readings", "Answer more questions"),
    "spent": ("not clear yet", "in 97 of 100 readings", "Answer more questions"),
}


@pytest.mark.parametrize("kind", get_args(get_type_hints(Standing)["kind"]))
def test_what_the_questions_have_come_to(kind: Any) -> None:
    """Each state has its own sentences, and none of those of another."""
    still_open = 0 if kind in ("answered", "settled", "spent") else 3
    standing = Standing(kind, 9, still_open, 20, 0.979)
    html = " ".join(render.to_html(CheckPage("en", "/c/s", "link", (), standing, False, ())).split())
    own = {" ".join(words.split()) for words in SAID[kind]}
    others = {" ".join(words.split()) for said in SAID.values() for words in said} - own
    assert [words for words in own if words not in html] == []
    assert [words for words in others if words in html] == []
    assert html.count("See the recommendation") == 1
    assert html.count("btn-primary") == 1, "one main action on a page"


def test_shares_are_never_shown_larger_than_they_are() -> None:
    for share, words in ((0.999, "99 of 100"), (1.0, "100 of 100"), (0.0, "0 of 100")):
        page = CheckPage("en", "/c/s", "link", (), Standing("settled", 9, 0, 20, share), False, ())
        assert f"comes first in {words} readings" in render.to_html(page)


def test_a_track_that_ends_early_promises_a_most() -> None:
    cards = tuple(TrackCard("t", "T", "", 20, 8, adaptive) for adaptive in (True, False))
    html = render.to_html(StartPage("en", "H", "A", cards, cards[0].id, (), 0, False))
    assert html.index("at most 8 minutes") < html.index("about 8 minutes")
