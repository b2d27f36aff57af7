"""Words of stored results, which may name what the content no longer has."""

from __future__ import annotations

from advisor.recommendation.telling.words import asked, cited, reason_of, said
from tests.recommendation.samples import real


def test_words_are_found_by_their_keys() -> None:
    english = real().texts["en"]
    assert said(english, "systems", "crm") == "CRM"
    assert asked(english, "roles", "finance") == english.ask("roles", "finance")


def test_what_is_gone_is_shown_by_its_id() -> None:
    english = real().texts["en"]
    assert said(english, "modules", "crm-gone", "name") == "crm-gone"
    assert asked(english, "questions", "gone", "short") == "gone"
    assert asked(english, "questions", "industry", "options", "gone", otherwise="gone") == "gone"


def test_a_group_is_no_word() -> None:
    assert said(real().texts["en"], "modules", "crm-contacts") == "crm-contacts"


def test_sources_that_are_gone_are_left_out() -> None:
    content = real()
    known = next(iter(content.sources))
    found = cited(content, content.texts["en"], [known, "gone"])
    assert [source.id for source in found] == [known]


def test_a_claim_knows_what_it_says_and_who_says_it() -> None:
    content = real()
    for language in content.texts:
        claim = cited(content, content.texts[language], ["diasoft-01"])[0]
        assert claim.says == content.texts[language].cite("claims", "diasoft-01")
        assert claim.title and claim.publisher and claim.interest
        assert (claim.url, claim.language) == ("", "ru")


def test_an_outside_source_has_an_address_and_makes_no_claim_of_its_own() -> None:
    content = real()
    outside = [key for key, source in content.sources.items() if source.url]
    assert len(outside) > 20
    for found in cited(content, content.texts["en"], outside):
        assert found.says == found.interest == ""
        assert found.title and found.publisher and found.url


def test_a_row_gives_its_sentence() -> None:
    content = real()
    row = next(row for table in content.tables.values() for row in table.rows)
    assert reason_of(content, content.texts["en"], row.id) == content.texts["en"].say("reasons", row.reason)
    assert reason_of(content, content.texts["en"], "place.gone") == "place.gone"
