"""The benchmark of documents: how long each kind takes from the stored result to its bytes, and how large it is."""

from __future__ import annotations

import statistics
import time
from datetime import date
from typing import Any

from advisor.questionnaire.schema import Answer
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.reports.document import Cover
from advisor.reports.printers import KINDS, Printed, render
from web.render import translations

Figures = dict[str, Any]
ROUNDS = 5
LANGUAGES = ("en", "fa")
DAY = date(2026, 12, 1)


def reports(content: Content, answers: dict[str, Answer]) -> Figures:
    """Seconds (best and middle of several rounds) and bytes of each kind in two languages, for one company that
    answered everything."""
    stored = advise(content, answers)
    found: Figures = {}
    for language in LANGUAGES:
        words = translations(language).gettext
        printed = Printed(content, stored, language, words, Cover("Example Works", "", DAY))
        for kind in KINDS:
            body, times = render(kind, printed), []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                render(kind, printed)
                times.append(time.perf_counter() - start)
            figures = {"best_seconds": min(times), "median_seconds": statistics.median(times), "bytes": len(body)}
            found[f"{kind}_{language}"] = figures
    return found
