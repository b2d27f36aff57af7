"""Rules: what they hear, what they do, and that they end."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.crm import workflow
from advisor.sandbox.crm.pipeline_tables import RuleRun
from advisor.sandbox.crm.tables import Activity
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOSS, SELLER, do, units
from tests.sandbox.pipeline import colleague, contact, deal, item, lead, line, modules, quoted


def planned(session: Session) -> list[tuple[str, str, int | None, str, int]]:
    rows = session.scalars(select(Activity).order_by(Activity.id))
    return [(one.subject, one.about_kind, one.about, one.owner, (one.due - DAY).days) for one in rows]


def test_what_comes_with_the_program(session: Session) -> None:
    sam = colleague(session, "Sam")
    asked = lead(session, person="Ann")
    assert asked.owner == sam
    made = deal(session, contact(session), 50_000, lines=[line(item(session), 500)])
    do(session, "deal.move", SELLER, document=made.id, stage="proposal")
    quote = quoted(session, made)
    do(session, "quote.send", SELLER, document=quote.id)
    assert planned(session) == [
        ("Call back", "lead", asked.id, sam, 0),
        ("Ask about the proposal", "deal", made.id, sam, 3),
        ("Ask about the quote", "deal", made.id, sam, 5),
    ]
    (told,) = session.scalars(select(Notice).where(Notice.kind == workflow.NOTICE)).all()
    assert (told.role, told.document_kind, told.document) == ("manager", "deal", made.id)
    names = ["lead-assign", "lead-call", "deal-proposal", "quote-sent", "deal-large"]
    assert workflow.fired(session) == dict.fromkeys(names, 1)
    assert workflow.rules(session)["lead-call"].name == "Call back every new enquiry"


def test_the_language_of_the_trial(session: Session) -> None:
    clock.trial(session).language = "uk"
    lead(session, person="Ann")
    assert [row[0] for row in planned(session)] == ["Передзвонити"]


def test_what_stands_is_told_once_for_each_stay(session: Session) -> None:
    made = deal(session, contact(session), 100)
    for _ in range(5):
        do(session, "clock.advance", to="week")
    assert planned(session) == [("Bring it on or close it", "deal", made.id, "", 21)]
    do(session, "deal.move", SELLER, document=made.id, stage="qualification")
    for _ in range(3):
        do(session, "clock.advance", to="week")
    assert [row[4] for row in planned(session)] == [21, 35 + 21]
    assert workflow.stand(session) == 0


def test_a_rule_of_the_house_and_its_conditions(session: Session) -> None:
    colleague(session, "Sam")
    lee = colleague(session, "Lee")
    do(
        session, "rule.create", BOSS, name="Large deals of fairs to Lee", kind="deal", what="arrive", action="assign",
        stage="negotiation", least=units(1000), source="fair، web", owner=lee,
    )  # fmt: skip
    buyer = contact(session)
    cases = [(1000, "fair"), (999.99, "fair"), (5000, "phone"), (5000, "web")]
    made = [deal(session, buyer, amount, source=source, owner="Sam") for amount, source in cases]
    for one in made:
        do(session, "deal.move", SELLER, document=one.id, stage="negotiation")
    assert [one.owner for one in made] == ["Lee", "Sam", "Sam", "Lee"]
    assert workflow.fired(session) == {"own-1": 2}
    assert session.scalars(select(RuleRun.document)).all() == [made[0].id, made[3].id]
    do(session, "rule.change", BOSS, code="own-1", least=units(0), source="")
    do(session, "rule.switch", BOSS, code="own-1")
    last = deal(session, buyer, 1, owner="Sam", stage="negotiation")
    assert last.owner == "Sam"
    do(session, "rule.switch", BOSS, code="own-1", active=True)
    assert deal(session, buyer, 1, owner="Sam", stage="negotiation").owner == "Lee"


def test_rules_of_the_program_are_changed_and_switched(session: Session) -> None:
    do(session, "rule.switch", BOSS, code="lead-assign")
    do(session, "rule.change", BOSS, code="lead-call", subject="Write back", activity="mail", due=1)
    sam = colleague(session, "Sam")
    made = lead(session, person="Ann")
    assert (made.owner, planned(session)) == ("", [("Write back", "lead", made.id, "", 1)])
    assert [code for code, rule in workflow.rules(session).items() if not rule.active] == ["lead-assign"]
    modules(session, "crm-contacts", "crm-activities", "crm-leads", "crm-workflow")
    assert lead(session, person=sam).owner == ""
    assert len(planned(session)) == 1


def test_rules_set_off_others_one_step_deep(session: Session) -> None:
    """A rule of each kind of event that would never end."""
    for name in ("Sam", "Lee"):
        colleague(session, name)
    for owner in ("Lee", "Sam"):
        do(session, "rule.create", BOSS, name="Round", kind="deal", what="create", action="assign", owner=owner)
    made = deal(session, contact(session), 1, owner="Sam")
    assert (made.owner, workflow.fired(session)) == ("Sam", {"own-1": 1, "own-2": 1})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"what": "arrive"}, "Choose the stage"),
        ({"what": "arrive", "stage": "sent"}, "Choose the stage"),
        ({"what": "stands"}, "1 to 1,000 days"),
        ({"what": "stands", "days": 3, "kind": "lead"}, "Only deals stand"),
        ({"action": "approve"}, "are of quotes"),
        ({"discount": units(5)}, "are of quotes"),
        ({"action": "notify"}, "Choose the role"),
        ({"due": -1}, "from 0 to 1,000"),
        ({"name": " "}, "name is needed"),
    ],
)
def test_rules_that_could_do_nothing(session: Session, wrong: dict[str, object], message: str) -> None:
    given = {"name": "x", "kind": "deal", "what": "create", "action": "plan"} | wrong
    with pytest.raises(Refusal, match=message):
        do(session, "rule.create", BOSS, **given)


def test_who_makes_rules(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "rule.switch", SELLER, code="lead-call")
    with pytest.raises(NotFound, match="no such rule"):
        do(session, "rule.switch", BOSS, code="nothing")


def test_approval_is_a_rule(session: Session) -> None:
    do(session, "rule.change", BOSS, code="quote-discount", discount=units(0), least=units(1000))
    quote = quoted(session, deal(session, contact(session), lines=[line(item(session), 10)]))
    assert workflow.asks_approval(session, quote)
    do(session, "rule.change", BOSS, code="quote-discount", least=units("1000.01"))
    assert not workflow.asks_approval(session, quote)


def test_rules_of_tickets_and_quotes(session: Session) -> None:
    nia = colleague(session, "Nia", "service")
    ticket = {"name": "Urgent", "kind": "ticket", "what": "create", "action": "assign"}
    with pytest.raises(Refusal, match="to whom tickets are assigned"):
        do(session, "rule.create", BOSS, **ticket)
    do(session, "rule.create", BOSS, **ticket, owner=nia)
    do(
        session, "rule.create", BOSS, name="Thank them", kind="ticket", what="arrive", stage="solved", action="plan",
        activity="mail", subject="Thank them", due=1,
    )  # fmt: skip
    opened = do(session, "ticket.open", BOSS, subject="It leaks", contact=contact(session).id)
    assert opened.owner == nia
    do(session, "ticket.take", BOSS, document=opened.id)
    do(session, "ticket.solve", BOSS, document=opened.id, solution="A new seal")
    assert planned(session) == [("Thank them", "ticket", opened.id, opened.owner, 1)]
    do(
        session, "rule.create", BOSS, name="Quotes of fairs", kind="quote", what="create", action="notify",
        role="marketing", source="fair",
    )  # fmt: skip
    pump = item(session)
    for source in ("fair", "web"):
        quoted(session, deal(session, contact(session, source), source=source, lines=[line(pump, 1)]))
    (told,) = session.scalars(select(Notice).where(Notice.kind == workflow.NOTICE)).all()
    assert (told.role, told.document_kind, told.values) == (
        "marketing", "quote", {"name": "Quotes of fairs", "document": "QU-0001"},
    )  # fmt: skip


def test_a_rule_that_has_nobody_does_nothing(session: Session) -> None:
    """Nobody sells yet: the enquiry stays with nobody, and the rule did not do anything."""
    assert lead(session, person="Ann").owner == ""
    assert workflow.fired(session) == {"lead-call": 1}
    assert workflow.given(session, "lead-call")
    assert not workflow.given(session, "own-1")


def test_who_left_gets_no_activities(session: Session) -> None:
    sam = colleague(session, "Sam")
    made = deal(session, contact(session), 100, owner=sam)
    do(session, "member.change", BOSS, member=1, active=False)
    do(session, "deal.move", SELLER, document=made.id, stage="proposal")
    assert planned(session) == [("Ask about the proposal", "deal", made.id, "", 3)]


def test_what_stands_and_its_conditions(session: Session) -> None:
    do(session, "rule.switch", BOSS, code="deal-stands")
    do(
        session, "rule.create", BOSS, name="Large ones", kind="deal", what="stands", days=2, stage="negotiation",
        least=units(500), action="notify", role="manager",
    )  # fmt: skip
    buyer = contact(session)
    cases = [(500, "negotiation"), (499, "negotiation"), (900, "proposal")]
    made = [deal(session, buyer, amount, stage=stage) for amount, stage in cases]
    do(session, "clock.advance", to="week")
    found = session.scalars(select(Notice.document).where(Notice.kind == workflow.NOTICE)).all()
    assert found == [made[0].id]
    do(session, "deal.win", SELLER, document=made[0].id)
    do(session, "clock.advance", to="week")
    assert workflow.fired(session) == {"deal-proposal": 1, "own-2": 1}


def test_a_rule_does_something_once_for_a_request(books: Database) -> None:
    """The same request under the same key, sent twice."""
    with books.session() as session:
        buyer = contact(session)
        for _ in range(2):
            do(session, "deal.create", SELLER, key="once", contact=buyer.id, amount=units(60_000))
        assert workflow.fired(session) == {"deal-large": 1}
        assert session.scalar(select(func.count()).select_from(RuleRun)) == 1
