"""Values of the file, and what a trial says otherwise."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.crm.known import known


def test_a_trial_may_say_otherwise(session: Session) -> None:
    assert (known(session, "quote_days"), known(session, "stages")["proposal"]) == (30, 50)
    trial(session).settings = {"quote_days": 7, "stages": {"proposal": 40}}
    assert known(session, "quote_days") == 7
    assert (known(session, "stages")["proposal"], known(session, "stages")["negotiation"]) == (40, 80)
    with pytest.raises(KeyError):
        known(session, "nothing")
