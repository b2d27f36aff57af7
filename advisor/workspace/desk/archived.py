"""The shapes of the files in the archive of a client folder, and the names that they have in it.

    manifest.json                      what is in it, with the SHA-256 of every file
    folder.json                        the client
    cases/1/case.json                  title, answers that were merged, weights, overrides, which results there are
    cases/1/voices.json                who was asked and what they answered
    cases/1/remarks.json               comments and tasks
    cases/1/results/1.json             a stored result, byte for byte
    cases/1/reports/1/1.pdf            a report that was made

Cases, voices, results and reports have numbers of their own here, from 1 on; nothing names a row of a database.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from advisor.language import LANGUAGES
from advisor.mail import checked
from advisor.questionnaire.merging import ROLES
from advisor.questionnaire.schema import EXECUTIVE, FULL
from advisor.reports.printers import MEDIA_TYPES
from advisor.workspace.desk.adjusting import Method
from advisor.workspace.desk.casework import LONGEST_TAG, MOST_TAGS
from advisor.workspace.desk.folders import LONGEST, LONGEST_TEXT
from advisor.workspace.desk.voices import HEAVIEST, LONGEST_COMMENT, MOST

FORMAT = "advisor-client-folder"
VERSION = 1
MANIFEST, FOLDER = "manifest.json", "folder.json"
MOST_CASES = 200
# Every name that a file of an archive can have. Anything else is refused, paths that lead out of it among them.
NAME = re.compile(
    r"folder\.json|cases/[1-9]\d{0,2}/(?:(?:case|voices|remarks)\.json|results/[1-9]\d{0,3}\.json"
    r"|reports/[1-9]\d{0,3}/[1-9]\d?\.[a-z]{3,5})"
)


def _address(text: str) -> str:
    if text:
        checked(text)
    return text


def _known(*allowed: str) -> AfterValidator:
    def one_of(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"it is none of {', '.join(allowed)}")
        return text

    return AfterValidator(one_of)


Line = Annotated[str, Field(max_length=LONGEST)]
Prose = Annotated[str, Field(max_length=LONGEST_TEXT)]
Tag = Annotated[str, Field(min_length=1, max_length=LONGEST_TAG)]
Key = Annotated[str, Field(max_length=80)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Say = Annotated[int, Field(ge=0, le=HEAVIEST)]
Language = Annotated[str, _known(*LANGUAGES)]
Track = Annotated[str, _known(EXECUTIVE, FULL)]
Role = Annotated[str, _known(*ROLES)]
Answers = dict[Key, Any]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Shape(BaseModel):
    """Nothing may be there that is not named, and no number may be infinite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Seal(Shape):
    sha256: Sha256
    size: int = Field(ge=0)


class Manifest(Shape):
    """`private_comments` says whether comments that their writers marked as private are in it."""

    format: Literal["advisor-client-folder"]
    version: int
    content_version: Line
    made: AwareDatetime
    client: Line
    private_comments: bool
    files: dict[str, Seal]


class FolderFile(Shape):
    client: Line = Field(min_length=1)
    about: Prose
    created: AwareDatetime
    archived: AwareDatetime | None


class Weights(Shape):
    method: Method
    given: dict[str, float]
    shares: dict[Key, Share]


class Weighting(Shape):
    """As `advisor.workspace.desk.adjusting` keeps weights."""

    sets: dict[Key, Weights] = Field(default_factory=dict)
    says: dict[Key, Say] = Field(default_factory=dict)
    reason: Prose = ""


class Chosen(Shape):
    """The option that was chosen; `by` is the name of who did so."""

    path: Key
    deployment: Key
    reason: Prose
    by: Line
    at: Key


class ModuleChosen(Shape):
    priority: Literal["must", "should", "later", "left-out"]
    reason: Prose
    by: Line
    at: Key


class Overrides(Shape):
    option: Chosen | None = None
    modules: dict[Key, ModuleChosen] = Field(default_factory=dict)


class Said(Shape):
    """What a voice (by its number in this case) says."""

    voice: int = Field(ge=1)
    role: Role
    weight: float = Field(ge=0.0)
    answer: Any


class View(Shape):
    """One of several answers: who gives it, and what follows if it is true."""

    answer: Any
    roles: tuple[Role, ...]
    path: Key
    share: Share


class GapFile(Shape):
    """A difference, as `advisor.workspace.desk.concluding` keeps it."""

    question: Key
    said: tuple[Said, ...]
    views: tuple[View, ...]
    shift: float
    to: tuple[Key, ...]
    consensus: float
    owner: Key
    decided: Any


class ResultFile(Shape):
    content_version: Key
    hash: Key
    created: AwareDatetime


class ReportFile(Shape):
    name: Line = Field(min_length=1)
    media_type: Annotated[str, _known(*MEDIA_TYPES)]
    created: AwareDatetime


class ReportsFile(Shape):
    """Reports that were made together of the result with this number (None: it is not there any more)."""

    created: AwareDatetime
    language: Language
    title: Line
    day: date
    kinds: tuple[Key, ...]
    result: int | None
    files: tuple[ReportFile, ...]


class CaseFile(Shape):
    """`answers` are the merged ones of the newest result; `issued_result` is the number of the issued result."""

    title: Line = Field(min_length=1)
    tags: Annotated[tuple[Tag, ...], Field(max_length=MOST_TAGS)]
    language: Language
    track: Track
    answers: Answers
    rule: dict[Key, Role | Literal["weighted"]]
    weighting: Weighting
    overrides: Overrides
    gaps: tuple[GapFile, ...]
    created: AwareDatetime
    changed: AwareDatetime
    archived: AwareDatetime | None
    issued: AwareDatetime | None
    issued_result: int | None
    results: tuple[ResultFile, ...]
    reports: tuple[ReportsFile, ...]


class VoiceFile(Shape):
    """A voice without the secrets of its links; the first of a case is the consultant's own."""

    role: Role
    name: Line
    email: Annotated[str, Field(max_length=254), AfterValidator(_address)]
    weight: int = Field(ge=1, le=HEAVIEST)
    language: Language
    track: Track
    answers: Answers
    created: AwareDatetime
    invited: AwareDatetime
    reminded: AwareDatetime | None
    handed_in: AwareDatetime | None
    comment: Annotated[str, Field(max_length=LONGEST_COMMENT)]
    private: bool


class VoicesFile(Shape):
    voices: Annotated[tuple[VoiceFile, ...], Field(min_length=1, max_length=MOST)]


class RemarkFile(Shape):
    """`assigned` is the name of the member who was given a task; empty for nobody."""

    author: Line
    text: Prose
    task: bool
    assigned: Line
    due: date | None
    created: AwareDatetime
    done: AwareDatetime | None


class RemarksFile(Shape):
    remarks: tuple[RemarkFile, ...]


def case_file(case: int, name: str) -> str:
    """The name of a file of a case: case, voices or remarks."""
    return f"cases/{case}/{name}.json"


def result_file(case: int, result: int) -> str:
    return f"cases/{case}/results/{result}.json"


def report_file(case: int, reports: int, place: int, name: str) -> str:
    """A report keeps the ending of its name and no more, so that no name can lead anywhere."""
    ending = name.rpartition(".")[2].lower()
    return f"cases/{case}/reports/{reports}/{place}.{ending if re.fullmatch('[a-z]{3,5}', ending) else 'bin'}"
