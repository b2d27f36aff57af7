"""What others use, in words: every figure with its year, its source and what to mind."""

from __future__ import annotations

import pytest

from advisor.recommendation.market.peers import Peer
from advisor.recommendation.telling.peer_words import PeerWords, peer_words
from tests.recommendation.advices import NAMES, advice, before
from tests.recommendation.samples import real


def words(name: str) -> PeerWords:
    found = peer_words(real(), advice(name), real().texts["en"])
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_is_a_sentence_with_year_and_source(name: str) -> None:
    result = advice(name)
    found = words(name)
    assert len(found.rows) == len(result.peers)
    for row, peer in zip(found.rows, result.peers, strict=True):
        assert f"{peer.value:g}%" in row.sentence
        assert row.sentence.endswith(row.fact)
        assert row.share == f"{peer.value:g}%"
        assert str(peer.year) in row.sentence
        assert [source.id for source in row.sources] == [peer.source]
        assert row.exact is peer.exact


def test_a_figure_of_others_says_that_it_is_not_the_company_s_own() -> None:
    english = real().texts["en"]
    start = english.say("peers", "nearest").split("{")[0]
    for name in NAMES:
        for row in words(name).rows:
            assert row.sentence.startswith(start) is not row.exact
            assert not row.fact.startswith(start)
        assert (words(name).nearest == "") is all(row.exact for row in words(name).rows)


def test_an_old_figure_and_another_definition_are_remarked() -> None:
    peer = Peer(
        system="erp_cloud",
        value=30.1,
        region="EU27",
        size="all",
        year=2019,
        source="eurostat-se-2019",
        quality="relay",
        exact=False,
        old=True,
        note="cloud_users",
    )
    result = advice("ukrainian-bakery").model_copy(update={"peers": (peer,)})
    found = peer_words(real(), result, real().texts["en"])
    assert found is not None
    english = real().texts["en"]
    assert found.rows[0].remarks == (
        english.say("peers", "old").format(year=2019),
        english.say("peer_notes", "cloud_users"),
        english.say("peer_quality", "relay"),
    )
    assert english.say("peer_regions", "EU27") in found.rows[0].sentence


def test_it_is_said_first_that_no_rule_reads_them() -> None:
    assert words("all-unknown").about == real().texts["en"].say("peers", "about")


def test_without_figures_that_is_said() -> None:
    result = advice("ukrainian-bakery").model_copy(update={"peers": ()})
    found = peer_words(real(), result, real().texts["en"])
    assert found is not None
    assert found.rows == ()
    assert found.none == real().texts["en"].say("peers", "none")
    assert words("ukrainian-bakery").none == ""


def test_an_older_result_has_none() -> None:
    assert peer_words(real(), before(advice("ukrainian-bakery")), real().texts["en"]) is None


def test_the_day_of_review_is_that_of_the_figures() -> None:
    assert words("all-unknown").review_by == real().figures.adoption.review_by
