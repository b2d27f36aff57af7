"""Sections on the world outside: products to look at, risks, what others use, and what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.language import date, listed, part_of_date
from advisor.recommendation.telling.market_words import LeadRow, LeftOutGroup, ProductRow, ProductWords
from advisor.recommendation.telling.peer_words import PeerRow
from advisor.reports.document import Block, Bullets, Heading, Paragraph, Runs, Table, Text
from advisor.reports.material import Material, fill, paragraph, question, quiet, runs, stop
from advisor.reports.sections_money import past_date

# Facts that help to tell products apart; the others are read on the page of the result.
FACTS = 3


def products(m: Material) -> Iterator[Block]:
    """Candidates by system with what is known of them, what was left out, and points of law."""
    found = m.story.market.products if m.story.market else None
    if found is None:
        return
    yield question(m.words("Which products are worth a look?"))
    yield Paragraph((Text(found.payment, strong=True), Text(f" {found.order}")))
    yield from past_date(m, m.money_charts.products_expired if m.money_charts else "")
    if found.none:
        yield paragraph(found.none)
    for system in found.systems:
        yield Heading(2, system.name)
        yield Table(
            m.words("Products by how well they fit, with what was read at a source"),
            (m.words("Product"), m.words("Fit"), m.words("What is known, and what not")),
            tuple(product_row(m, product) for product in system.products),
            ("start", "end", "start"),
            shares=(2.2, 0.6, 5),
            dense=True,
        )
    if found.further_note:
        yield quiet(f"{found.further_note} ({m.number(found.further)})")
    yield from left_out(m, found)
    yield from law(m, found)
    yield Bullets(tuple(runs(note, quiet=True) for note in (found.not_verified, *found.notes)))
    sentence = m.words("List of %(from)s. It is to be read again at its sources by %(day)s.")
    dates = {"from": part_of_date(found.as_of, m.language), "day": date(found.review_by, m.language)}
    yield quiet(fill(sentence, **dates))


def product_row(m: Material, product: ProductRow) -> tuple[Runs, ...]:
    suite = f"\n{m.words('CRM and ERP in one')}" if product.suite else ""
    name = (Text(product.name, strong=True), Text(f"\n{product.vendor}{suite}", quiet=True))
    return (name, runs(m.number(product.fit)), (*price(m, product), *known(m, product)))


def price(m: Material, product: ProductRow) -> Runs:
    """The list price with the place where it was read, or that there is none."""
    found = product.price
    if found is None:
        return runs(m.words("No verified list price."))
    amount = f"{fill(m.words('From %(amount)s at list price.'), amount=found.amount)} " if found.amount else ""
    return runs(f"{amount}{found.basis}{stop(m)}", m.notes.read_at(found.source))


def known(m: Material, product: ProductRow) -> Iterator[Text]:
    """Facts one after the other, then what nobody read at a source, and how many points of law there are."""
    for i, fact in enumerate(product.facts[:FACTS]):
        yield Text(f"{' · ' if i else chr(10)}{fact.name}: ", quiet=True)
        yield Text(fact.text, m.notes.read_at(fact.source))
    if product.unverified:
        yield Text(f"\n{m.words('Not verified:')} {listed(product.unverified, m.language)}{stop(m)}", quiet=True)
    if product.checks:
        count = m.number(len(product.checks))
        yield Text(f"\n{fill(m.words('Points of law to check with counsel: %(n)s'), n=count)}", strong=True)


def left_out(m: Material, found: ProductWords) -> Iterator[Block]:
    """What does not fit and what was not compared. Points of law stand once, after both lists."""
    if found.left_out:
        count = m.number(found.left_out_count)
        yield Heading(2, fill(m.words("Left out, and why (%(n)s)"), n=count))
        yield Bullets(tuple(left_out_row(m, group) for group in found.left_out), columns=2)
    if found.leads:
        yield Heading(2, m.words("Names to look at in your country"))
        yield paragraph(found.leads_note)
        yield Bullets(tuple(lead_row(m, lead) for lead in found.leads))


def left_out_row(m: Material, group: LeftOutGroup) -> Runs:
    system = f"{group.system} · " if group.system else ""
    names = listed((one.name for one in group.products), m.language)
    return (
        Text(f"{system}{m.words('does not meet:')} {group.reason}: ", strong=True),
        Text(names),
    )


def lead_row(m: Material, lead: LeadRow) -> Runs:
    doubt = "" if lead.verified else f" ({m.words('not verified')})"
    return (Text(lead.name, strong=True), Text(f" · {lead.system}{doubt}"))


def law(m: Material, found: ProductWords) -> Iterator[Block]:
    if not found.law_notes and not found.law:
        return
    yield Heading(2, m.words("Points of law to check with counsel"))
    for note in found.law_notes:
        yield paragraph(note)
    rows = []
    for point in found.law:
        numbers = tuple(sorted({n for source in point.sources for n in m.notes.read_at(source)}))
        doubt = "" if point.verified else f" ({m.words('not verified')})"
        rows.append((Text(point.text, numbers), Text(doubt, quiet=True)))
    if rows:
        yield Bullets(tuple(rows))


def risks(m: Material) -> Iterator[Block]:
    """What can go wrong, why here, and what helps against it."""
    if not m.story.risks:
        return
    yield question(m.words("What can go wrong?"))
    yield Table(
        m.words("Risks, the gravest first, each with what helps against it"),
        (m.words("Risk"), m.words("How grave"), m.words("What helps")),
        tuple(
            (
                (Text(f"{risk.name}. ", strong=True), Text(risk.what), Text(f"\n{' '.join(risk.reasons)}", quiet=True)),
                runs(risk.severity_name),
                runs(risk.counter),
            )
            for risk in m.story.risks
        ),
        ("start", "start", "start"),
        shares=(4, 1, 3),
    )


def peers(m: Material) -> Iterator[Block]:
    """What companies of the kind use: context, no reason."""
    found = m.story.market.peers if m.story.market else None
    if found is None:
        return
    yield question(m.words("What do companies like yours use?"))
    yield paragraph(found.about)
    yield from past_date(m, m.money_charts.peers_expired if m.money_charts else "")
    if found.nearest:
        yield quiet(found.nearest)
    if found.none:
        yield paragraph(found.none)
    if found.rows:
        yield Bullets(tuple(peer(m, row) for row in found.rows))


def peer(m: Material, row: PeerRow) -> Runs:
    near = "" if row.exact else f" ({m.words('nearest figure')})"
    remarks = "".join(f" {remark}" for remark in row.remarks)
    return (Text(f"{row.fact}{near}", m.notes.cite(row.sources)), Text(remarks, quiet=True))


def not_assessed(m: Material) -> Iterator[Block]:
    if m.story.not_assessed:
        yield question(m.words("What did we not look at?"))
        yield Bullets(tuple(runs(words) for words in m.story.not_assessed))
