"""Two results side by side: what both say, and where they differ."""

from __future__ import annotations

import pytest

from advisor.recommendation.advise import advise
from advisor.recommendation.model import Recommendation
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, SETTLED, real, typed
from web.comparing import LINK, compared


def advised(raw: dict[str, object]) -> Recommendation:
    return advise(real(), typed(raw), SAMPLES)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_line_has_both_sides(language: str) -> None:
    rows, lists = compared(real(), (advised(MAKER), advised(SELLER)), language)
    assert len({row.name for row in rows}) == len(rows) >= 12
    assert all(row.name and len(row.cells) == 2 and all(row.cells) for row in rows)
    assert [bool(found.name) for found in lists] == [True] * 3


def test_the_other_way_round_is_mirrored() -> None:
    one, other = advised(MAKER), advised(SELLER)
    rows, lists = compared(real(), (one, other), "en")
    back, turned = compared(real(), (other, one), "en")
    assert [r.cells for r in rows] == [r.cells[::-1] for r in back]
    for found, mirror in zip(lists, turned, strict=True):
        assert (set(found.only(0)), set(found.only(1))) == (set(mirror.only(1)), set(mirror.only(0)))
        assert set(found.shared) == set(mirror.shared)
        assert {*found.shared, *found.only(0), *found.only(1)} == {item.text for item in found.items}


def test_a_company_that_buys_nothing_can_be_compared() -> None:
    rows, _ = compared(real(), (advised(SETTLED), advised(MAKER)), "en")
    assert {row.name: row.cells[0] for row in rows}["Where it runs"] == "–"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("https://a.example/fa/c/abcdefghijklmnop", ("c", "abcdefghijklmnop")),
        ("https://a.example/c/abcdefghijklmnop/result#money", ("c", "abcdefghijklmnop")),
        ("/s/abcdefghijklmnop?x=1", ("s", "abcdefghijklmnop")),
        ("abcdefghijklmnop", None),
        ("/x/abcdefghijklmnop", None),
    ],
)
def test_a_link_is_found_in_what_was_pasted(text: str, parts: tuple[str, str] | None) -> None:
    found = LINK.search(text)
    assert (found.groups() if found else None) == parts
