"""From the voices of a case to its stored result: gathered, worked out without the database, stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from advisor.errors import BadInput
from advisor.questionnaire.answers import Refused, parse, plain
from advisor.questionnaire.merging import Merged, Rule, Said, Voice, merge, spoken
from advisor.questionnaire.schema import Question
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.gaps import Gap, View, gaps
from advisor.recommendation.model import Recommendation
from advisor.recommendation.modules import tailored_shortlist
from advisor.recommendation.ranking import SAMPLES, SEED, compare
from advisor.recommendation.tailoring import Tailoring, checked, tailored
from advisor.workspace import cases
from advisor.workspace.desk import voices
from advisor.workspace.desk.adjusting import tailoring
from advisor.workspace.desk.tables import DeskCaseRecord, VoiceRecord

# Which option the rules advise follows from the readings; of the draws as few as can be made are enough for that.
FEWEST = 1
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Gathered:
    """What a result is worked out from: answers merged over all voices that count, and all that was chosen. `changed`
    is when the case was changed before."""

    merged: Merged
    tailoring: Tailoring
    changed: datetime


@dataclass(frozen=True)
class Worked:
    """A result, the answers that made it (plain values), where the voices differ, and `changed` of what was
    gathered."""

    recommendation: Recommendation
    answers: dict[str, Any]
    gaps: tuple[Gap, ...]
    changed: datetime


def heard(content: Content, found: Iterable[VoiceRecord]) -> tuple[Voice, ...]:
    """The voices that count, with the answers that apply to each."""
    told = []
    for voice in voices.counted(found):
        own = cases.answers(content, voice.case)
        applying = spoken(content.questionnaire, content.vocabulary, content.rates, own)
        told.append(Voice(str(voice.id), voice.role, float(voice.weight), applying))
    return tuple(told)


def together(session: Session, content: Content, record: DeskCaseRecord) -> Merged:
    """The answers of all voices that count as one; empty when nobody has answered anything."""
    found = heard(content, voices.of_case(session, record))
    return merge(content.questionnaire, content.rates, found, Rule(owners=dict(record.rule)))


def gather(session: Session, content: Content, record: DeskCaseRecord) -> Gathered:
    """Raises BadInput when nobody has answered anything, or when overrides contradict each other."""
    merged = together(session, content, record)
    if not merged.answers:
        raise BadInput("Nobody has answered anything yet. Answer the questions yourself, or ask others to.")
    return Gathered(merged, tailoring(content, record, merged), cases.moment(record.changed))


def check(content: Content, gathered: Gathered) -> None:
    """Raises BadInput when the overrides of modules do not fit each other or the option; in a fraction of the time that
    the result takes."""
    chosen = checked(content, gathered.tailoring)
    if not chosen.modules:
        return
    case = compare(tailored(content, chosen), gathered.merged.answers, FEWEST, SEED)
    option = chosen.option or content.scheme.options[case.advised]
    facts = case.replayed.facts | {"chosen_path": option.path, "chosen_deployment": option.deployment}
    tailored_shortlist(content, option.path, facts, chosen.modules)


def work_out(content: Content, gathered: Gathered, samples: int = SAMPLES, seed: int = SEED) -> Worked:
    """The result, and where the voices differ. Takes up to a few seconds."""
    merged, chosen = gathered.merged, gathered.tailoring
    recommendation = advise(content, merged.answers, samples, seed, None if chosen.empty else chosen)
    answers = {key: plain(answer) for key, answer in merged.answers.items()}
    return Worked(recommendation, answers, gaps(content, merged, chosen, seed), gathered.changed)


def store(session: Session, record: DeskCaseRecord, worked: Worked, now: datetime) -> None:
    """Keep the result with the answers that made it, and the differences to talk about. What was changed while it was
    worked out is not in it, so then the case counts as changed after its result."""
    record.case.raw_answers = worked.answers
    record.gaps = [kept(gap) for gap in worked.gaps]
    cases.conclude(session, record.case, worked.recommendation, now)
    if cases.moment(record.changed) > worked.changed:
        record.changed = now + MOMENT


def kept(gap: Gap) -> dict[str, Any]:
    """A difference as JSON values. Voices are named by their number, so that a name is never copied."""
    return {
        "question": gap.question,
        "said": [
            {"voice": one.voice, "role": one.role, "weight": one.weight, "answer": plain(one.answer)}
            for one in gap.said
        ],
        "views": [
            {"answer": plain(view.answer), "roles": list(view.roles), "path": view.path, "share": view.share}
            for view in gap.views
        ],
        "shift": gap.shift,
        "to": list(gap.to),
        "consensus": gap.consensus,
        "owner": gap.owner,
        "decided": plain(gap.decided),
    }


def differences(content: Content, record: DeskCaseRecord) -> tuple[Gap, ...]:
    """Where the voices of the newest result differ, as it was kept; without questions and answers that the content does
    not have any more."""
    bank = content.questionnaire.by_id
    return tuple(
        gap
        for stored in record.gaps
        if stored["question"] in bank and (gap := _read(bank[stored["question"]], stored)) is not None
    )


def _read(question: Question, stored: Mapping[str, Any]) -> Gap | None:
    def answer(value: Any) -> Any:
        return parse(question, value)

    try:
        said = tuple(Said(o["voice"], o["role"], o["weight"], answer(o["answer"])) for o in stored["said"])
        views = tuple(View(answer(v["answer"]), tuple(v["roles"]), v["path"], v["share"]) for v in stored["views"])
        decided = answer(stored["decided"])
    except Refused:
        return None
    rest = {key: stored[key] for key in ("question", "shift", "consensus", "owner")}
    return Gap(said=said, views=views, to=tuple(stored["to"]), decided=decided, **rest)
