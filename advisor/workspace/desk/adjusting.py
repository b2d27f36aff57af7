"""What a consultant sets for one case: weights of criteria, by role and in several ways, and overrides with a reason.

Weights are kept as they were given (points, ranks, comparisons) with the shares they come to, so that they can be
changed where they were set. The weights of several roles become one by their geometric mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

from advisor.errors import BadInput
from advisor.questionnaire.merging import ROLES, Merged
from advisor.recommendation.content import Content
from advisor.recommendation.tailoring import ModuleChoice, OptionChoice, Priority, Tailoring, checked, tailoring_of
from advisor.scoring.judging import SCALE, Pairwise, geometric_mean, pairwise, rank_order_centroid
from advisor.scoring.model import Scheme
from advisor.workspace.desk.tables import DeskCaseRecord
from advisor.workspace.desk.voices import HEAVIEST, open_for_change

Method = Literal["direct", "ranking", "pairwise"]
WHOLE = "case"  # weights that were set for the case as a whole, not for a role
PAIR = "|"  # between the two criteria of a comparison
MOST_POINTS = 100
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
SHORTEST_REASON = 10
LONGEST_REASON = 2000


def shares_of(scheme: Scheme, method: Method, given: Mapping[str, float]) -> dict[str, float]:
    """The share of each criterion (together 1) from points by criterion (direct), ranks by criterion (1 is the most
    important; ranking), or how many times the first of two counts as much as the second, by `first|second` (pairwise;
    pairs may be left out). Raises BadInput for what cannot be used."""
    names = [criterion.id for criterion in scheme.criteria]
    if method == "pairwise":
        return dict(judged(scheme, given).weights)
    least, most = (0, MOST_POINTS) if method == "direct" else (1, len(names))
    for name in names:
        if name not in given or not least <= given[name] <= most:
            values = {"least": least, "most": most}
            raise BadInput("Give each criterion a number from {least} to {most}.", field=name, values=values)
    if method == "ranking":
        found = rank_order_centroid([int(given[name]) for name in names])
        return {name: float(share) for name, share in zip(names, found, strict=True)}
    total = sum(given[name] for name in names)
    if not total:
        raise BadInput("At least one criterion needs a weight above zero.", field=names[0])
    return {name: given[name] / total for name in names}


def judged(scheme: Scheme, given: Mapping[str, float]) -> Pairwise:
    """What comparisons by `first|second` come to, with how far they contradict each other; raises BadInput."""
    names = [criterion.id for criterion in scheme.criteria]
    return pairwise(names, _pairs(names, given))


def _pairs(names: list[str], given: Mapping[str, float]) -> dict[tuple[str, str], float]:
    found = {}
    for key, value in given.items():
        first, _, second = key.partition(PAIR)
        if first not in names or second not in names or not 1 / SCALE - 1e-9 <= value <= SCALE:
            raise BadInput("Compare two criteria on the scale from 1/9 to 9.", field=key)
        found[first, second] = value
    return found


def set_weights(
    record: DeskCaseRecord, scheme: Scheme, who: str, method: Method, given: Mapping[str, float], now: datetime
) -> None:
    """Keep the weights that a role, or the case as a whole, gives; raises BadInput and then changes nothing."""
    open_for_change(record)
    if who not in (WHOLE, *ROLES):
        raise BadInput("Choose whose weights these are.", field="who")
    shares = shares_of(scheme, method, given)
    sets = dict(record.weighting.get("sets", {}))
    sets[who] = {"method": method, "given": dict(given), "shares": shares}
    record.weighting, record.changed = record.weighting | {"sets": sets}, now


def drop_weights(record: DeskCaseRecord, who: str, now: datetime) -> None:
    """Take the weights of a role, or of the case, back."""
    open_for_change(record)
    sets = {key: kept for key, kept in record.weighting.get("sets", {}).items() if key != who}
    record.weighting, record.changed = record.weighting | {"sets": sets}, now


def weigh_roles(record: DeskCaseRecord, says: Mapping[str, int], reason: str, now: datetime) -> None:
    """How much the weights of each role count (0 to 9), and why weights are set at all; raises BadInput and then
    changes nothing."""
    open_for_change(record)
    for who, say in says.items():
        if who not in (WHOLE, *ROLES) or not 0 <= say <= HEAVIEST:
            raise BadInput("A weight is a whole number from 0 to {most}.", field=who, values={"most": HEAVIEST})
    if len(reason.strip()) > LONGEST_REASON:
        raise BadInput("A text has at most {most} characters.", field="reason", values={"most": LONGEST_REASON})
    kept = record.weighting.get("says", {}) | dict(says)
    record.weighting, record.changed = record.weighting | {"says": kept, "reason": reason.strip()}, now


def weights_of(record: DeskCaseRecord, scheme: Scheme) -> dict[str, float]:
    """The shares that count, together 1: those of all roles as one; empty when none were set, or when criteria came or
    went since. Of these a reader is told by `outdated`."""
    return joined({who: kept["shares"] for who, kept in usable(record, scheme).items()}, said_by(record))


def said_by(record: DeskCaseRecord) -> dict[str, int]:
    """How much the weights of each role count, of those that were told; any other counts once."""
    says: dict[str, int] = record.weighting.get("says", {})
    return says


def joined(sets: Mapping[str, Mapping[str, float]], says: Mapping[str, int]) -> dict[str, float]:
    """The shares of several roles as one, together 1; empty when none of them counts."""
    told = [who for who in sets if says.get(who, 1) > 0]
    return geometric_mean([sets[who] for who in told], [float(says.get(who, 1)) for who in told]) if told else {}


def usable(record: DeskCaseRecord, scheme: Scheme) -> dict[str, dict[str, Any]]:
    """The weights that were set and name exactly the criteria of today."""
    names = {criterion.id for criterion in scheme.criteria}
    return {who: kept for who, kept in record.weighting.get("sets", {}).items() if kept["shares"].keys() == names}


def outdated(record: DeskCaseRecord, scheme: Scheme) -> tuple[str, ...]:
    """Whose weights cannot be used any more, because criteria came or went since they were set."""
    return tuple(who for who in record.weighting.get("sets", {}) if who not in usable(record, scheme))


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) < SHORTEST_REASON:
        raise BadInput("Say why, in a sentence: it stands in the report beside the original.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise BadInput("A text has at most {most} characters.", field="reason", values={"most": LONGEST_REASON})
    return reason


def override_option(
    record: DeskCaseRecord, content: Content, option: tuple[str, str], reason: str, signed: tuple[str, datetime]
) -> None:
    """Choose another option than the rules, with a reason; `signed` is who does so and when. Raises BadInput."""
    open_for_change(record)
    chosen = OptionChoice(path=option[0], deployment=option[1], reason=_reason(reason))
    checked(content, tailoring_of(option=chosen))
    kept = chosen.model_dump() | {"by": signed[0], "at": signed[1].isoformat(timespec="seconds")}
    record.overrides, record.changed = record.overrides | {"option": kept}, signed[1]


def override_module(
    record: DeskCaseRecord, content: Content, module: tuple[str, str], reason: str, signed: tuple[str, datetime]
) -> None:
    """Give a module another priority than the rules (or leave it out), with a reason; raises BadInput."""
    open_for_change(record)
    if module[0] not in content.modules:
        raise BadInput("Choose a module.", field="module")
    if module[1] not in PRIORITIES:
        raise BadInput("Choose a priority, or that the module is left out.", field="priority")
    priority = next(known for known in PRIORITIES if known == module[1])
    chosen = ModuleChoice(priority=priority, reason=_reason(reason))
    kept = chosen.model_dump() | {"by": signed[0], "at": signed[1].isoformat(timespec="seconds")}
    modules = dict(record.overrides.get("modules", {})) | {module[0]: kept}
    record.overrides, record.changed = record.overrides | {"modules": modules}, signed[1]


def take_back(record: DeskCaseRecord, module: str, now: datetime) -> None:
    """Withdraw the override of a module, or with an empty one that of the option."""
    open_for_change(record)
    kept = dict(record.overrides)
    if module:
        kept["modules"] = {key: value for key, value in kept.get("modules", {}).items() if key != module}
    else:
        kept.pop("option", None)
    record.overrides, record.changed = kept, now


def overridden(record: DeskCaseRecord) -> int:
    """How many overrides a case has."""
    return len(record.overrides.get("modules", {})) + ("option" in record.overrides)


def tailoring(content: Content, record: DeskCaseRecord, merged: Merged) -> Tailoring:
    """All that was chosen for a case and what its voices differ in, as the advice takes it; modules and options that
    the content no longer has are left away. Raises BadInput for what contradicts itself."""
    option, modules = record.overrides.get("option"), record.overrides.get("modules", {})
    options = {(o.path, o.deployment) for o in content.scheme.options}
    chosen = None
    if option is not None and (option["path"], option["deployment"]) in options:
        chosen = OptionChoice(path=option["path"], deployment=option["deployment"], reason=option["reason"])
    return checked(
        content,
        tailoring_of(
            merged=merged,
            weights=weights_of(record, content.scheme),
            option=chosen,
            modules={
                key: ModuleChoice(priority=one["priority"], reason=one["reason"])
                for key, one in modules.items()
                if key in content.modules
            },
            weights_reason=record.weighting.get("reason", ""),
        ),
    )
