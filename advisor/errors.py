"""What can go wrong, said in one clear sentence each.

Two kinds: an `AdvisorError` stops one request and carries the sentence its reader sees; a `Problem` is one finding
about content files, and problems are collected and returned all at once, never raised one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


def mark(sentence: str) -> str:
    """The sentence as it is; the mark lets `make messages` find it for translation."""
    return sentence


@dataclass(frozen=True, order=True)
class Problem:
    """One finding about a content or answer file: where it is, what is wrong, what to do."""

    file: str
    line: int
    code: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} {self.fix} [{self.code}]"


class AdvisorError(Exception):
    """The one thing that stops a request: a sentence for the reader, an HTTP status and, if it has one, its field.

    The sentence is a `template` with placeholders for `values`, so that a page can show it in its own language;
    `message` gives it in English.
    """

    status = 400
    code = "bad-request"

    def __init__(
        self, template: str, *, field: str | None = None, values: Mapping[str, str | int] | None = None
    ) -> None:
        self.template, self.values = template, dict(values or {})
        self.message = template.format(**self.values) if self.values else template
        self.field = field
        super().__init__(self.message)


class BadInput(AdvisorError):
    """What was sent cannot be used; `problems` lists every reason found."""

    status = 422
    code = "bad-input"

    def __init__(
        self,
        template: str,
        *,
        field: str | None = None,
        values: Mapping[str, str | int] | None = None,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        super().__init__(template, field=field, values=values)
        self.problems = problems


class TooLarge(AdvisorError):
    status = 413
    code = "too-large"


class NotFound(AdvisorError):
    status = 404
    code = "not-found"


class NoCase(NotFound):
    """The link leads to no case: it is wrong, or its answers were deleted."""

    code = "no-case"


class Gone(AdvisorError):
    """What was there once and is not there any more."""

    status = 410
    code = "gone"


class Forbidden(AdvisorError):
    status = 403
    code = "forbidden"


class TooMany(AdvisorError):
    status = 429
    code = "too-many-requests"


class Unavailable(AdvisorError):
    """The database cannot be used now: locked, read-only, full or unreachable."""

    status = 503
    code = "unavailable"


class ContentBroken(AdvisorError):
    """The questionnaires or rules cannot be used; carries all their problems."""

    status = 500
    code = "content-broken"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = str(problems[0]) if problems else "no details"
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(
            f"The questions or rules cannot be used: {first}{more} Run `advisor check` for the whole list."
        )
        self.problems = problems
