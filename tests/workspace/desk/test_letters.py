"""Letters to voices: in their language, each once, also when the job runs twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from advisor.db import Database
from advisor.errors import Unavailable
from advisor.mail import MailServer
from advisor.workspace import cases
from advisor.workspace.desk import casework, letters, remarks, voices
from advisor.workspace.desk.letters import Post as Sending
from advisor.workspace.desk.voices import Invited
from advisor.workspace.jobs import Step
from tests.recommendation.samples import real
from tests.test_mail import SENDER, Post, free_port
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW
from web.render import translations

LATER = NOW + timedelta(hours=1)
ORIGIN = "https://advisor.example"


@pytest.fixture
def box() -> Iterator[tuple[Post, MailServer]]:
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield post, MailServer.of(f"smtp://127.0.0.1:{controller.port}", SENDER)
    controller.stop()


def sending(server: MailServer, prefix: str = "l-") -> Sending:
    numbers = offices.tokens()
    return Sending(server, ORIGIN, lambda language: translations(language).gettext, lambda: prefix + numbers(), clock)


def clock() -> datetime:
    return LATER


def asked(database: Database) -> tuple[dict[str, Any], int, dict[str, int]]:
    """A case that asks three people, one without an address: the arguments of a job to all, organisation, voices."""
    with database.session() as session:
        token, organisation = offices.tokens(), offices.organisation(session)
        ada = offices.member(session, organisation)
        case = offices.case(session, token, offices.folder(session, organisation))
        who = (
            Invited("Olga", "sales", "olga@example.org", 1, "uk"),
            Invited("Li", "finance", "li@example.org", 1, "zh"),
        )
        made = [voices.invite(session, real().questionnaire, case, one, token, NOW)[0] for one in who]
        made.append(voices.invite(session, real().questionnaire, case, Invited("Bo", "it"), token, NOW)[0])
        assert [v.name for v in letters.reachable(voices.of_case(session, case))] == ["Olga", "Li"]
        order = letters.order(case, made, ada.id, NOW)
        return order.arguments, organisation.id, {"member": ada.id} | {v.name: v.id for v in made}


def step(organisation: int) -> Step:
    return Step(1, organisation, lambda _done, _total: None)


def test_each_is_written_to_once_in_the_own_language(database: Database, box: tuple[Post, MailServer]) -> None:
    arguments, organisation, ids = asked(database)
    send = letters.work(database, sending(box[1]))
    assert send(step(organisation), arguments) == {"sent": 3, "failed": []}
    assert send(step(organisation), arguments) == {"sent": 3, "failed": []}, "a job may run twice"
    found = {message["To"]: message.get_content() for message in box[0].messages}
    assert sorted(found) == ["li@example.org", "olga@example.org"]
    assert len(box[0].messages) == 2
    assert f"{ORIGIN}/uk/c/l-" in found["olga@example.org"]
    assert f"{ORIGIN}/zh/c/l-" in found["li@example.org"]
    secret = found["olga@example.org"].split("/c/")[1].split()[0]
    with database.session() as session:
        assert voices.speaking(session, cases.find(session, secret, LATER))[0].id == ids["Olga"]  # type: ignore[index]
        assert [n.kind for n in remarks.notices(session, ids["member"])] == ["letters", "letters"]


def test_who_handed_in_or_was_withdrawn_is_left_alone(database: Database, box: tuple[Post, MailServer]) -> None:
    arguments, organisation, ids = asked(database)
    with database.session() as session:
        record = casework.find(session, organisation, arguments["case"])
        voices.hand_in(voices.find(session, record, ids["Olga"]), record, "", NOW, private=True)
        voices.withdraw(session, record, voices.find(session, record, ids["Li"]), NOW)
    letters.work(database, sending(box[1]))(step(organisation), arguments)
    assert box[0].messages == []


def test_a_server_that_is_away_is_tried_again(database: Database, box: tuple[Post, MailServer]) -> None:
    arguments, organisation, _ = asked(database)
    away = MailServer.of(f"smtp://127.0.0.1:{free_port()}", SENDER)
    with pytest.raises(Unavailable):
        letters.work(database, sending(away, "a-"))(step(organisation), arguments)
    letters.work(database, sending(box[1]))(step(organisation), arguments)
    assert len(box[0].messages) == 2


def test_several_people_are_read_from_lines() -> None:
    names = {"sales": "Vertrieb", "it": "IT"}
    found = voices.people("Olga; Vertrieb; o@x.org\n\n  Bo ；IT\nLi\tsales\t", names, "ru")
    assert [(one.name, one.role, one.email, one.language) for one in found] == [
        ("Olga", "sales", "o@x.org", "ru"),
        ("Bo", "it", "", "ru"),
        ("Li", "sales", "", "ru"),
    ]
