"""What a vendor is to show: one script for each of the strongest reasons, with the buyer's own records.

A script follows from the result: the reason gives the fact that hurts, the fact gives the task, and the modules that
rules advise for the same fact give what is to be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.language import Words
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.lines import Line, ModuleLine, Story
from advisor.recommendation.verdict import NEEDS
from advisor.rules.schema import Row

MOST = 6
MODULES = 3  # that one demonstration can show
PHASES = 2  # that are asked for now; what comes later is not bought yet
# The systems that answer a need; what has to be joined concerns both.
SIDES = {"customer": ("crm",), "operations": ("erp",), "integration": ("crm", "erp")}


@dataclass(frozen=True)
class Demo:
    """One script: the fact it is about, the reason in words, the task, and the modules it shows."""

    fact: str
    reason: str
    task: str
    modules: tuple[ModuleLine, ...]


def demos(content: Content, stored: Recommendation, story: Story, words: Words) -> tuple[Demo, ...]:
    """The scripts of the strongest reasons, each fact once, the weightiest first."""
    rows = {row.id: row for table in content.tables.values() for row in table.rows}
    said = tasks(words)
    found: dict[str, Demo] = {}
    for line in _lines(stored, story):
        fact = next((fact for fact in _facts(rows.get(line.row)) if fact in said), None)
        if fact is not None and fact not in found:
            found[fact] = Demo(fact, line.text, said[fact], _modules(rows, story, fact))
    return tuple(found.values())[:MOST]


def bought(story: Story) -> tuple[ModuleLine, ...]:
    """The modules that are asked for now."""
    return tuple(m for phase in story.phases if phase.number <= PHASES for m in phase.modules if m.priority != "later")


def _lines(stored: Recommendation, story: Story) -> Iterator[Line]:
    """Reasons of needs that the chosen systems answer, the strongest first."""
    systems = {system for phase in stored.roadmap for system in phase.systems}
    lines = [line for line in (*story.reasons, *story.against) if line.score in NEEDS]
    meant = [line for line in lines if systems & set(SIDES[line.score])]
    yield from sorted(meant, key=lambda line: -line.points)


def _facts(row: Row | None) -> Iterator[str]:
    """The facts that a row reads; of a member of a set first the member, then the set."""
    for fact in row.when if row else ():
        yield fact
        yield fact.partition(".")[0]


def _modules(rows: dict[str, Row], story: Story, fact: str) -> tuple[ModuleLine, ...]:
    """Modules asked for now that a rule advises because of the same fact."""
    read: dict[str, set[str]] = {module.id: set() for module in bought(story)}
    for row in rows.values():
        module = str(row.then.get("module", ""))
        if module in read:
            read[module] |= set(_facts(row))
    return tuple(module for module in bought(story) if fact in read[module.id])[:MODULES]


def tasks(words: Words) -> dict[str, str]:
    """What is to be shown for each fact that can hurt."""
    return {**_of_customers(words), **_of_goods(words), **_of_figures(words)}


def _of_customers(words: Words) -> dict[str, str]:
    return {
        "customer_data": words(
            "Open one of our customers and show on one page every contact, offer, order, invoice and complaint of the "
            "last year. Then find two records that are the same customer and join them."
        ),
        "lead_followup": words(
            "Take in five enquiries by mail, telephone and web form. Show who gets which, what happens when nobody "
            "answers for two days, and which of the five are still open."
        ),
        "sales_driven": words(
            "Take one of our deals from the first talk to the order. Show what the seller has to enter by hand, and "
            "what the head of sales sees of it the same day."
        ),
        "sellers": words(
            "Show the day of one of our sellers: what is due today, where each deal stands, and what the forecast for "
            "the quarter says."
        ),
        "service_volume": words(
            "Take in a complaint about one of our orders. Show who sees it, how the customer is kept informed, and "
            "which complaints are overdue."
        ),
        "staff_turnover": words(
            "A seller leaves today. Hand all customers, open deals and appointments over to another one, and show what "
            "the new one knows without asking anybody."
        ),
        "channels": words(
            "Answer one customer who writes on three of our channels on the same day. Show that it is one conversation."
        ),
        "customer_programmes": words(
            "Choose the customers who bought twice and have been silent for half a year, make them an offer, and show "
            "later what it brought."
        ),
        "marketing_breadth": words(
            "Plan one campaign over two channels, send it to a part of our list, and show what it cost for each order."
        ),
    }


def _of_goods(words: Words) -> dict[str, str]:
    return {
        "stock_trouble": words(
            "Book ten of our items in, take some out with a mistake in the number, and count the shelf. Show how the "
            "difference is found, put right, and seen in the accounts."
        ),
        "inventory": words(
            "Receive a delivery of ten of our items, store it, pick it for an order, and ship it. Show the stock and "
            "its value after each step."
        ),
        "warehouses": words(
            "Move goods between two of our warehouses while an order waits for them. Show what can be promised to the "
            "customer at each moment."
        ),
        "planning_trouble": words(
            "An urgent order comes in and one material is late. Show what is planned anew, what is then late, and who "
            "learns of it."
        ),
        "production": words(
            "Make one of our products from its list of parts or recipe to the store. Book what was really used, and "
            "show planned against real time and material."
        ),
        "machine_link": words(
            "Take over counts from one machine, with a break in the line in between. Show what arrives late, and what "
            "is never lost."
        ),
        "suppliers": words(
            "Order from two of our suppliers, receive one delivery short, and settle the invoice. Show which supplier "
            "delivers late how often."
        ),
        "order_status": words(
            "A customer asks where the order is. Show the answer on one page, without asking another department."
        ),
        "process_complexity": words(
            "Take one of our orders through all its steps and approvals, with one refusal on the way. Show who has to "
            "act next at each moment."
        ),
        "dept_visibility": words(
            "Change the date of one order. Show in which departments that is seen at once, and what each has to do."
        ),
        "project_work": words(
            "Set up one of our projects, book hours and purchases on it, and bill a part. Show what it has earned so "
            "far, and what it will cost in the end."
        ),
    }


def _of_figures(words: Words) -> dict[str, str]:
    return {
        "cost_visibility": words(
            "Show what one of our products or services really costs: material, own time, purchases and a share of the "
            "rest. Then change one price and show the margin."
        ),
        "billing_trouble": words(
            "Bill one order with a part delivery and a discount. Then correct a mistake in it, and show both in the "
            "accounts and to the customer."
        ),
        "missing_data": words(
            "Answer three questions that we cannot answer today, from records entered in this demonstration. We hand "
            "them over in writing a week before."
        ),
        "spreadsheets": words(
            "Take one of our spreadsheets, move it into the system, and show the same figures there. Then change a "
            "record and show that they follow."
        ),
        "manual_work": words(
            "Do one of the tasks that we do by hand today. Count the steps before and after, and show what is left to "
            "people."
        ),
        "back_manual": words(
            "Enter one order once, and show how purchase, delivery and invoice follow from it without entering "
            "anything again."
        ),
        "finance_load": words(
            "Match one hundred incoming payments with open invoices, some of them in part. Show what is left to a "
            "person, and close the month."
        ),
        "systems_linked": words(
            "Change a customer in one system, and show when and how the other one knows. Then let the link fail, and "
            "show who notices."
        ),
        "other_systems": words(
            "Exchange one record with one of our other systems, in both directions, by an interface that is documented."
        ),
        "local_systems": words(
            "Exchange one record with our system that has no interface of its own, and show what happens when it "
            "changes."
        ),
        "regulated": words(
            "Show who saw and changed one record in the last month, and how it is kept and deleted as the law asks."
        ),
    }
