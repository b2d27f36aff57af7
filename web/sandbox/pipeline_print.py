"""A quote as a document that is printed, in the language of the reader."""

from __future__ import annotations

from decimal import Decimal

from advisor import language as wording
from advisor.reports.compose import printed
from advisor.reports.document import Block, Brand, Document, Heading, Paragraph, Table, Text
from advisor.sandbox.crm.pipeline_tables import Quote, QuoteLine
from web.sandbox.chrome import writer
from web.sandbox.visit import Visit


def quote_document(visit: Visit, quote: Quote) -> Document:
    """Who offers what to whom, for how much and until when."""
    words, day = visit.words, quote.sent or quote.on
    title = words("Quote {number}").format(number=quote.number or "")
    return Document(
        language=visit.language,
        title=title,
        kind=words("Quote"),
        client=quote.contact.name,
        date=wording.date(day, visit.language),
        day=day.isoformat(),
        brand=Brand(visit.trial.name),
        blocks=tuple(_blocks(visit, quote, title)),
        words=printed(words),
    )


def _blocks(visit: Visit, quote: Quote, title: str) -> list[Block]:
    address = ", ".join(filter(None, (quote.contact.address, quote.contact.city)))
    until = visit.words("This quote holds until {day}.").format(day=writer(visit).text("date", quote.until))
    blocks: list[Block] = [Heading(1, title), Paragraph((Text(quote.contact.name, strong=True),))]
    if address:
        blocks.append(Paragraph((Text(address),)))
    blocks += [Paragraph((Text(part),)) for part in quote.text.splitlines() if part.strip()]
    return [*blocks, _table(visit, quote), Paragraph((Text(until, strong=True),))]


def _table(visit: Visit, quote: Quote) -> Table:
    words, write = visit.words, writer(visit)
    sums = [(words("Total"), quote.gross)]
    if quote.tax:
        share = write.cell("percent", Decimal(quote.tax_rate) / 10_000).text
        taxed = words("Tax, {share}").format(share=share)
        sums = [(words("Net"), quote.net), (taxed, quote.tax), *sums]
    rows = [_row(visit, line) for line in quote.lines] + [
        ((Text(name),), (), (), (), (Text(write.text("money", amount)),)) for name, amount in sums
    ]
    heads = ("Product", "Quantity", "Price per unit", "Discount", "Net")
    shown = [at for at, head in enumerate(heads) if head != "Discount" or any(line.discount for line in quote.lines)]
    return Table(
        caption=words("Amounts in {currency}").format(currency=visit.currency),
        header=tuple(words(heads[at]) for at in shown),
        rows=tuple(tuple(row[at] for at in shown) for row in rows),
        aligns=tuple("end" if at else "start" for at in shown),
        strong=frozenset({len(rows) - 1}),
        shares=tuple((5.0, 1.6, 2.0, 1.6, 2.2)[at] for at in shown),
    )


def _row(visit: Visit, line: QuoteLine) -> tuple[tuple[Text, ...], ...]:
    write = writer(visit)
    name = f"{line.item.name}: {line.text}" if line.text else line.item.name
    discount = write.cell("percent", line.discount / 10_000).text if line.discount else ""
    cells = (
        name,
        write.text("quantity", line.quantity, line.item.places),
        write.text("price", line.price),
        discount,
        write.text("money", line.net),
    )
    return tuple((Text(cell),) if cell else () for cell in cells)
