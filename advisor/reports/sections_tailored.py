"""The section on what people put beside the rules for this case, each with the original beside it.

People are named by their roles only. A result of the rules alone has no such section.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.language import Words, listed, percent
from advisor.questionnaire.merging import CONSULTANT
from advisor.recommendation.telling.lines import ModuleLine
from advisor.recommendation.telling.tailored_words import Differing, Override, Speakers, Tailored
from advisor.recommendation.verdict import judge_one
from advisor.reports.document import Beside, Block, Bullets, Heading, Paragraph, Runs, Table, Text
from advisor.reports.material import Material, fill, named, paragraph, question, quiet, runs, stop, typed

# From these consensus indices on people see the company almost or mostly alike, or differently in important respects.
ALMOST, MOSTLY, PARTLY = 0.9, 0.7, 0.5


def judged(m: Material) -> Iterator[Block]:
    """The verdict, modules and weights that were chosen, and who was heard."""
    own = m.story.tailoring
    if own is None:
        return
    yield question(m.words("The consultant's judgement"))
    if m.story.override:
        yield from verdict(m, m.story.override)
    yield from modules(m)
    if own.own_weights:
        yield from weights(m, own)
    yield from voices(m, own)


def verdict(m: Material, it: Override) -> Iterator[Block]:
    """The chosen option beside that of the rules."""
    yield Heading(2, m.words("The verdict"))
    ruled = (quiet(m.words("The rules say"), close=True), paragraph(it.ruled))
    chosen = (quiet(m.words("Chosen instead"), close=True), Paragraph(runs(it.verdict, strong=True)))
    yield Beside((ruled, chosen))
    if it.same:
        yield paragraph(m.words("By now the rules say the same."))
    if it.excluded:
        yield Paragraph(named(m.words("Ruled out by the facts:"), it.excluded), "careful")
    yield from because(m, it.reason)
    yield quiet(of_what(m))


def of_what(m: Material) -> str:
    """What the doubt is about, and what all the rest."""
    return m.words(
        "All that is said of doubt is about the advice of the rules. Modules, steps, cost, risks and products are "
        "those of the option that was chosen."
    )


def because(m: Material, reason: str) -> Iterator[Block]:
    if reason:
        yield Paragraph((Text(f"{m.words('Why')}: ", quiet=True), Text(typed(m, reason))))


def changed(m: Material) -> tuple[ModuleLine, ...]:
    """Modules of the plan that are not as the rules have them."""
    return tuple(module for phase in m.story.phases for module in phase.modules if module.override)


def modules(m: Material) -> Iterator[Block]:
    """Modules that were changed or left out: as the rules have them, as chosen, and why."""
    rows = [module_row(m, module, module.priority_name) for module in changed(m)]
    rows += [module_row(m, module, m.words("Left out")) for module in m.story.left_out]
    if not rows:
        return
    yield Heading(2, m.words("Modules judged otherwise"))
    yield Table(
        m.words("What was judged for this case"),
        (m.words("Module"), m.words("The rules say"), m.words("Chosen instead"), m.words("Why")),
        tuple(rows),
        shares=(2.4, 1.3, 1.3, 4),
        dense=True,
    )


def module_row(m: Material, module: ModuleLine, chosen: str) -> tuple[Runs, ...]:
    own = module.override
    why = typed(m, own.reason) if own else ""
    if not (own and own.chosen):
        why = m.words("This follows from what was chosen for other modules.")
    return (runs(module.name, strong=True), runs(ruled(m, module)), runs(chosen), runs(why))


def ruled(m: Material, module: ModuleLine) -> str:
    """How important a module is to the rules."""
    return (module.override.ruled_name if module.override else module.priority_name) or m.words("not named")


def weights(m: Material, own: Tailored) -> Iterator[Block]:
    """Own weights beside those that the rules would have used."""
    yield Heading(2, m.words("Weights were set for this case."))
    yield from because(m, own.weights_reason)
    rules = rules_weights(m)
    yield Table(
        f"{m.words('Weights of the criteria')}{stop(m)} {m.words('In percent of all weight.')}",
        (m.words("Criterion"), m.words("The rules say"), m.words("Chosen instead")),
        tuple(
            (runs(one.name), runs(share(m, rules[one.id]) if one.id in rules else "–"), runs(share(m, one.value)))
            for one in m.story.weights
        ),
        ("start", "end", "end"),
        shares=(4, 1, 1),
        dense=True,
    )


def share(m: Material, weight: float) -> str:
    return m.points(weight * 100)


def rules_weights(m: Material) -> dict[str, float]:
    """The weights that the rules give to the facts that are known, as shares of all weight by criterion."""
    content = m.content
    facts = dict.fromkeys(content.vocabulary.facts) | m.stored.facts
    found = judge_one(content.roles, content.scheme, facts).weights[0]
    return {criterion.id: float(one) for criterion, one in zip(content.scheme.criteria, found, strict=True)}


def voices(m: Material, own: Tailored) -> Iterator[Block]:
    """Who was heard, by role, how far they agree, and what they answered differently."""
    if not own.speakers:
        return
    yield Heading(2, m.words("Who was heard"))
    said = listed((f"{role(m, one)} {m.number(one.number)}" for one in own.speakers), m.language) + stop(m)
    yield paragraph(f"{said} {consensus(m, own)}".rstrip())
    differing = [line for line in m.story.answers if line.differing]
    if differing:
        yield Heading(3, m.words("What is answered differently"))
        yield quiet(m.words("It is open: each of these answers counts as possible."), close=True)
        rows = ((Text(f"{line.ask} ", strong=True), Text(shares(line.differing, m.language))) for line in differing)
        yield Bullets(tuple(rows))


def shares(found: Sequence[Differing], language: str) -> str:
    """Differing answers, each with its share of weight."""
    return "; ".join(f"{one.answer} ({percent(one.share, language)})" for one in found)


def role(m: Material, one: Speakers) -> str:
    """The name of a role; that of the consultant is no role of the questionnaire."""
    return m.words("Consultant") if one.role == CONSULTANT else one.name


def consensus(m: Material, own: Tailored) -> str:
    """The index with what it means; empty when nothing was answered twice."""
    if own.consensus is None:
        return ""
    index = fill(m.words("Consensus of the voices: %(index)s."), index=percent(own.consensus, m.language))
    return f"{index} {alike(m.words, own.consensus, own.differing)}"


def alike(words: Words, index: float, differing: int) -> str:
    """What a consensus index says, where so many questions are answered differently."""
    if index >= 1 and not differing:
        return words("They agree in everything that several answered.")
    if index >= ALMOST:
        return words("They see the company almost alike.")
    if index >= MOSTLY:
        return words("They see the company mostly alike.")
    if index >= PARTLY:
        return words("They see the company differently in important respects.")
    return words("They describe two different companies.")
