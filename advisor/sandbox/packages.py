"""The modules of the sandbox that have verbs; importing them also registers their effects, guards and tables.

Each lists its verbs as `VERBS`: rows of (name, function, module, roles, kind of the document).
"""

from __future__ import annotations

from types import ModuleType

from advisor.sandbox.core import master
from advisor.sandbox.ledger import posting
from advisor.sandbox.people import tables as people_tables  # noqa: F401 - known to the database
from advisor.sandbox.plan import tables as plan_tables  # noqa: F401 - known to the database
from advisor.sandbox.stock import moves
from advisor.sandbox.trade import tables as trade_tables  # noqa: F401 - known to the database

PACKAGES: tuple[ModuleType, ...] = (master, posting, moves)
