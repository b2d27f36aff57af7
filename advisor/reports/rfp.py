"""The pack that a company sends to vendors: what it is, what it needs, what is to be shown, and how answers are judged.

It asks only for what tells products apart, names no vendor, and keeps from vendors what would weaken the buyer: the
budget, the doubts, and how much change the company can bear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from advisor import language as wording
from advisor.language import Words
from advisor.questionnaire.answers import UNKNOWN
from advisor.recommendation.content import Content
from advisor.recommendation.market.market import Market
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.lines import AnswerLine, ModuleLine, Story
from advisor.recommendation.telling.story import tell
from advisor.recommendation.telling.words import asked, said
from advisor.reports.compose import printed
from advisor.reports.document import Block, Bullets, Cover, Document, Heading, Paragraph, Runs, Table, Text
from advisor.reports.rfp_demos import PHASES, Demo, bought, demos

# A module is common when so large a part of the products of its system has it, and then it tells none apart.
COMMON = 0.9
REASONS = 2  # for one requirement
# The answers that describe the company to a vendor, and the order in which they are told. Left out on purpose: money,
# own doubts and wishes, and all that says how badly or how soon something is needed.
TOLD = {
    "company": ("industry", "country", "employees", "sites", "users"),
    "trade": ("production", "inventory", "project_work", "mobile_work", "warehouses", "suppliers", "machine_link"),
    "systems": ("crm_state", "erp_state", "customer_data", "other_systems", "local_systems", "connection"),
    "control": ("data_quality", "data_location", "regulated"),
}
# Days after the pack is sent.
TIMETABLE = (0, 7, 14, 28, 42, 56)
YEARS = 5


def compose(content: Content, stored: Recommendation, language: str, words: Words, cover: Cover) -> Document:
    """The pack in one language; `words` translates the sentences of the interface into it."""
    story = tell(content, stored, language, today=cover.day)
    pack = Pack(content, stored, story, words, cover, demos(content, stored, story))
    return Document(
        language=language,
        title=cover.title or _title(story, words),
        kind=words("Request for proposals"),
        client=cover.client,
        date=wording.date(cover.day, language),
        day=cover.day.isoformat(),
        brand=cover.brand,
        blocks=tuple(pack.blocks()),
        reference=stored.hash,
        version=stored.content_version,
        contents=bool(bought(story)),
        words=printed(words),
    )


def _title(story: Story, words: Words) -> str:
    """What is looked for, by the systems of the phases that are asked for."""
    systems = dict.fromkeys(s for phase in story.phases if phase.number <= PHASES for s in phase.systems)
    if not systems:
        return words("Request for proposals")
    return words("A new system: {systems}").format(systems=wording.listed(systems, story.language))


@dataclass(frozen=True)
class Pack:
    """Everything that a section of the pack draws on."""

    content: Content
    stored: Recommendation
    story: Story
    words: Words
    cover: Cover
    demos: tuple[Demo, ...]

    def blocks(self) -> Iterator[Block]:
        yield from self._purpose()
        if not bought(self.story):
            return
        yield from self._today()
        yield from self._requirements()
        yield from self._demonstrations()
        yield from self._judging()
        yield from self._timetable()
        yield from self._price()
        yield from self._exit()
        yield from self._not_asked()

    def _purpose(self) -> Iterator[Block]:
        words, story = self.words, self.story
        yield Heading(1, words("Purpose and scope"))
        if not bought(story):
            yield paragraph(words("Nothing is to be bought now, so there is nothing to ask of vendors."))
            return
        yield paragraph(
            words(
                "We look for a system, and for the people who bring it into use with us. This pack says what we are, "
                "what we need, what we want to see, and how we judge."
            )
        )
        phases = [phase for phase in story.phases if phase.number <= PHASES]
        rows = tuple(
            (
                plain(wording.number(phase.number, story.language)),
                plain(wording.listed(phase.systems, story.language)),
                plain(wording.listed((m.name for m in phase.modules if m.priority != "later"), story.language)),
            )
            for phase in phases
        )
        heads = (words("Phase"), words("System"), words("Modules"))
        yield Table(words("What we want to bring in"), heads, rows, shares=(1, 2, 7))
        if any(phase.number > PHASES for phase in story.phases):
            yield paragraph(
                words("Later phases are no part of this request. Say whether your product could grow with us.")
            )
        where = words("Where it runs")
        yield Paragraph((Text(f"{where}: ", strong=True), Text(self._where())))

    def _where(self) -> str:
        decided, texts = self.stored.decided, self.content.texts[self.story.language]
        if self.stored.place is not None:
            place = self.stored.place.place
            return f"{said(texts, 'places', place, 'name')}. {said(texts, 'places', place, 'about')}"
        return said(texts, "deployments", decided.deployment, "name")

    def _today(self) -> Iterator[Block]:
        """What is there now, and what hurts, before anything is asked."""
        words, texts = self.words, self.content.texts[self.story.language]
        yield Heading(1, words("Where we are today"))
        given = self._given()
        for page, questions in TOLD.items():
            rows = tuple((plain(given[q].short), plain(given[q].answer)) for q in questions if q in given)
            if rows:
                title = asked(texts, "pages", page, "title", otherwise=page)
                yield Table(title, (words("Point"), words("Our answer")), rows, shares=(2, 5))
        if self.demos:
            yield Heading(2, words("What hurts most"))
            yield paragraph(
                words("These are findings of a neutral assessment of our company. It speaks to us, so “you” is us.")
            )
            yield Bullets(tuple(plain(f"“{demo.reason}”") for demo in self.demos))

    def _given(self) -> dict[str, AnswerLine]:
        """The answers that are known and count."""
        unknown = {key for key, answer in self.stored.answers.items() if answer == UNKNOWN}
        lines = (line for line in self.story.answers if line.counted and not line.differing)
        return {line.question: line for line in lines if line.question not in unknown}

    def _requirements(self) -> Iterator[Block]:
        words = self.words
        yield Heading(1, words("Requirements"))
        yield paragraph(
            words(
                "We ask only for what tells products apart. What nearly every product has is taken for granted, and "
                "stands here only where our company depends on it."
            )
        )
        yield paragraph(
            words(
                "Answer each point with one of: standard, by setting, by extension, by code, planned with a date, no. "
                "Add one sentence, and where we can see it."
            )
        )
        heads = (words("No."), words("Requirement"), words("Priority"), words("How we judge"), words("Your answer"))
        rows = tuple(
            (plain(wording.number(place, self.story.language)), *cells, plain(""))
            for place, cells in enumerate((*self._modules(), *self._frame()), 1)
        )
        yield Table(words("What we ask for"), heads, rows, shares=(0.8, 5.4, 1.6, 2.2, 3))

    def _modules(self) -> Iterator[tuple[Runs, ...]]:
        for module in bought(self.story):
            if tells_apart(self.content, self.stored, module):
                below = " ".join((module.purpose, *(f"“{reason}”" for reason in module.reasons[:REASONS])))
                words = (Text(module.name, strong=True), Text(f"\n{below}", quiet=True))
                yield words, plain(module.priority_name), plain(self._shown(module))

    def _shown(self, module: ModuleLine) -> str:
        words = self.words
        for number, demo in enumerate(self.demos, 1):
            if module in demo.modules:
                return words("Demonstration {number}").format(number=wording.number(number, self.story.language))
        if module.priority == "must":
            return words("In writing, and by a customer of yours whom we may ask")
        return words("In writing")

    def _frame(self) -> Iterator[tuple[Runs, ...]]:
        """Requirements that are not modules: joining, place, data, size and growth."""
        words, story = self.words, self.story
        must = said(self.content.texts[story.language], "priorities", "must")
        should = said(self.content.texts[story.language], "priorities", "should")
        interfaces = words("List your documented interfaces, and what each costs.")
        writing, place = words("In writing"), self._given().get("data_location")
        if self.stored.integration.style != "none":
            below = f"{story.style_about} {interfaces}"
            yield titled(words("Joining: {style}").format(style=story.style), below), plain(must), plain(writing)
        else:
            yield titled(words("Open interfaces"), interfaces), plain(should), plain(writing)
        yield titled(words("Where it runs"), self._where()), plain(must), plain(words("In writing, in the contract"))
        below = words("Name every place where our data is kept or seen.")
        if place is not None:
            kept = words("Our data may be kept here: {place}.").format(place=place.answer)
            below = f"{kept} {below}"
        yield titled(words("Place of data"), below), plain(must), plain(words("In writing, in the contract"))
        below = words("Name two customers of our size and trade whom we may ask without you.")
        yield titled(words("Companies like ours"), below), plain(must), plain(words("By asking them"))
        below = words("Name the languages of screens, documents and help, and who translates new versions.")
        yield titled(words("Languages of our people"), below), plain(should), plain(words("In the demonstrations"))

    def _demonstrations(self) -> Iterator[Block]:
        words, story = self.words, self.story
        if not self.demos:
            return
        yield Heading(1, words("Demonstrations"))
        yield paragraph(
            words(
                "Show us with our data, not with a prepared company. A week before we send sample records: customers, "
                "items, orders, and the spreadsheets we use today. Each script takes at most 30 minutes."
            )
        )
        for number, demo in enumerate(self.demos, 1):
            title = words("Demonstration {number}").format(number=wording.number(number, story.language))
            yield Heading(2, title)
            yield Paragraph((Text(f"“{demo.reason}”", quiet=True),), close=True)
            yield Bullets(tuple(plain(step) for step in self._steps(demo)), numbered=True)
        yield from self._marks()

    def _steps(self, demo: Demo) -> Iterator[str]:
        words, language = self.words, self.story.language
        yield demo.task
        if demo.modules:
            names = wording.listed((module.name for module in demo.modules), language)
            yield words("Use these parts, and say whenever you leave them: {modules}.").format(modules=names)
        yield words("Let one of our people do the main step again, with ten minutes of help.")
        yield words("Make one mistake on purpose, and show how it is noticed and put right.")

    def _marks(self) -> Iterator[Block]:
        words = self.words
        heads = (words("Demonstration"), words("Done, 0 to 4"), words("Steps by hand"), words("Standard or code"),
                 words("Notes"))  # fmt: skip
        numbers = (wording.number(place, self.story.language) for place in range(1, len(self.demos) + 1))
        rows = tuple((plain(number), *(plain(""),) * 4) for number in numbers)
        yield Table(words("For our people, during the demonstrations"), heads, rows, shares=(2, 2, 2, 2, 4))

    def _judging(self) -> Iterator[Block]:
        words, story = self.words, self.story
        texts = self.content.texts[story.language]
        yield Heading(1, words("How we judge"))
        yield paragraph(
            words(
                "Points from 0 (not met) to 4 (shown with our data) times the weight. A must that is not met ends the "
                "comparison. At least two of us give points, each alone, before we talk."
            )
        )
        looked_at = self._looked_at()
        heads = (
            words("Criterion"),
            words("What we look at"),
            words("Weight"),
            words("Points, 0 to 4"),
            words("Result"),
        )
        rows = tuple(
            (
                plain(weight.name),
                plain(looked_at.get(weight.id) or said(texts, "criteria", weight.id, "about")),
                plain(wording.percent(weight.value, story.language)),
                plain(""),
                plain(""),
            )
            for weight in story.weights
        )
        yield Table(words("Evaluation form"), heads, rows, ("start", "start", "end"), shares=(3, 6, 1.4, 1.6, 1.4))

    def _looked_at(self) -> dict[str, str]:
        """What of an offer each criterion is judged by."""
        words = self.words
        return {
            "customer": words("Requirements and demonstrations on customers, sales and service."),
            "operations": words("Requirements and demonstrations on goods, work and finance."),
            "integration": words("How records pass between the systems, and who notices when they do not."),
            "affordability": words("The sum over all years, price rises, and what leaving costs."),
            "it": words("What our own people have to run, and with which knowledge."),
            "change": words("How much our people have to learn and do otherwise, and how you help."),
            "speed": words("Months until the first team works with it for real."),
            "growth": words("What twice as many users, sites and orders ask for."),
            "hosting": words("Where it runs, what happens when the line fails, and where data is kept."),
        }

    def _timetable(self) -> Iterator[Block]:
        words = self.words
        steps = (
            words("This pack is sent"),
            words("Your questions in writing"),
            words("All questions with our answers to everybody"),
            words("Your offer"),
            words("Demonstrations with our data"),
            words("Talks with your customers, decision and letter to everybody"),
        )
        yield Heading(1, words("Timetable"))
        days = (self.cover.day + timedelta(days=days) for days in TIMETABLE)
        dates = (wording.date(day, self.story.language) for day in days)
        rows = tuple((plain(step), plain(date)) for step, date in zip(steps, dates, strict=True))
        yield Table(words("Step and latest day"), (words("Step"), words("Day")), rows, shares=(3, 2))

    def _price(self) -> Iterator[Block]:
        words = self.words
        estimate = self.stored.budget.estimate
        years = wording.number(estimate.assumptions.years if estimate else YEARS, self.story.language)
        lines = (
            words("Licence or rent for one user and month, by kind of user"),
            words("What is paid once: licences, setting up, customisation"),
            words("Each interface: building it, and its care in a year"),
            words("Moving our data, with the number of trial runs"),
            words("Training for one user, and for one deeper user"),
            words("Running, support and new versions in a year"),
            words("The highest price rise in a year, fixed in the contract"),
            words("Sum over {years} years, everything included").format(years=years),
            words("Leaving: what it costs to end the contract and to get all data out"),
        )
        yield Heading(1, words("Price"))
        yield paragraph(
            words("Fill in every line. Give the price for our number of users and for twice as many, without tax.")
        )
        heads = (words("Price"), words("For our users"), words("For twice as many"), words("What it depends on"))
        rows = tuple((plain(line), *(plain(""),) * 3) for line in lines)
        yield Table(words("Your price"), heads, rows, shares=(5, 2, 2, 3))

    def _exit(self) -> Iterator[Block]:
        words = self.words
        yield Heading(1, words("Leaving and getting our data back"))
        questions = (
            words("In which open format do we get all our data, with documents and history, and how soon?"),
            words("Show us a full export of the demonstration data. May we do it ourselves at any time?"),
            words("How long after the end can we still read our data, and when is it deleted everywhere?"),
            words("What happens to our contract and data when you are sold, or end the product?"),
            words("Which parts of the work belong to us: settings, reports, extensions, interfaces?"),
            words("With what notice can we end the contract, and reduce the number of users?"),
        )
        yield Bullets(tuple(plain(question) for question in questions), numbered=True)

    def _not_asked(self) -> Iterator[Block]:
        words = self.words
        yield Heading(1, words("What we do not ask"))
        yield Bullets(
            (
                plain(words("No long list of functions that every product has.")),
                plain(words("No brochures, awards or places in rankings.")),
                plain(words("No solution of your own making before you have seen how we work.")),
                plain(words("What we can spend stays with us. Offer what the work takes, and say what is left out.")),
                plain(words("No decision is made yet. Every vendor gets the same pack, answers and time.")),
            )
        )


def tells_apart(content: Content, stored: Recommendation, module: ModuleLine) -> bool:
    """Whether a module belongs into the requirements: not nearly every product has it, or the company must have it for
    a reason of its own, which not every company has."""
    if module.priority == "must":
        rows = {row.id: row for table in content.roles.modules for row in table.rows}
        named = next((m.reasons for m in stored.modules if m.id == module.id), ())
        if any(row in rows and rows[row].when for row in named):
            return True
    return common(content.figures.market, module) < COMMON


def common(market: Market, module: ModuleLine) -> float:
    """The share of the products of its system that have a module; those that cover both count for each."""
    if module.id in market.fit.basic_modules:
        return 1.0
    meant = [p for p in market.products if module.system == "shared" or p.system in (module.system, "both")]
    return sum(module.id in product.modules.values for product in meant) / len(meant) if meant else 0.0


def titled(title: str, below: str) -> Runs:
    """A cell with a title and what it means below."""
    return Text(title, strong=True), Text(f"\n{below}", quiet=True)


def plain(words: str) -> Runs:
    return (Text(words),)


def paragraph(words: str) -> Paragraph:
    return Paragraph(plain(words))
