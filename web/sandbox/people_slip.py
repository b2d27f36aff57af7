"""A pay slip as it is read: what is added, what is taken, what is left."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.errors import mark
from advisor.sandbox.people.tables import Payslip
from web.sandbox.chrome import writer
from web.sandbox.visit import Visit

PARTS = {
    "wage": mark("Wage"),
    "hours": mark("Pay by the hour"),
    "allowance": mark("Allowance"),
    "fixed": mark("Deduction a month"),
    "share": mark("Deduction, per cent of the pay"),
}


@dataclass(frozen=True)
class Row:
    """`kind` is plain, sum or last."""

    title: str
    amount: str
    kind: str = "plain"


@dataclass(frozen=True)
class Slip:
    rows: tuple[Row, ...]
    employer: tuple[Row, ...]
    currency: str


def slip(visit: Visit, one: Payslip) -> Slip:
    """Pay, then deductions, then what is paid out; beside it what the company adds."""
    words, write = visit.words, writer(visit)

    def row(part: dict[str, object]) -> Row:
        name, what = str(part["name"]), str(part["what"])
        return Row(name or words(PARTS[what]), write.text("money", part["amount"]))

    pay = [row(part) for part in one.parts if part["what"] in ("wage", "hours", "allowance")]
    taken = [row(part) for part in one.parts if part["what"] in ("fixed", "share", "rate")]
    added = [row(part) for part in one.parts if part["what"] == "employer"]
    gross = Row(words("Gross pay"), write.text("money", one.gross), "sum")
    net = Row(words("Net pay"), write.text("money", one.net), "last")
    whole = Row(words("Cost to the company"), write.text("money", one.gross + one.employer), "last")
    return Slip((*pay, gross, *taken, net), (gross, *added, whole) if added else (), visit.currency)
