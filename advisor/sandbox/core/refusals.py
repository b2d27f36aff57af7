"""What the sandbox refuses to do, in one sentence that says why and what to do instead."""

from __future__ import annotations

from advisor.errors import AdvisorError, Forbidden


class Refusal(AdvisorError):
    """The state of the books does not allow it; nothing was changed."""

    status = 409
    code = "refused"


class Unbalanced(Refusal):
    code = "unbalanced"


class PeriodClosed(Refusal):
    code = "period-closed"


class Short(Refusal):
    """Not enough in stock."""

    code = "short"


class WrongRole(Forbidden):
    code = "wrong-role"


class ModuleOff(Forbidden):
    code = "module-off"
