"""What kind of sandbox is wanted: a company of an industry, or one like that of a stored result."""

from __future__ import annotations

from dataclasses import dataclass, field

from advisor.recommendation.model import Recommendation
from advisor.sandbox.trials.fitting import Fitting, fitting, match
from advisor.sandbox.trials.phases import of_phases


@dataclass(frozen=True)
class Wish:
    """`modules` are those of the first phase (none: all); `advised` those of a result with their phases; `case` the
    case that it belongs to."""

    industry: str
    language: str
    modules: tuple[str, ...] = ()
    advised: dict[str, int] = field(default_factory=dict)
    fitting: Fitting = field(default_factory=Fitting)
    case: int | None = None


def of_result(stored: Recommendation, language: str, case: int | None = None, company: str = "") -> Wish:
    """A sandbox that shows what this result advises, in a company about as large as the one that answered."""
    advised = {module.id: module.phase for module in stored.modules}
    return Wish(match(stored.facts), language, of_phases(advised, 1), advised, fitting(stored.facts, company), case)
