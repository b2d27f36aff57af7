"""Findings say what is wrong; sound books have none."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.findings import Check, Finding, found
from advisor.sandbox.core.tables import Party
from tests.sandbox.making import customer


def nameless(session: Session) -> Iterator[Finding]:
    for code in session.scalars(select(Party.code).where(func.length(Party.name) < 3)):
        yield Finding("names", "The name of {code} is short.", {"code": code})


CHECK = Check("names", "Names have three letters or more.", nameless)


def test_a_finding_reads_as_a_sentence() -> None:
    assert str(Finding("names", "The name of {code} is short.", {"code": "c1"})) == "names: The name of c1 is short."


def test_all_checks_are_asked(session: Session) -> None:
    customer(session, "acme")
    assert found(session, [CHECK, CHECK]) == []
    customer(session, "ab")
    assert [str(one) for one in found(session, [CHECK, CHECK])] == ["names: The name of ab is short."] * 2
