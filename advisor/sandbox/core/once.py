"""Doing a thing once: the same request under the same key gives the first answer again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Request

Answer = dict[str, Any]


def once(session: Session, key: str, verb: str, act: Callable[[], Answer]) -> Answer:
    """What `act` answers, or what it answered when it was asked under `key` before.

    A second request that comes while the first still runs waits for it. Raises Refusal when the key was used for
    something else.
    """
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    taken = session.execute(
        insert(Request).values(key=key, verb=verb, answer={}).on_conflict_do_nothing().returning(Request.id)
    ).scalar_one_or_none()
    if taken is None:
        earlier = session.scalars(select(Request).where(Request.key == key)).one()
        if earlier.verb != verb:
            raise Refusal(
                "The key {key} was used for {verb} before. Send a new key with a new request.",
                values={"key": key, "verb": earlier.verb},
            )
        return earlier.answer
    answer = act()
    session.flush()
    session.execute(update(Request).where(Request.id == taken).values(answer=answer))
    return answer
