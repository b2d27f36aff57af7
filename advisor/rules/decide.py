"""One case through one table, by the hit policies of DMN, with the explanation of every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, overload

from advisor.errors import AdvisorError
from advisor.facts import Facts
from advisor.rules.compile import CellTrace, Table, bits
from advisor.rules.schema import LISTS, SINGLE, Result, Row
from advisor.rules.sums import totals


class RuleConflict(AdvisorError):
    """Two rows of a table that must agree do not."""

    status = 500
    code = "rule-conflict"


class Decision(NamedTuple):
    """The answer of a table: `rows` are those of `matched` that determined it, in the order of the hit policy.

    `result` maps outputs to values, is a tuple of such maps for the lists of C, R and O, and None when no row matched
    and the table has no default.
    """

    rows: tuple[Row, ...]
    matched: tuple[Row, ...]
    result: Result | tuple[Result, ...] | None


class RowTrace(NamedTuple):
    """One row, whether it fired, and its cells in the order of the table's inputs."""

    row: Row
    fired: bool
    cells: tuple[CellTrace, ...]


def decide(table: Table, facts: Facts) -> Decision:
    """The table's answer; a fact not given is unknown. Raises RuleConflict when rows contradict each other."""
    return settle(table, table.match(facts))


def settle(table: Table, mask: int) -> Decision:
    """The table's answer when just the rows of the bit set fire."""
    if not mask:
        return Decision((), (), without_match(table))
    fired = bits(mask)
    rows = table.rows
    matched = tuple([rows[bit] for bit in fired])
    hit = table.spec.hit
    if hit == "C+":
        return Decision(matched, matched, totals(table.sums, fired))
    if hit in LISTS:
        return Decision(matched, matched, tuple([row.then for row in matched]))
    if hit == "C#":
        return Decision(matched, matched, dict.fromkeys(table.spec.outputs, float(len(matched))))
    if hit in SINGLE:
        check_agreement(table, mask)
        return Decision(matched if hit == "A" else matched[:1], matched, matched[0].then)
    return _extreme(table, matched)


def check_agreement(table: Table, mask: int) -> None:
    """Raise RuleConflict when the rows of `mask` may not fire together under the policy U or A."""
    if table.spec.hit not in {"U", "A"} or mask & (mask - 1) == 0:
        return
    first, *others = (table.rows[bit] for bit in bits(mask))
    for other in others:
        if table.spec.hit == "U" or other.then != first.then:
            raise RuleConflict(f"The rows {first.id} and {other.id} of table {table.id} contradict each other.")


class Explanation(Sequence[RowTrace]):
    """The trace of every row of a table, in the order of `table.rows`; each is made when it is asked for."""

    def __init__(self, table: Table, masks: list[int]) -> None:
        self.table = table
        self.masks = masks
        self.fired = table.every
        for mask in masks:
            self.fired &= mask

    def __len__(self) -> int:
        return len(self.table.rows)

    @overload
    def __getitem__(self, place: int) -> RowTrace: ...
    @overload
    def __getitem__(self, place: slice) -> list[RowTrace]: ...
    def __getitem__(self, place: int | slice) -> RowTrace | list[RowTrace]:
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        bit = range(len(self))[place]
        cells = tuple([pair[self.masks[column] >> bit & 1] for column, pair in self.table.cards[bit]])
        return RowTrace(self.table.rows[bit], bool(self.fired >> bit & 1), cells)


def explain(table: Table, facts: Facts) -> Explanation:
    """Every row with each of its cells and whether it matched, rows in the order of `table.rows`."""
    return Explanation(table, table.column_masks(facts))


def without_match(table: Table) -> Result | tuple[Result, ...] | None:
    """The answer when no row fires: the default, or what a sum or count of nothing is, or None."""
    default, hit = table.spec.default, table.spec.hit
    if default is not None:
        return (default,) if hit in LISTS else default
    if hit == "C+":
        return totals(table.sums, [])
    return dict.fromkeys(table.spec.outputs, 0.0) if hit == "C#" else None


def _extreme(table: Table, matched: tuple[Row, ...]) -> Decision:
    """The smallest or largest value of each output, and the rows that give one."""
    pick = min if table.spec.hit == "C<" else max
    best = {output: pick(row.then[output] for row in matched) for output in table.spec.outputs}
    return Decision(tuple(r for r in matched if any(r.then[o] == v for o, v in best.items())), matched, best)
