"""What the short questionnaire asks of a worked case; run as a program, it writes this into the `-short` files."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

from advisor.questionnaire.answers import UNKNOWN, parse
from advisor.questionnaire.schema import EXECUTIVE, Answer
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.inquiry import Agenda, agenda

CASES = Path(__file__).parent / "cases"
SHORT = "-short"


def shortened(content: Content, raw: dict[str, Any]) -> tuple[dict[str, Any], Agenda]:
    """The answers that the short track asks for, in that order, of a company that gives those of `raw` and does not
    know the others; and the agenda with which it ends."""
    bank = content.questionnaire
    answers: dict[str, Answer] = {}
    while True:
        told = agenda(content, answers, EXECUTIVE)
        asked = [key for key in told.wanted or () if key not in answers]
        if not asked:
            return {key: raw.get(key, UNKNOWN) for key in answers}, told
        answers |= {key: parse(bank.by_id[key], raw.get(key, UNKNOWN)) for key in asked}


def written(answers: dict[str, Any]) -> str:
    """The answers as they stand in a case file."""
    pairs = [f"{key}: {_value(value)}" for key, value in answers.items()]
    lines = textwrap.wrap(", ".join(pairs), 118, break_long_words=False, break_on_hyphens=False)
    return "answers: {\n  " + "\n  ".join(lines) + "}\n"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return str(value) if re.fullmatch(r"[A-Za-z_]\w*|\d+", str(value)) and value not in ("no", "NO") else f'"{value}"'


def main() -> None:
    """Write the answers of every short case anew; its account and expectation stay."""
    from tests.test_cases import case, loaded

    for path in sorted(CASES.glob(f"*{SHORT}.yaml")):
        answers, told = shortened(loaded(), case(path.stem.removesuffix(SHORT))["answers"])
        text = path.read_text(encoding="utf-8")
        new = re.sub(r"^answers: \{.*?\}\n", lambda _, a=answers: written(a), text, flags=re.M | re.S)
        path.write_text(new, encoding="utf-8")
        print(f"{path.stem}: {len(answers)} answers, {'settled' if told.settled else 'open'} at {told.share:.3f}")


if __name__ == "__main__":
    main()
