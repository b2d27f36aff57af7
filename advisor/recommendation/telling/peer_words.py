"""What other companies use, in words: one sentence for each figure, with its source and what to mind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from advisor import language as wording
from advisor.recommendation.content import Content
from advisor.recommendation.market.peers import Peer
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.words import Reference, cited, said
from advisor.recommendation.texts import Texts


@dataclass(frozen=True)
class PeerRow:
    """One figure: `share` as shown and as percent, `fact` with region, size and year, `sentence` which also says when
    it is not the company's own, `remarks` on what to mind (its age, a definition that differs, how it was read)."""

    system: str
    name: str
    percent: float
    share: str
    fact: str
    sentence: str
    remarks: tuple[str, ...]
    exact: bool
    sources: tuple[Reference, ...]


@dataclass(frozen=True)
class PeerWords:
    """`about` says that these are context and no reasons, `nearest` that some are not the company's own; `none` stands
    in place of figures."""

    about: str
    nearest: str
    rows: tuple[PeerRow, ...]
    none: str
    review_by: date


def peer_words(content: Content, recommendation: Recommendation, texts: Texts) -> PeerWords | None:
    """None for a result that was stored before there were such figures."""
    if recommendation.market is None and not recommendation.peers:
        return None
    return PeerWords(
        about=said(texts, "peers", "about"),
        nearest="" if all(peer.exact for peer in recommendation.peers) else said(texts, "peer_list", "nearest"),
        rows=tuple(_row(content, texts, peer) for peer in recommendation.peers),
        none="" if recommendation.peers else said(texts, "peers", "none"),
        review_by=content.figures.adoption.review_by,
    )


def _row(content: Content, texts: Texts, peer: Peer) -> PeerRow:
    share = _percent(peer.value, texts.language)
    region = wording.country_names(texts.language).get(peer.region) or said(texts, "peer_regions", peer.region)
    remarks = [said(texts, "peer_quality", peer.quality)]
    if peer.note:
        remarks.insert(0, said(texts, "peer_notes", peer.note))
    if peer.old:
        remarks.insert(0, said(texts, "peers", "old").format(year=peer.year))
    name = said(texts, "peer_systems", peer.system)
    size = said(texts, "peer_sizes", peer.size)
    values = {"region": region, "size": size, "value": share, "system": name, "year": peer.year}
    fact = said(texts, "peers", "exact").format(**values)
    return PeerRow(
        system=peer.system,
        name=name,
        percent=peer.value,
        share=share,
        fact=fact,
        sentence=fact if peer.exact else said(texts, "peers", "nearest").format(**values),
        remarks=tuple(remarks),
        exact=peer.exact,
        sources=cited(content, texts, [peer.source]),
    )


def _percent(value: float, language: str) -> str:
    """With a fraction where the source gives one, in the form of the language."""
    return wording.percent(0, language).replace(wording.number(0, language), wording.number(value, language))


def word_keys() -> Iterator[tuple[str, ...]]:
    """The words that every language must have to list the figures, beside those of the figures themselves."""
    yield ("peer_list", "nearest")
