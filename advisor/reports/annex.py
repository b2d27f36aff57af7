"""The annexes: how the advice is made, every rule that fired, the facts and answers it rests on, and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from advisor.language import listed, part_of_date
from advisor.recommendation.telling.lines import AnswerLine, TraceTable
from advisor.recommendation.telling.words import Reference
from advisor.reports import sections_tailored as tailored
from advisor.reports.document import Block, Bullets, Heading, Runs, Table, Text
from advisor.reports.material import Material, fill, named, paragraph, quiet, runs

# Lists of the trace stand in so many columns.
COLUMNS = 3
# A report that buys nothing has room for wider ones.
FEW_COLUMNS = 2


def method(m: Material) -> Iterator[Block]:
    """How the advice is made: steps, formulae in words, and what is needed to make it again."""
    yield annex(m, m.words("How is the advice made?"))
    yield paragraph(
        m.words(
            "From your answers to the advice, every step follows open rules. The same answers always give the same "
            "result."
        )
    )
    yield Bullets(tuple(steps(m)), numbered=True)
    yield Heading(2, m.words("The formulae in words"))
    yield Bullets(tuple(runs(sentence) for sentence in formulae(m)), columns=2)
    yield Heading(2, m.words("How sure is sure"))
    sentence = m.words(
        "“Holds in 84 of 100 readings” means that the advice stays first in 84 of 100 plausible readings of your "
        "answers. It is no probability of success. Below %(share)s we say that it is too close to call, and between "
        "what."
    )
    yield paragraph(fill(sentence, share=m.hundred(m.content.scheme.clear_from)))
    yield Heading(2, m.words("Who pays"))
    yield paragraph(
        m.words(
            "No vendor does. No product is promoted and no contact is sold. Where a source sells what it speaks for, "
            "the trace says so."
        )
    )
    yield from again(m)


def annex(m: Material, words: str) -> Heading:
    """The heading of an annex; where little is to be told it begins a page of its own."""
    return Heading(1, words, fresh=not m.story.phases)


def steps(m: Material) -> Iterator[Runs]:
    content = m.content
    asked = m.words("There are %(questions)s questions. You are asked only those that fit your company.")
    rules = m.words(
        "%(rows)s rules in %(tables)s tables say what speaks for what. The customer side and the operations side are "
        "weighed apart: much need on one never lowers the other."
    )
    compared = m.words(
        "%(options)s options, each a path with a place to run, are judged by how well they cover your needs and by "
        "what they ask of your money, IT and people. What cannot work is ruled out first, with its reason."
    )
    doubt = m.words(
        "We decide again thousands of times, with other weights and with every plausible value of what you don't know, "
        "and count how often the advice stays first."
    )
    rows = sum(len(table.rows) for table in content.tables.values())
    yield named(m.words("Answers become facts."), fill(asked, questions=m.number(len(content.questionnaire.questions))))
    yield named(m.words("Facts meet rules."), fill(rules, rows=m.number(rows), tables=m.number(len(content.tables))))
    yield named(m.words("Options are compared."), fill(compared, options=m.number(len(content.scheme.options))))
    yield named(m.words("The doubt is measured."), doubt)


def formulae(m: Material) -> Iterator[str]:
    """Each step of the arithmetic in a sentence, with the constants of today's content."""
    scheme = m.content.scheme
    yield m.words("Scores run from 0 to 100. Each is the sum of the points of the rules that fired, cut at both ends.")
    yield m.words(
        "A criterion gives each option a value from 0 to 1. It falls with the part of a need that the option leaves "
        "uncovered, with what it covers in excess, and with what it asks for beyond your capacity."
    )
    yield m.words(
        "Weights are stated points, moved by the rules that fired, and divided by their sum, so that together they "
        "make 100 percent."
    )
    yield m.words(
        "The value of an option is {rest} percent of the weighted mean of its criteria and {balance} percent of its "
        "evenness, which is one minus the largest gap of a criterion, weighed by its importance."
    ).format(balance=m.points(scheme.balance * 100), rest=m.points((1 - scheme.balance) * 100))
    yield m.words(
        "For the doubt, each weight is multiplied by a random factor around one, log-normal with a spread of "
        "{spread}, and each open answer takes its plausible values in turn (stochastic multicriteria acceptability, "
        "Lahdelma, Hokkanen and Salminen 1998)."
    ).format(spread=m.number(scheme.spread))
    yield m.words(
        "As a second opinion all options are ranked by VIKOR (Opricovic and Tzeng 2004), which asks for the least "
        "regret. It is mentioned only where it disagrees."
    )


def again(m: Material) -> Iterator[Block]:
    """What is needed to make the same result again."""
    stored = m.stored
    yield Heading(2, m.words("How to make it again"))
    yield paragraph(
        m.words("With these figures anyone who has the open rules can work out the same result, to the last digit."),
        close=True,
    )
    rows = (
        (m.words("Readings drawn"), Text(m.number(stored.robustness.draws or stored.robustness.samples))),
        (m.words("Seed of the random numbers"), Text(str(stored.seed), ltr=True)),
        (m.words("Version of questions and rules"), Text(stored.content_version, ltr=True)),
        (m.words("Fingerprint of the result"), Text(stored.hash, ltr=True)),
    )
    yield Table(
        m.words("What this result was made with"),
        (m.words("What"), m.words("Value")),
        tuple((runs(name), (value,)) for name, value in rows),
        shares=(2, 5),
        dense=True,
    )


def trace(m: Material) -> Iterator[Block]:
    """Every rule that fired, the weights, the facts and the answers."""
    yield annex(m, m.words("Which rules fired?"))
    words = m.words(
        "Every table that had something to say, every rule that fired, and what it did. Numbers name sources that are "
        "in this report; all sources of a rule stand on its own page among the open rules."
    )
    yield quiet(words, close=True)
    yield from overridden(m)
    for table in m.story.trace:
        yield from fired(m, table)
    yield Heading(2, m.words("Weights of the criteria"))
    yield quiet(m.words("Share of all weight, in percent"), close=True)
    yield small(m, weights(m))
    yield from facts(m)
    yield from answers(m)


def overridden(m: Material) -> Iterator[Block]:
    """What people chose instead of what follows from the rules below, each beside the original."""
    story, rules = m.story, m.words("the rules:")
    found = [(m.words("The verdict"), m.chosen.verdict, m.chosen.ruled)] if m.chosen else []
    found += [(one.name, one.priority_name, tailored.ruled(m, one)) for one in tailored.changed(m)]
    found += [(one.name, m.words("Left out"), one.priority_name) for one in story.left_out]
    if found:
        yield Heading(2, m.words("What is overridden"))
        yield quiet(m.words("The consultant's judgement"), close=True)
        shown = (
            (Text(f"{name}: "), Text(chosen, strong=True), Text(f" ({rules} {ruled})", quiet=True))
            for name, chosen, ruled in found
        )
        yield small(m, shown)


def weights(m: Material) -> Iterator[Runs]:
    """The weights that count; own ones with those of the rules beside them."""
    own = m.story.tailoring is not None and m.story.tailoring.own_weights
    rules = tailored.rules_weights(m) if own else {}
    for one in m.story.weights:
        said = (Text(f"{one.name}: "), Text(tailored.share(m, one.value)))
        ruled = f" ({m.words('the rules:')} {tailored.share(m, rules[one.id])})" if one.id in rules else ""
        yield (*said, Text(ruled, quiet=True)) if ruled else said


def small(m: Material, items: Iterable[Runs]) -> Bullets:
    return Bullets(tuple(items), columns=COLUMNS if m.story.phases else FEW_COLUMNS)


def fired(m: Material, table: TraceTable) -> Iterator[Block]:
    """The rules of one table that fired, each with what it did."""
    yield Heading(2, table.title)
    yield quiet(table.about, close=True)
    yield small(
        m,
        ((Text(line.text, m.notes.known(line.sources)), Text(f" {line.outcome}", quiet=True)) for line in table.lines),
    )


def facts(m: Material) -> Iterator[Block]:
    found = sorted(m.stored.facts.items())
    if found:
        yield Heading(2, m.words("Facts"))
        yield quiet(m.words("What the rules read. Facts that are not known are left out."), close=True)
        yield small(m, ((Text(key, ltr=True), *said) for key, said in grouped(m, found)))


def grouped(m: Material, found: Sequence[tuple[str, object]]) -> Iterator[tuple[str, Runs]]:
    """Each fact with its value; the members of a set, which are facts of their own, stand together: those that hold,
    then those that do not."""
    for name, facts_ in groupby(found, key=lambda pair: pair[0].partition(".")[0]):
        listed_ = [(key.partition(".")[2], fact) for key, fact in facts_]
        if not listed_[0][0]:
            yield name, (Text(f": {value(m, listed_[0][1])}"),)
            continue
        parts = (
            (Text(f"{' · ' if i else ': '}{value(m, held)} – "), Text(", ".join(names), ltr=True))
            for i, (held, names) in enumerate(members(listed_))
        )
        yield name, tuple(text for pair in parts for text in pair)


def members(found: Sequence[tuple[str, object]]) -> Iterator[tuple[object, tuple[str, ...]]]:
    """Names by what holds of them, in the order in which the values are first met, yes before no."""
    for held in sorted(dict.fromkeys(fact for _, fact in found), key=lambda fact: fact is not True):
        yield held, tuple(name for name, fact in found if fact == held)


def value(m: Material, fact: object) -> str:
    if isinstance(fact, bool):
        return m.words("yes") if fact else m.words("no")
    return m.number(fact) if isinstance(fact, int | float) else str(fact)


def answers(m: Material) -> Iterator[Block]:
    counted = [line for line in m.story.answers if line.counted]
    if not counted:
        return
    yield Heading(2, m.words("Answers given"))
    yield quiet(m.words("The answers that this advice rests on"), close=True)
    yield small(m, (answer(m, line) for line in counted))


def answer(m: Material, line: AnswerLine) -> Runs:
    """What was answered; where people differ, all their answers with their weight."""
    if not line.differing:
        return (Text(f"{line.short}: "), Text(line.answer, quiet=True))
    differ = Text(f"{m.words('Answers differ.')} ", strong=True)
    return (Text(f"{line.short}: "), differ, Text(tailored.shares(line.differing, m.language), quiet=True))


def documents(m: Material) -> Iterator[Block]:
    """The published texts whose statements are cited, with the interest of their publishers."""
    found = m.notes.documents
    if not found:
        return
    yield Heading(2, m.words("The documents"))
    yield quiet(m.words("Where a publisher sells what a text speaks for, its statements weigh less."), close=True)
    yield small(m, (document(m, one) for one in found))


def document(m: Material, one: Reference) -> Runs:
    """One published text: who published what and when, and the interest of its publisher."""
    when = listed(filter(None, (one.title, part_of_date(one.date, m.language) if one.date else "")), m.language)
    interest = (Text(f" {m.words('Interest')}: {one.interest}", quiet=True),) if one.interest else ()
    return (Text(f"{one.publisher}: "), Text(when), *interest)
