"""The interview: start a case, ask a page, take its answers, check them all, conclude."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from advisor.errors import BadInput, NotFound
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.advise import advise, contradictions
from advisor.recommendation.story import answer_words
from advisor.workspace import cases
from web import forms
from web.deps import Case, Cases, Contents, Databases, Form, Language
from web.forms import Posted
from web.pages import AnswerGroup, AnswerRow, CheckPage, Doubt, QuestionPage, Saved
from web.render import render, translations

router = APIRouter(include_in_schema=False)
MISSING = "Give an answer, or say that you don't know."


def see(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303)


@router.post("/start")
def start(form: Form, content: Contents, database: Databases, language: Language) -> Response:
    track = form.get("track", "")
    if not isinstance(track, str) or track not in content.questionnaire.tracks:
        raise BadInput("Choose one of the two ways through the questions.", field="track")
    secret = secrets.token_urlsafe(16)
    with database.session() as session:
        cases.create(session, secret, track, language, datetime.now(UTC))
    return see(f"/c/{secret}")


@router.get("/c/{secret}")
def resume(secret: str, opener: Cases) -> Response:
    with opener.case(secret) as case:
        page = case.progress.next_page
    return see(f"/c/{secret}/q/{page}" if page else f"/c/{secret}/check")


@router.get("/c/{secret}/q/{page}")
def question(secret: str, page: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret) as case:
        if page not in case.content.questionnaire.pages:
            raise NotFound("There is no such page of questions.")
        if page not in case.progress.pages:
            return see(f"/c/{secret}")
        returning = request.query_params.get("return") == "check"
        return render(_page(case, page, None, {}, returning=returning, more="more" in request.query_params))


def _page(
    case: Case, page: str, posted: Posted | None, errors: dict[str, str], *, returning: bool, more: bool = False
) -> QuestionPage:
    """The form of a page, with stored answers or with what was posted."""
    questions = case.progress.on_page(page)
    texts = case.texts
    typed = posted.typed if posted else {}
    fields = tuple(
        forms.field(q, typed.get(q.id) or forms.stored(q, case.answers), texts, errors.get(q.id, "")) for q in questions
    )
    return QuestionPage(
        language=case.language,
        case=f"/c/{case.secret}",
        page=page,
        title=texts.ask("pages", page, "title"),
        intro=texts.ask("pages", page, "intro"),
        step=case.progress.pages.index(page) + 1,
        steps=len(case.progress.pages),
        fields=fields,
        seen=forms.digest(questions, case.answers),
        returning=returning,
        more=more,
        conflicts=(),
    )


@router.post("/c/{secret}/q/{page}")
def answer(secret: str, page: str, form: Form, opener: Cases, request: Request) -> Response:
    """Take the answers of a page. What can be used is kept even when another answer is refused."""
    with opener.case(secret, write=True) as case:
        questions = [q for q in case.content.questionnaire.questions if q.page == page]
        if not questions:
            raise NotFound("There is no such page of questions.")
        posted = forms.read(questions, form)
        if "x-autosave" in request.headers:
            return _autosave(case, page, posted, form)
        if clash := _conflicts(case, page, posted, form):
            return _again(case, page, form, posted, {}, clash)
        shown = _shown(case, page, form)
        _save(case, posted)
        now = _reopened(case, posted)
        go = form.get("go", "continue")
        errors = {} if go == "back" else _errors(now, posted, shown if go == "continue" else frozenset())
        if errors and page in now.progress.pages:
            return _again(now, page, form, posted, errors, ())
        return see(_next(now, page, form, shown))


def _save(case: Case, posted: Posted) -> None:
    if posted.answers:
        cases.save(case.session, case.record, posted.answers)


def _reopened(case: Case, posted: Posted) -> Case:
    """The case as it stands after saving."""
    answers = case.answers | posted.answers
    return replace(case, answers=answers)


def _autosave(case: Case, page: str, posted: Posted, form: FormData) -> Response:
    """Save quietly; the answer names the new state, so that the same form may be sent later without a conflict."""
    if _conflicts(case, page, posted, form):
        return Response(status_code=409)
    _save(case, posted)
    now = _reopened(case, posted)
    seen = forms.digest(now.progress.on_page(page), now.answers)
    return Response(status_code=422 if posted.refused else 204, headers={"X-Seen": seen})


def _shown(case: Case, page: str, form: FormData) -> frozenset[str]:
    """The questions the form held; a form that does not say held those asked now."""
    named = {str(value) for value in form.getlist("shown")}
    asked = {q.id for q in case.progress.on_page(page)}
    return frozenset(named or asked)


def _conflicts(case: Case, page: str, posted: Posted, form: FormData) -> tuple[Question, ...]:
    """Questions whose stored answer changed since the form was made and differs from what the form says."""
    questions = case.progress.on_page(page)
    if form.get("seen") in (None, forms.digest(questions, case.answers)):
        return ()
    return tuple(
        q
        for q in questions
        if q.id in case.answers
        and q.id in posted.typed
        and (q.id not in posted.answers or posted.answers[q.id] != case.answers[q.id])
    )


def _errors(case: Case, posted: Posted, required: frozenset[str]) -> dict[str, str]:
    """Reasons by question id, for refused answers and for required ones left open."""
    errors = {key: forms.sentence(refusal, case.language) for key, refusal in posted.refused.items()}
    missing = translations(case.language).gettext(MISSING)
    asked = {q.id for q in case.progress.asked}
    return errors | dict.fromkeys(posted.empty & required & asked, missing)


def _again(
    case: Case, page: str, form: FormData, posted: Posted, errors: dict[str, str], clash: tuple[Question, ...]
) -> Response:
    """The same form with what was typed; 409 when it was made from answers that changed meanwhile, else 422."""
    made = _page(case, page, posted, errors, returning=form.get("return") == "check")
    saved = tuple(
        Saved(case.texts.ask("questions", q.id, "ask"), answer_words(case.texts, q, case.answers[q.id])) for q in clash
    )
    return render(QuestionPage(**{**vars(made), "conflicts": saved}), 409 if clash else 422)


def _next(case: Case, page: str, form: FormData, shown: frozenset[str]) -> str:
    """Where a form that was taken leads. Questions that its own answers opened on the same page come first."""
    base, stands = f"/c/{case.secret}", case.progress
    go = form.get("go", "continue")
    if go == "check" or page not in stands.pages:
        return f"{base}/check" if go == "check" else base
    if go == "back":
        return f"{base}/q/{stands.neighbour(page, -1) or page}"
    opened = [q.id for q in stands.open if q.page == page and q.id not in shown]
    if opened:
        kept = "&return=check" if form.get("return") == "check" else ""
        return f"{base}/q/{page}?more=1{kept}#q-{opened[0]}"
    following = stands.neighbour(page, 1)
    if form.get("return") == "check" or following is None:
        return f"{base}/check"
    return f"{base}/q/{following}"


@router.get("/c/{secret}/check")
def check(secret: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret) as case:
        groups = tuple(_group(case, page) for page in case.progress.pages)
        origin = request.app.state.settings.origin or str(request.base_url).rstrip("/")
        return render(
            CheckPage(
                language=case.language,
                case=f"/c/{secret}",
                link=f"{origin}/c/{secret}",
                groups=groups,
                asked=len(case.progress.asked),
                open=len(case.progress.open),
                concluded=cases.latest(case.session, case.record) is not None,
                doubts=tuple(_doubts(case)),
            )
        )


def _doubts(case: Case) -> Iterator[Doubt]:
    """Answers that do not fit together, as far as this track can change them."""
    content = case.content
    rows = {row.id: row for table in content.roles.contradictions for row in table.rows}
    asked = {question.id for question in case.progress.asked}
    for found in contradictions(content, case.replayed.facts):
        if found.question in asked:
            question = content.questionnaire.by_id[found.question]
            yield Doubt(case.texts.say("reasons", rows[found.row].reason), question.page, question.id)


def _group(case: Case, page: str) -> AnswerGroup:
    rows = tuple(_row(case, q) for q in case.progress.on_page(page))
    return AnswerGroup(page, case.texts.ask("pages", page, "title"), rows)


def _row(case: Case, question: Question) -> AnswerRow:
    given = question.id in case.answers
    said: Answer = case.answers.get(question.id)
    words = answer_words(case.texts, question, said) if given else ""
    return AnswerRow(question.id, case.texts.ask("questions", question.id, "ask"), words, given and said is None)


@router.post("/c/{secret}/finish")
def finish(secret: str, opener: Cases) -> Response:
    """Conclude and keep the result. Deciding takes longest and needs no database, so none is held meanwhile."""
    with opener.case(secret) as case:
        answers = case.answers
    recommendation = advise(opener.content, answers)
    with opener.case(secret, write=True) as case:
        cases.conclude(case.session, case.record, recommendation, datetime.now(UTC))
    return see(f"/c/{secret}/result")
