"""Sources as notes: one number each, in the order of first use."""

from __future__ import annotations

import pytest

from advisor.recommendation.telling.market_words import Cited
from advisor.recommendation.telling.words import Reference
from advisor.reports.notes import Notes

CLAIM = Reference("a-1", "ERP joins data.", "A guide", "Maker (Land)", "2025-12-30", "seller of ERP", "", "ru")
SAME_GUIDE = Reference("a-2", "CRM keeps contacts.", "A guide", "Maker (Land)", "2025-12-30", "seller of ERP", "", "ru")
STUDY = Reference("b", "", "A study", "press", "2026-01", "", "https://example.org/study", "")
OWN = Reference("own", "", "Our judgement", "own", "", "", "", "")


def test_a_source_has_one_number_and_stands_once() -> None:
    notes = Notes("en")
    assert notes.cite([STUDY, CLAIM]) == (1, 2)
    assert notes.cite([CLAIM]) == (2,)
    assert notes.cite([OWN, STUDY, STUDY]) == (1, 3)
    assert notes.cite([]) == ()
    assert [note.number for note in notes.made] == [1, 2, 3]


def test_notes_say_what_they_rest_on() -> None:
    notes = Notes("en")
    notes.cite([CLAIM, STUDY, OWN])
    claim, study, own = notes.made
    assert (claim.words, claim.url) == ("ERP joins data. – Maker (Land)", "")
    assert (study.words, study.url) == ("A study, press, January 2026", "https://example.org/study")
    assert own.words == "Our judgement, own"


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "A study、press、2026年1月"), ("fa", "A study، press، ژانویه ۲۰۲۶")]
)
def test_dates_and_commas_are_those_of_the_language(language: str, words: str) -> None:
    notes = Notes(language)
    notes.cite([STUDY])
    assert notes.made[0].words == words


def test_places_where_facts_were_read_are_told_apart_by_address_and_day() -> None:
    notes = Notes("en")
    first = Cited("example.org", "https://example.org/price", "2026-10-01")
    assert notes.read_at(first) == (1,)
    assert notes.read_at(Cited("example.org", "https://example.org/price", "2026-10-01")) == (1,)
    assert notes.read_at(Cited("example.org", "https://example.org/price", "2026-11")) == (2,)
    assert notes.read_at(Cited("example.org", "https://example.org/other", "2026-10-01")) == (3,)
    assert notes.made[0].words == "example.org, 1 October 2026"
    assert notes.made[0].url == "https://example.org/price"


def test_known_numbers_make_no_new_notes() -> None:
    notes = Notes("en")
    notes.cite([CLAIM])
    assert notes.known([STUDY, CLAIM]) == (1,)
    assert notes.known([STUDY]) == ()
    assert len(notes.made) == 1


def test_each_document_is_named_once() -> None:
    notes = Notes("en")
    notes.cite([CLAIM, SAME_GUIDE, STUDY])
    assert [one.id for one in notes.documents] == ["a-1"]
    assert Notes("en").documents == ()
