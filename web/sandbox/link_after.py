"""Messages are delivered right after what they tell was committed; when that fails they wait in the outbox."""

from __future__ import annotations

import logging

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from advisor.errors import AdvisorError
from advisor.sandbox.bridge import delivery, outbox
from web.sandbox.visit import Door

_log = logging.getLogger(__name__)


def hand_over(door: Door, secret: str, done: Session) -> None:
    """Deliver what `done`, which was committed, has to tell; what was asked of the visitor is done in any case."""
    if not outbox.wrote(done):
        return
    try:
        with door.visit(secret, write=True) as visit:
            delivery.deliver(visit.session)
    except (AdvisorError, SQLAlchemyError):
        _log.exception("messages stay in the outbox")
