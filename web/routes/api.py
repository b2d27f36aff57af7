"""The same for programs: JSON under /api/v1, described by OpenAPI; errors are RFC 9457 problem documents."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import FileResponse

from advisor.errors import BadInput, NotFound
from advisor.questionnaire.answers import parse_all, plain
from advisor.questionnaire.listing import entry, listing
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.inquiry import outlook
from advisor.recommendation.model import Recommendation
from advisor.recommendation.ranking import SAMPLES, SEED
from advisor.recommendation.telling.story import with_words
from advisor.workspace import cases
from web.deps import Case, Cases, Contents, Databases
from web.render import STATIC

PREFIX = "/api/v1"
MAX_SAMPLES = 20_000

Track = Literal["executive", "full"]
Lang = Annotated[str, Query(alias="lang", description="Language of the words, such as en.", max_length=10)]


class Problem(BaseModel):
    """RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    code: str = ""
    field: str = ""
    errors: list[dict[str, str]] = []


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


Answers = Annotated[
    dict[str, Any],
    Field(
        description="Question ids and values; `unknown` is an answer to every question.",
        examples=[{"employees": 25, "main_strain": "acquisition", "budget": {"amount": 20000, "currency": "EUR"}}],
        max_length=500,
    ),
]


class NewCase(Strict):
    track: Track = "full"
    answers: Answers = {}


class AnswerSet(Strict):
    answers: Answers


class Assessment(Strict):
    answers: Answers
    samples: Annotated[int, Field(ge=1, le=MAX_SAMPLES)] = SAMPLES
    seed: Annotated[int, Field(ge=0, lt=2**32)] = SEED


class CaseState(BaseModel):
    """Where an interview stands. `id` is its secret: who has it can read and change the case."""

    id: str
    track: str
    answers: dict[str, Any]
    asked: Annotated[int, Field(description="Questions answered or to be answered next.")]
    open: Annotated[list[str], Field(description="Questions to be answered next, in this order.")]
    settled: Annotated[
        bool,
        Field(
            description="On the short track: the advised path comes first in so many readings that it ends. "
            "On the full track: everything is answered."
        ),
    ]
    resume: str


class Next(BaseModel):
    """The next question, or none when the track asks no more."""

    question: dict[str, Any] | None
    answered: int
    asked: int
    settled: Annotated[bool, Field(description="As in the state of the case.")]
    share: Annotated[
        float, Field(description="In which share of the readings of what is open the advised path comes first, 0 to 1.")
    ]
    stop_certificate: Annotated[
        bool, Field(description="Whether it is proven that no answer to an open question changes the advised path.")
    ]


_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}}
    for status in (400, 403, 404, 413, 422, 429, 503)
}
v1 = APIRouter(prefix=PREFIX, tags=["Advisor"], responses=_ERRORS)
router = APIRouter()


@v1.get("/questions")
def questions(content: Contents, track: Track = "full", lang: Lang = "en") -> list[dict[str, Any]]:
    """Every question: id, type, choices, unit, when it is asked. Both tracks draw on all of them; with
    `track=executive` those with which the short track begins are listed first, the others in the order of the full
    track after them."""
    found = listing(content.questionnaire, _texts(content, lang).ask)
    adaptive = content.questionnaire.tracks[track].enough > 0
    return sorted(found, key=lambda question: not question["required"]) if adaptive else found


@v1.post("/cases", status_code=201)
def start_case(body: NewCase, content: Contents, database: Databases, opener: Cases, response: Response) -> CaseState:
    """Start a case, with answers already known if there are any."""
    answers = parse_all(content.questionnaire, body.answers)
    secret = secrets.token_urlsafe(16)
    with database.session() as session:
        record = cases.create(session, secret, body.track, "en", datetime.now(UTC))
        cases.save(session, record, answers)
    response.headers["Location"] = f"{PREFIX}/cases/{secret}"
    with opener.case(secret) as case:
        return _state(case)


@v1.get("/cases/{case_id}")
def read_case(case_id: str, opener: Cases) -> CaseState:
    """Answers of a case and the questions still open."""
    with opener.case(case_id) as case:
        return _state(case)


@v1.patch("/cases/{case_id}/answers")
def answer(case_id: str, body: AnswerSet, opener: Cases) -> CaseState:
    """Set answers; those not named stay. Either all are saved or, when one cannot be used, none."""
    with opener.case(case_id, write=True) as case:
        cases.save(case.session, case.record, parse_all(case.content.questionnaire, body.answers))
    with opener.case(case_id) as case:
        return _state(case)


@v1.get("/cases/{case_id}/next")
def next_question(case_id: str, opener: Cases, lang: Lang = "en") -> Next:
    """The next question to ask: on the short track the one whose answer is expected to settle most, on the full track
    the next in order; with how settled the path is."""
    with opener.case(case_id) as case:
        words = _texts(case.content, lang).ask
        still_open, asked, settled = case.progress.open, len(case.progress.asked), case.settled
        share = case.agenda.share
    return Next(
        question=entry(still_open[0], words) if still_open else None,
        answered=asked - len(still_open),
        asked=asked,
        settled=settled,
        share=share or outlook(case.content, case.replayed).share,
        stop_certificate=case.certified,
    )


@v1.post("/cases/{case_id}/recommendation", status_code=201)
def conclude(case_id: str, opener: Cases, lang: Lang = "en") -> dict[str, Any]:
    """Conclude from the answers as they are and keep the result; open questions count as unknown."""
    with opener.case(case_id) as case:
        _texts(case.content, lang)
        if case.voice is not None:
            raise BadInput("These answers are one voice of a case with several. Hand them in on the page of the link.")
        recommendation = advise(case.content, case.answers)
    with opener.case(case_id, write=True) as case:
        cases.conclude(case.session, case.record, recommendation, datetime.now(UTC))
    return _shown(case.content, recommendation, lang)


@v1.get("/cases/{case_id}/recommendation")
def recommendation_of(case_id: str, opener: Cases, lang: Lang = "en") -> dict[str, Any]:
    """The newest stored result, as it was concluded."""
    with opener.case(case_id) as case:
        recommendation = cases.latest(case.session, case.record)
        if recommendation is None:
            raise NotFound("Nothing was concluded for this case yet. POST to this address to conclude.")
        return _shown(case.content, recommendation, lang)


@v1.delete("/cases/{case_id}", status_code=204)
def delete_case(case_id: str, opener: Cases) -> None:
    """Delete a case with its answers and results, at once and for good."""
    with opener.case(case_id, write=True) as case:
        cases.delete(case.session, case.record)


@v1.post("/assessments")
def assess(body: Assessment, content: Contents, lang: Lang = "en") -> dict[str, Any]:
    """Answers in, recommendation out; nothing is stored."""
    _texts(content, lang)
    answers = parse_all(content.questionnaire, body.answers)
    return _shown(content, advise(content, answers, body.samples, body.seed), lang)


@router.get("/api/openapi.json")
def openapi() -> dict[str, Any]:
    return get_openapi(
        title="Advisor", version="1", description="CRM, ERP, both, in which order, and how sure.", routes=v1.routes
    )


@router.get("/api/docs")
def documentation() -> FileResponse:
    return FileResponse(STATIC / "api" / "docs.html")


def _texts(content: Content, lang: str) -> Any:
    if lang not in content.texts:
        raise BadInput(f"There are no words in “{lang}”. Languages: {', '.join(content.texts)}.", field="lang")
    return content.texts[lang]


def _shown(content: Content, recommendation: Recommendation, lang: str) -> dict[str, Any]:
    return with_words(content, recommendation, lang)


def _state(case: Case) -> CaseState:
    return CaseState(
        id=case.secret,
        track=case.record.track,
        answers={key: plain(value) for key, value in case.answers.items()},
        asked=len(case.progress.asked),
        open=[q.id for q in case.progress.open],
        settled=case.settled,
        resume=f"/c/{case.secret}",
    )


router.include_router(v1)
