"""Links that the device opens itself."""

from __future__ import annotations

import pytest

from web.sandbox.contacts_links import place, telephone


@pytest.mark.parametrize(
    ("number", "href"),
    [("+49 (30) 12-34", "tel:+49301234"), ("۰۲۱ ۱۲۳", "tel:021123"), ("", ""), ("ask Ann", "")],
)
def test_numbers_that_can_be_called(number: str, href: str) -> None:
    found = telephone(number)
    assert (found.text, found.href) == (number, href)


def test_places_for_the_map_of_the_device() -> None:
    assert place("Вулиця 1", "", "Київ").text == "Вулиця 1, Київ"
    assert place("A&B road", "Ulm").href == "geo:0,0?q=A%26B%20road%2C%20Ulm"
    assert place("", "").href == ""
