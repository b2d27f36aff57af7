"""Voices: who is asked what by which link, who is missing, and what nobody can do any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput, Gone, NotFound
from advisor.questionnaire.merging import CONSULTANT, WEIGHTED, questions_for
from advisor.workspace import cases
from advisor.workspace.desk import casework, folders, voices
from advisor.workspace.desk.tables import DeskCaseRecord, VoiceRecord
from advisor.workspace.desk.voices import Invited
from advisor.workspace.tables import CaseRecord
from tests.recommendation.samples import real
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW

BANK = real().questionnaire
LATER = NOW + timedelta(hours=1)


def fresh(session: Session) -> casework.Token:
    """Secrets that no voice of this session has yet."""
    taken = session.scalar(select(func.count()).select_from(CaseRecord))
    return lambda: f"secret-of-a-voice-{taken}"


def ask(session: Session, case: DeskCaseRecord, name: str = "Olga", role: str = "sales") -> tuple[VoiceRecord, str]:
    return voices.invite(session, BANK, case, Invited(name, role), fresh(session), NOW)


def test_a_voice_has_a_link_of_its_own_and_the_language_it_is_asked_in(database: Database) -> None:
    with database.session() as session:
        token = offices.tokens()
        case = offices.case(session, token)
        who = Invited("Olga  Petrova ", "sales", "olga@example.org", 3, "uk")
        voice, secret = voices.invite(session, BANK, case, who, token, NOW)
        assert (voice.name, voice.weight, voice.handed_in) == ("Olga Petrova", 3, None)
        assert voice.case.language == "uk"
        assert cases.find(session, secret, NOW).id == voice.case_id
        spoken = voices.speaking(session, voice.case)
        assert spoken is not None
        assert (spoken[0].id, spoken[1].id) == (voice.id, case.id)
        assert voices.speaking(session, case.case) is None, "the case of all voices speaks for nobody"
        assert secret not in str(vars(voice)) + str(vars(voice.case))


@pytest.mark.parametrize(
    ("who", "field"),
    [
        (Invited("", "sales"), "name"),
        (Invited(" \u200b\n", "sales"), "name"),
        (Invited("x" * 201, "sales"), "name"),
        (Invited("Olga", ""), "role"),
        (Invited("Olga", "consultant"), "role"),
        (Invited("Olga", "king"), "role"),
        (Invited("Olga", "sales", "olga"), "to"),
        (Invited("Olga", "sales", "", 0), "weight"),
        (Invited("Olga", "sales", "", 10), "weight"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_left_behind(
    who: Invited, field: str, database: Database
) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        with pytest.raises(BadInput) as refused:
            voices.invite(session, BANK, case, who, offices.tokens(), NOW)
        assert refused.value.field == field
        assert len(voices.of_case(session, case)) == 1


def test_links_are_made_anew_and_earlier_ones_go_on_working_until_they_expire(database: Database) -> None:
    with database.session() as session:
        token = offices.tokens()
        case = offices.case(session, token)
        voice, first = voices.invite(session, BANK, case, Invited("Olga", "sales"), token, NOW)
        second = voices.renew(session, voice, token, NOW)
        third = voices.renew(session, voice, token, NOW, LATER)
        assert len({first, second, third}) == 3
        assert {cases.find(session, secret, NOW).id for secret in (first, second, third)} == {voice.case_id}
        assert {cases.find(session, secret, LATER).id for secret in (first, second)} == {voice.case_id}
        with pytest.raises(NotFound):
            cases.find(session, third, LATER)


def test_who_is_missing_and_who_counts(database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        first, _ = ask(session, case)
        second, _ = ask(session, case, "Dmytro", "operations")
        own = voices.of_case(session, case)[0]
        assert own.role == CONSULTANT
        assert voices.missing(voices.of_case(session, case)) == (first, second)
        assert voices.counted(voices.of_case(session, case)) == (own,)
        voices.hand_in(first, case, "  A word  ", LATER, private=True)
        assert voices.missing(voices.of_case(session, case)) == (second,)
        assert voices.counted(voices.of_case(session, case)) == (own, first)
        assert (first.comment, first.private, case.changed) == ("A word", True, LATER)
        with pytest.raises(BadInput):
            voices.remind(first, LATER)
        voices.remind(second, LATER)
        assert second.reminded == LATER


def test_each_role_is_asked_what_it_knows_and_the_consultant_everything() -> None:
    assert voices.roles(BANK) == ("management", "hr", "operations", "it", "finance", "sales", "service")
    for role in voices.roles(BANK):
        asked = questions_for(BANK, role)
        assert asked
        assert all(role in question.who for question in asked)
    everything = {question.id for role in voices.roles(BANK) for question in questions_for(BANK, role)}
    assert everything == {question.id for question in BANK.asked}
    assert questions_for(BANK, CONSULTANT) == BANK.questions


def test_a_voice_that_is_withdrawn_is_gone_with_its_answers(database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        voice, secret = ask(session, case)
        voices.hand_in(voice, case, "", NOW, private=True)
        number = voice.id
        voices.withdraw(session, case, voice, LATER)
        assert case.changed == LATER or cases.moment(case.changed) == LATER, "its answers counted"
        with pytest.raises(NotFound):
            cases.find(session, secret, NOW)
        with pytest.raises(NotFound):
            voices.find(session, case, number)
        with pytest.raises(BadInput):
            voices.withdraw(session, case, voices.of_case(session, case)[0], LATER)


def test_a_voice_of_another_case_is_not_found(database: Database) -> None:
    with database.session() as session:
        token = offices.tokens()
        ours = offices.folder(session)
        one, other = offices.case(session, token, ours), offices.case(session, token, ours)
        voice, _ = voices.invite(session, BANK, one, Invited("Olga", "sales"), token, NOW)
        assert voices.find(session, one, voice.id) is voice
        with pytest.raises(NotFound):
            voices.find(session, other, voice.id)


@pytest.mark.parametrize("how", ["issued", "trashed", "folder"])
def test_what_is_issued_or_thrown_away_changes_no_more(how: str, database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        voice, _ = ask(session, case)
        if how == "issued":
            case.issued = NOW
        else:
            folders.move(case if how == "trashed" else case.folder, "trash", NOW)
        for change in (
            lambda: ask(session, case, "Li", "finance"),
            lambda: voices.hand_in(voice, case, "", LATER, private=True),
            lambda: voices.withdraw(session, case, voice, LATER),
            lambda: voices.weigh(voice, case, 2, LATER),
            lambda: voices.decide(case, BANK, {"inventory": "operations"}, LATER),
        ):
            with pytest.raises(Gone):
                change()
        assert voices.of_case(session, case)[1].handed_in is None


def test_weights_and_who_decides(database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        voice, _ = ask(session, case)
        voices.weigh(voice, case, 9, LATER)
        assert voice.weight == 9
        for weight in (0, 10):
            with pytest.raises(BadInput):
                voices.weigh(voice, case, weight, LATER)
        voices.decide(case, BANK, {"inventory": "finance", "budget": ""}, LATER)
        assert case.rule == {"inventory": "finance"}
        voices.decide(case, BANK, {"inventory": "", "budget": WEIGHTED}, LATER)
        assert case.rule == {"budget": WEIGHTED}
        for rule in ({"inventory": "king"}, {"nothing": "finance"}):
            with pytest.raises(BadInput):
                voices.decide(case, BANK, rule, LATER)
        assert case.rule == {"budget": WEIGHTED}


def test_there_is_an_end_to_voices(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "MOST", 3)
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        ask(session, case)
        ask(session, case, "Dmytro")
        with pytest.raises(BadInput):
            ask(session, case, "Li")
