"""One door: inputs are checked, roles asked, and a key does a thing once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.sandbox import verbs as module
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import ModuleOff, Refusal, WrongRole
from advisor.sandbox.core.tables import Party
from advisor.sandbox.verbs import Verb, run, verbs
from tests.sandbox.making import BOSS, STOREKEEPER, customer, do


def test_a_party_is_made(books: Database) -> None:
    with books.session() as session:
        made = customer(session, "acme", email=" info@acme.example ")
    with books.session(write=False) as session:
        kept = session.get_one(Party, made.id)
        assert (kept.code, kept.email, kept.customer, kept.supplier) == ("acme", "info@acme.example", True, False)


def test_the_same_key_does_it_once(books: Database) -> None:
    for _ in range(2):
        with books.session() as session:
            answer = run(session, "party.create", {"name": "Acme"}, BOSS, "k1")
            assert answer == {"kind": "party", "id": 1}
    with books.session(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Party)) == 1


def test_a_key_is_for_one_thing(books: Database) -> None:
    with books.session() as session:
        run(session, "party.create", {"name": "Acme"}, BOSS, "k1")
    with books.session() as session, pytest.raises(Refusal, match=r"k1 was used for party\.create"):
        run(session, "product.create", {"name": "Acme"}, BOSS, "k1")


@pytest.mark.parametrize(
    ("entered", "field"),
    [({}, "name"), ({"name": "A", "lead_days": "soon"}, "lead_days"), ({"name": "A", "colour": "red"}, "colour")],
)
def test_inputs_are_checked(books: Database, entered: dict[str, object], field: str) -> None:
    with books.session() as session, pytest.raises(BadInput) as caught:
        run(session, "party.create", entered, BOSS)
    assert caught.value.field == field


def test_a_role_may_not_do_everything(books: Database) -> None:
    with books.session() as session, pytest.raises(WrongRole):
        do(session, "party.create", STOREKEEPER, name="Acme")


def test_a_module_can_be_off(books: Database) -> None:
    with books.session() as session:
        trial(session).modules = ["erp-finance"]
        with pytest.raises(ModuleOff):
            do(session, "party.create", name="Acme")


def test_an_unknown_action_is_told(books: Database) -> None:
    with books.session() as session, pytest.raises(NotFound):
        run(session, "party.destroy", {}, BOSS)


def test_every_transition_is_a_verb() -> None:
    assert {"sale.confirm", "shipment.ship", "period.close"} <= set(verbs())


@pytest.mark.parametrize(
    "entered",
    [{"name": "x" * 300}, {"name": "a\0b"}, {"name": "x" * 3000}, {"name": "A", "lead_days": 10**30}],
    ids=["long", "nul", "longer", "large"],
)
def test_what_no_column_holds_is_told(books: Database, entered: dict[str, object]) -> None:
    kept = books.engine.dialect.name == "sqlite" and entered["name"] == "x" * 300  # SQLite keeps texts of any length
    try:
        with books.session() as session:
            run(session, "party.create", entered, BOSS)
    except BadInput as told:
        assert told.message.endswith(".")
        assert not kept
    else:
        assert kept


def test_the_same_code_at_the_same_moment_is_told(books: Database) -> None:
    """The second does not see the first, whose transaction is still open, so only the database can tell."""
    with books.session() as session:
        customer(session, "acme")
        session.flush()
        twin = Party(code="acme", name="Twin")

        def act(*_: object) -> Party:
            session.add(twin)
            return twin

        verb = Verb("party.create", act, "", ("sales",), "party")
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Refusal, match="at the same moment"):
            patch.setattr(module, "verbs", lambda: {"party.create": verb})
            patch.setattr(module, "check", lambda *_: {})
            run(session, "party.create", {}, BOSS)
        session.rollback()
