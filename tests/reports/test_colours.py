"""Colours of organisations: kept where they can be read, darkened where not, and replaced where they are none."""

from __future__ import annotations

import pytest

from advisor.reports.colours import DEFAULT, LEAST_CONTRAST, contrast_to_white, readable


def parts(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#ff0000", 4.0)]
)
def test_contrast_is_that_of_the_guideline(colour: str, contrast: float) -> None:
    assert contrast_to_white(parts(colour)) == pytest.approx(contrast, abs=0.01)


@pytest.mark.parametrize("colour", ["#1f4f8f", "#0F766E", "#000000", "#767676"])
def test_a_dark_colour_stays(colour: str) -> None:
    assert readable(colour) == colour.lower()


@pytest.mark.parametrize("colour", ["#ffffff", "#ffdd00", "#9fe8ff", "#ff0000", "#777777"])
def test_a_light_colour_is_darkened_and_keeps_its_hue(colour: str) -> None:
    found = parts(readable(colour))
    assert contrast_to_white(found) >= LEAST_CONTRAST
    order = sorted(range(3), key=lambda i: parts(colour)[i])
    assert [found[i] for i in order] == sorted(found)


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#12345g", "#1f4f8f; x", '#read("/")'])
def test_what_is_no_colour_is_replaced(colour: str) -> None:
    assert readable(colour) == DEFAULT
