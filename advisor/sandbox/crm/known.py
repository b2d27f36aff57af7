"""What `crm.yaml` knows, and what a trial says otherwise in its settings under the same name."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.reading import read_yaml


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(Path(__file__).with_name("crm.yaml"))
    return found


def known(session: Session, name: str) -> Any:
    """The value of a name; of a mapping the trial may replace some entries only. Raises KeyError."""
    usual, own = _file()[name], clock.trial(session).settings.get(name)
    if own is None:
        return usual
    return {**usual, **own} if isinstance(usual, dict) and isinstance(own, dict) else own
