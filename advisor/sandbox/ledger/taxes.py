"""Taxes on the lines of a document: excluded or included in the price, on the net or on other taxes, to the cent.

All taxes of a line are proportional to its net amount, so one division finds the net of a price that holds some of
them. Rounding is per line (each line is exact in itself) or per document (the tax of each code is its rate of the sum
of the lines, as the European standard for invoices has it: EN 16931-1, BR-CO-17).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, reference
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import scaled
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.ledger.apportioning import apportion, nearest
from advisor.sandbox.ledger.tables import Tax

MODELS |= {"tax": Tax}
Per = Literal["line", "document"]
WHOLE = 10_000  # ten-thousandths in which rates are kept


@dataclass(frozen=True)
class TaxLine:
    """`amount` is quantity times price less discount, in smallest units of the currency, as exact as it is known; it
    holds those of its taxes that are included. `codes` are codes of taxes separated by blanks. `key` names the line."""

    amount: Fraction | int
    codes: str
    key: int


@dataclass(frozen=True)
class TaxSum:
    """What one tax comes to in a document; all in smallest units."""

    code: str
    name: str
    base: int
    amount: int


@dataclass(frozen=True)
class Taxes:
    """`nets` of the lines by their keys; with `sums` they add up to the gross amount exactly."""

    nets: Mapping[int, int]
    sums: tuple[TaxSum, ...]

    @property
    def net(self) -> int:
        return sum(self.nets.values())

    @property
    def tax(self) -> int:
        return sum(one.amount for one in self.sums)

    @property
    def gross(self) -> int:
        return self.net + self.tax


def compute(session: Session, lines: Sequence[TaxLine], per: Per | None = None) -> Taxes:
    """Net amounts and taxes of a document. Without `per` the trial's setting `tax_rounding` decides, else per line.

    Raises Refusal for a tax that does not exist.
    """
    if per is None:
        per = "document" if clock.trial(session).settings.get("tax_rounding") == "document" else "line"
    return worked_out(lines, known(session), per)


def known(session: Session) -> Mapping[str, Tax]:
    """All taxes by code in the order in which they are worked out, read once in a session."""
    found = session.info.get("taxes")
    if found is None:
        rows = reference.rows(session, select(Tax).order_by(Tax.position, Tax.id))
        found = session.info["taxes"] = {row.code: row for row in rows}
    assert isinstance(found, dict)
    return found


@dataclass(frozen=True)
class _Share:
    """A tax of a line as parts of its net amount; `raised` is what earlier taxes add to its base."""

    tax: Tax
    part: Fraction
    raised: Fraction


@dataclass(frozen=True)
class _Exact:
    """A line before rounding, except for `price`, the amount that was asked for it."""

    key: int
    price: int
    net: Fraction
    shares: tuple[_Share, ...]


def worked_out(lines: Sequence[TaxLine], taxes: Mapping[str, Tax], per: Per) -> Taxes:
    """The same from taxes that were read before, in the order in which they are worked out."""
    exact = [_exact(line, taxes, per) for line in lines]
    nets, amounts = _by_line(exact) if per == "line" else _by_document(exact)
    bases: dict[str, int] = defaultdict(int)
    raised: dict[str, Fraction] = defaultdict(Fraction)
    for line in exact:
        for share in line.shares:
            bases[share.tax.code] += nets[line.key]
            raised[share.tax.code] += share.raised * line.net
    sums = (
        TaxSum(tax.code, tax.name, bases[tax.code] + nearest(raised[tax.code]), amounts[tax.code])
        for tax in taxes.values()
        if tax.code in amounts
    )
    return Taxes(nets, tuple(sums))


def _exact(line: TaxLine, taxes: Mapping[str, Tax], per: Per) -> _Exact:
    shares = tuple(_shares(_chosen(line.codes, taxes)))
    price = nearest(Fraction(line.amount))
    holds = 1 + sum((share.part for share in shares if share.tax.included), Fraction())
    return _Exact(line.key, price, Fraction(line.amount if per == "line" else price) / holds, shares)


def _chosen(codes: str, taxes: Mapping[str, Tax]) -> list[Tax]:
    wanted = set(codes.split())
    for code in sorted(wanted - set(taxes)):
        raise Refusal("There is no tax {tax}. Choose one from the list.", values={"tax": code}, field="tax")
    return [tax for code, tax in taxes.items() if code in wanted]


def _shares(taxes: Iterable[Tax]) -> Iterable[_Share]:
    base = Fraction(1)
    for tax in taxes:
        part = base * Fraction(tax.rate, WHOLE)
        yield _Share(tax, part, base - 1)
        if tax.compound:
            base += part


def _by_line(lines: Sequence[_Exact]) -> tuple[dict[int, int], dict[str, int]]:
    """The taxes of a line together are rounded once and then split, so that it is off by half a cent at most."""
    nets: dict[int, int] = {}
    amounts: dict[str, int] = defaultdict(int)
    for line in lines:
        parts = [share.part * line.net for share in line.shares]
        split = apportion(nearest(sum(parts, Fraction())), parts)
        nets[line.key] = line.price
        for share, amount in zip(line.shares, split, strict=True):
            amounts[share.tax.code] += amount
            nets[line.key] -= amount if share.tax.included else 0
    return nets, amounts


def _by_document(lines: Sequence[_Exact]) -> tuple[dict[int, int], dict[str, int]]:
    """Each tax is rounded once; what that leaves over of prices that hold taxes is placed on their lines."""
    exact: dict[str, Fraction] = defaultdict(Fraction)
    included: set[str] = set()
    holding = []
    for line in lines:
        for share in line.shares:
            exact[share.tax.code] += share.part * line.net
        held = {share.tax.code for share in line.shares if share.tax.included}
        included |= held
        holding += [line] if held else []
    amounts = {code: nearest(amount) for code, amount in exact.items()}
    rest = sum(line.price for line in holding) - sum(amounts[code] for code in included)
    nets = {line.key: line.price for line in lines}
    placed = apportion(rest, [line.net for line in holding])
    return nets | {line.key: net for line, net in zip(holding, placed, strict=True)}, amounts


def create(
    session: Session,
    by: Actor,
    *,
    code: str,
    name: str,
    percent: Decimal,
    position: int = 1,
    included: bool = False,
    compound: bool = False,
) -> Tax:
    """A tax of `percent` of its base. Raises Refusal for a code that is taken or a rate that cannot be."""
    code = code.strip()
    if not code or len(code.split()) > 1 or code in known(session):
        raise Refusal("The code {code} is taken or has blanks. Choose another.", values={"code": code}, field="code")
    rate = scaled(percent, 2)
    if rate is None or not 0 <= rate <= WHOLE:
        raise Refusal("A tax is between 0 and 100 per cent, with two decimals at most.", field="percent")
    tax = Tax(code=code, name=name.strip() or code, rate=rate, position=position, included=included, compound=compound)
    session.add(tax)
    session.flush()
    session.info.pop("taxes", None)
    reference.changed(session)
    events.record(session, by, "tax", tax.id, "create", {"code": code})
    return tax


VERBS = (("tax.create", create, "erp-finance", ("accounting",), "tax"),)
