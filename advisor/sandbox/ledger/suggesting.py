"""Which open items belong together: the choice whose sum comes nearest to an amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.matching import match
from advisor.sandbox.ledger.open_items import OpenItem, open_items
from advisor.sandbox.ledger.tables import Match

MOST_SUMS = 20_000  # that are kept apart; beyond it those that are nearest


def best(amounts: Sequence[int], wanted: int = 0) -> tuple[list[int], int]:
    """The places of `amounts` (debits above nought, credits below) whose sum is nearest to `wanted`, and by how much
    it is more. Of equally good choices the one that holds the earlier items.

    A sum that is wanted to be nought takes debits and credits; without both it takes the nearest there is. Exact for
    a dozen items and for all whose sums repeat; an approximation when more than `MOST_SUMS` sums are possible.
    """
    sums: dict[int, int] = {0: 0}
    for place, amount in enumerate(amounts):
        bit = 1 << (len(amounts) - 1 - place)
        more = {total + amount: chosen | bit for total, chosen in sums.items()}
        sums |= {total: chosen for total, chosen in more.items() if chosen > sums.get(total, 0)}
        if len(sums) > MOST_SUMS:
            sums = dict(sorted(sums.items(), key=lambda pair: (abs(pair[0] - wanted), -pair[1]))[:MOST_SUMS])
    rest, chosen = min(
        ((total - wanted, chosen) for total, chosen in sums.items() if chosen),
        key=lambda pair: (abs(pair[0]), -pair[1]),
        default=(-wanted, 0),
    )
    return [place for place in range(len(amounts)) if chosen >> (len(amounts) - 1 - place) & 1], rest


def proposal(session: Session, use: str, party: int, amount: int) -> tuple[list[OpenItem], int]:
    """The open items of a party that a payment of `amount` (in the currency of the books, received above nought) most
    likely settles, and what would be left of them."""
    items = [item for item in open_items(session, use, party) if item.foreign is None]
    places, rest = best([item.open for item in items], amount)
    return [items[place] for place in places], rest


def automatic(session: Session, by: Actor, *, party: int | None = None) -> Match:
    """Match everything of a party, or of all, that settles to nought: per account and currency.

    Raises Refusal when nothing does.
    """
    made = [done for use in ("receivable", "payable") for done in _matched(session, by, use, party)]
    if not made:
        raise Refusal("No open items settle each other exactly. Choose them by hand.")
    return made[0]


def _matched(session: Session, by: Actor, use: str, party: int | None) -> list[Match]:
    groups: dict[tuple[int | None, str | None], list[OpenItem]] = defaultdict(list)
    for item in open_items(session, use, party):
        groups[item.line.party_id, item.line.currency].append(item)
    made = []
    for items in groups.values():
        places, rest = best([item.in_own for item in items])
        if len(places) > 1 and not rest:
            made.append(match(session, by, lines=[items[place].line.id for place in places]))
    return made


VERBS = (("match.automatic", automatic, "erp-ar-ap", ("accounting",), "match"),)
