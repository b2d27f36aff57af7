"""Answers of several people about one company, merged by a declared rule.

Of each question only those count who gave an answer: who says nothing or "I don't know" does not count where another
one answered. Then

1. all of them say the same: that is the answer;
2. they differ and the question has an owner: what the owner says is the answer, and the dispute is recorded. The owner
   is the role that the rule names for this question, or else the first of the roles that usually know (`who`) of which
   somebody answered;
3. they differ and nobody owns the question, or its owners differ among themselves: the answer is open, and what they
   said, by their weights, is the distribution that stands behind it. It is never a middle value that nobody said. Of a
   set each member has its own chance, the share of weight of those who named it.

Who is of weight zero is not there. The order of the voices changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import fsum, isfinite, log, log1p, log2

from advisor.errors import BadInput
from advisor.facts import Scalar, Vocabulary
from advisor.money import Rates
from advisor.questionnaire.answers import fact_value
from advisor.questionnaire.flow import replay
from advisor.questionnaire.schema import Answer, Chances, Question, Questionnaire

CONSULTANT = "consultant"
ROLES = ("management", "sales", "service", "operations", "finance", "hr", "it", CONSULTANT)
WEIGHTED = "weighted"  # named as the owner of a question: nobody decides it alone
SHARES = 1000  # relative frequencies are told in so many parts
PERCENT = 100  # chances of members of a set likewise
# Two numbers so many times apart are no agreement at all: they are of another order of magnitude.
APART = 10.0

Known = Scalar | frozenset[str]


@dataclass(frozen=True)
class Voice:
    """One person: what names them, the role they speak for, their say against that of others, and their answers."""

    id: str
    role: str
    weight: float
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class Rule:
    """Who decides where voices differ. `owners` names the role for single questions (`weighted`: nobody); where it
    names a role of which nobody answered, nobody decides. Without `by_owner` nobody decides any other question."""

    owners: Mapping[str, str] = field(default_factory=dict)
    by_owner: bool = True


@dataclass(frozen=True)
class Said:
    """What one voice says to one question."""

    voice: str
    role: str
    weight: float
    answer: Answer


@dataclass(frozen=True)
class Dispute:
    """A question to which voices gave different answers: who said what, by role; the role that decides (empty: nobody)
    and what counts (None: it stays open); and how far they agree, 0 to 1."""

    question: str
    said: tuple[Said, ...]
    owner: str
    decided: Answer
    consensus: float


@dataclass(frozen=True)
class Merged:
    """`answers` are those of the company, None where all don't know or differ; `spread` is what stands behind the
    disputed ones among them; `consensus` says of each question that two or more answered how far they agree; `voices`
    counts those who spoke by role."""

    answers: dict[str, Answer]
    spread: dict[str, Chances]
    disputed: tuple[Dispute, ...]
    consensus: dict[str, float]
    voices: dict[str, int]

    @property
    def index(self) -> float | None:
        """The mean consensus over the questions that two or more answered; None without any."""
        return fsum(self.consensus.values()) / len(self.consensus) if self.consensus else None


def merge(questionnaire: Questionnaire, rates: Rates, voices: Iterable[Voice], rule: Rule | None = None) -> Merged:
    """One set of answers from those of several people; answers in the order of the bank."""
    there = _checked(voices)
    rule = rule or Rule()
    answers: dict[str, Answer] = {}
    spread: dict[str, Chances] = {}
    disputed: list[Dispute] = []
    agreed: dict[str, float] = {}
    for question in questionnaire.questions:
        asked = [v for v in there if question.id in v.answers]
        said = [Said(v.id, v.role, v.weight, v.answers[question.id]) for v in asked]
        said = [one for one in said if one.answer is not None]
        if asked:
            answers[question.id] = max(said, key=lambda one: one.weight).answer if said else None
        if len(said) > 1:
            agreed[question.id] = consensus(question, _valued(said, rates))
        if len({value for value, _ in _valued(said, rates)}) > 1:
            dispute, counted = _dispute(question, said, rule, rates)
            disputed.append(dispute)
            answers[question.id] = dispute.decided
            if dispute.decided is None:
                spread[question.id] = distribution(question, _valued(counted, rates))
    spoke = Counter(v.role for v in there if v.answers)
    return Merged(answers, spread, tuple(disputed), agreed, {role: spoke[role] for role in ROLES if role in spoke})


def _checked(voices: Iterable[Voice]) -> list[Voice]:
    """The voices that have a say, by role and id."""
    found = list(voices)
    for voice in found:
        if voice.role not in ROLES:
            raise BadInput("“{role}” is not a role. Roles: {roles}.", values={"role": voice.role, "roles": _ROLES})
        if not isfinite(voice.weight) or voice.weight < 0:
            raise BadInput("The weight of a voice must be a number from 0 on.", field=voice.id)
    if len({voice.id for voice in found}) < len(found):
        raise BadInput("Two voices have the same id. Give each its own.")
    return sorted((v for v in found if v.weight > 0), key=lambda v: (ROLES.index(v.role), v.id))


_ROLES = ", ".join(ROLES)


def _valued(said: Iterable[Said], rates: Rates) -> list[tuple[Known, float]]:
    """What was said as values of the fact, money in euros, each with its weight."""
    return [(fact_value(one.answer, rates), one.weight) for one in said]


def _dispute(question: Question, said: list[Said], rule: Rule, rates: Rates) -> tuple[Dispute, list[Said]]:
    """The dispute, and those whose answers count in it."""
    owner = _owner(question, {one.role for one in said}, rule)
    counted = [one for one in said if one.role == owner] if owner else said
    same = len({value for value, _ in _valued(counted, rates)}) == 1
    decided = max(counted, key=lambda one: one.weight).answer if same else None
    return Dispute(question.id, tuple(said), owner, decided, consensus(question, _valued(said, rates))), counted


def _owner(question: Question, answering: set[str], rule: Rule) -> str:
    named = rule.owners.get(question.id)
    if named is not None:
        return named if named in answering else ""
    return next((role for role in question.who if role in answering), "") if rule.by_owner else ""


def distribution(question: Question, said: Sequence[tuple[Known, float]]) -> Chances:
    """What stands behind an open answer, in the form of `Question.unknown`: each value that was said with its share of
    the weight in thousandths, or of a set each member that was named with its chance in percent. What somebody said,
    or somebody did not, keeps a part at least."""
    total = fsum(weight for _, weight in said)
    if question.type == "choices":
        shares = {m: fsum(w for value, w in said if m in _members(value)) / total for m in question.choices}
        return tuple((m, _part(share, PERCENT)) for m, share in shares.items() if share > 0)
    values = sorted({value for value, _ in said if not isinstance(value, frozenset)}, key=lambda v: _place(question, v))
    return tuple((value, _part(fsum(w for v, w in said if v == value) / total, SHARES)) for value in values)


def _part(share: float, parts: int) -> int:
    return parts if share >= 1.0 else min(parts - 1, max(1, round(parts * share)))


def _members(value: Known) -> frozenset[str]:
    assert isinstance(value, frozenset)  # the value of a question of type choices
    return value


def _place(question: Question, value: Known) -> float:
    """Where a value stands among all: words in the order of the choices, numbers by size."""
    return float(question.choices.index(value)) if isinstance(value, str) else float(value)  # type: ignore[arg-type]


def consensus(question: Question, said: Sequence[tuple[Known, float]]) -> float:
    """How far those who answered agree, from 0 to 1, and 1 only if all say the same. `said` are values of the fact with
    weights above zero.

    Marks of a scale, and words that have an order: the consensus of Tastle & Wierman (2007, International Journal of
    Approximate Reasoning 45), 1 + sum_i p_i log2(1 - |x_i - m| / d), where m is the mean and d the distance from the
    first to the last value; 0 when half stand at either end.

    Numbers and money: the same on the logarithm of one plus the number, since people tell numbers apart by their ratio
    (Dehaene, Izard, Spelke & Pica 2008, Science 320); d is an order of magnitude, or what was said if that is further
    apart. So two who are twice apart agree to 0.76 (of large numbers), and to nothing who are ten times apart.

    Words without order, yes and no: the chance that two of those who answered, drawn by their weight, agree (the index
    of Simpson 1949, Nature 163, without drawing the same one twice). Sets: the mean of this chance over the members
    that anybody named; what nobody named is no agreement (Jaccard 1912).
    """
    if len({value for value, _ in said}) < 2:
        return 1.0
    if question.type == "choices":
        named = frozenset[str]().union(*(_members(value) for value, _ in said))
        found = [_pairs_alike([(m in _members(value), weight) for value, weight in said]) for m in sorted(named)]
        return fsum(found) / len(found)
    if question.type in ("number", "money"):
        logs = [(log1p(float(value)), weight) for value, weight in said]  # type: ignore[arg-type]
        span = max(x for x, _ in logs) - min(x for x, _ in logs)
        return _closeness(logs, max(span, log(APART)))
    if question.type == "scale" or question.ordered:
        places = [(_place(question, value), weight) for value, weight in said]
        width = len(question.choices) - 1 if question.choices else question.high - question.low
        return _closeness(places, float(width))
    return _pairs_alike(said)


def _closeness(said: Sequence[tuple[float, float]], width: float) -> float:
    total = fsum(weight for _, weight in said)
    mean = fsum(x * weight for x, weight in said) / total
    near = 1.0 + fsum(weight / total * log2(max(1.0 - abs(x - mean) / width, _LEAST)) for x, weight in said)
    return min(1.0, max(0.0, near))


_LEAST = 1e-12  # nobody stands a whole width from the mean unless all weight is at the other end


def _pairs_alike(said: Sequence[tuple[Known, float]]) -> float:
    pairs = [(one == other, v * w) for (one, v), (other, w) in combinations(said, 2)]
    return fsum(weight for alike, weight in pairs if alike) / fsum(weight for _, weight in pairs)


def spoken(
    questionnaire: Questionnaire, vocabulary: Vocabulary, rates: Rates, answers: Mapping[str, Answer]
) -> dict[str, Answer]:
    """The answers of one voice without those that its own other answers make pointless: an interview keeps what was
    said to a question that does not apply any more. A question of which that is not known stays."""
    replayed = replay(questionnaire, vocabulary, rates, answers)
    kept = {q.id for q in (*replayed.applies, *replayed.doubtful)}
    return {key: answer for key, answer in answers.items() if key in kept}


def questions_for(questionnaire: Questionnaire, role: str) -> tuple[Question, ...]:
    """The questions that a role usually knows, in the order of the bank; a consultant answers for everything."""
    return questionnaire.questions if role == CONSULTANT else tuple(q for q in questionnaire.asked if role in q.who)
