"""The interview: start a case, ask a page, take its answers, check them all, conclude."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from advisor.errors import BadInput, NotFound
from advisor.questionnaire.merging import CONSULTANT
from advisor.questionnaire.schema import FULL, Answer, Question
from advisor.recommendation.advise import advise, contradictions
from advisor.recommendation.telling.spoken import answer_words
from advisor.workspace import cases
from web import forms
from web.addresses import origin
from web.deps import Case, Cases, Contents, Databases, Form, Language
from web.forms import Posted
from web.pages import AnswerGroup, AnswerRow, CheckPage, Doubt, Place, QuestionPage, Saved, Standing
from web.render import render, translations
from web.voice_pages import handing_in

router = APIRouter(include_in_schema=False)


def see(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303)


@router.post("/start")
def start(form: Form, content: Contents, database: Databases, language: Language) -> Response:
    track = form.get("track", "")
    if not isinstance(track, str) or track not in content.questionnaire.tracks:
        raise BadInput("Choose one of the two ways through the questions.", field="track")
    secret = secrets.token_urlsafe(16)
    brought = forms.read(content.questionnaire.questions, form).answers
    with database.session() as session:
        record = cases.create(session, secret, track, language, datetime.now(UTC))
        if brought:
            cases.save(session, record, brought)
    return see(f"/{language}/c/{secret}")


@router.get("/c/{secret}")
def resume(secret: str, opener: Cases) -> Response:
    with opener.case(secret) as case:
        page = case.progress.next_page
        if case.voice is not None and case.voice.record.role != CONSULTANT and not case.answers:
            return see(f"{case.base}/welcome")
    return see(f"{case.base}/q/{page}" if page else f"{case.base}/check")


@router.get("/c/{secret}/q/{page}")
def question(secret: str, page: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret) as case:
        if page not in case.content.questionnaire.pages:
            raise NotFound("There is no such page of questions.")
        if page not in case.progress.pages:
            return see(case.base)
        params = request.query_params
        returning = params.get("return") == "check"
        questions = _wanted(case, page, params.get("back", ""), returning and "more" not in params)
        return render(request, _page(case, page, questions, returning=returning, more="more" in params))


def _wanted(case: Case, page: str, back: str, everything: bool) -> tuple[Question, ...]:
    """What a page shows: everything asked on it, or after going back what was asked together with the question `back`,
    else what is still open, and if nothing is, all that was answered."""
    on_page = case.progress.on_page(page)
    if together := tuple(q for q in case.progress.up_to(back) if q.page == page):
        return together
    return on_page if everything else tuple(q for q in on_page if q.id not in case.answers) or on_page


def _page(
    case: Case, page: str, questions: tuple[Question, ...], *, returning: bool, more: bool = False
) -> QuestionPage:
    """The form of a page with the stored answers."""
    return QuestionPage(
        language=case.language,
        case=case.base,
        page=page,
        title=case.texts.ask("pages", page, "title"),
        intro=case.texts.ask("pages", page, "intro"),
        place=_place(case, questions),
        fields=tuple(forms.field(q, forms.stored(q, case.answers), case.texts) for q in questions),
        seen=forms.digest(questions, case.answers),
        returning=returning,
        more=more,
        conflicts=(),
    )


def _place(case: Case, questions: tuple[Question, ...]) -> Place:
    """Where a form stands: among the pages, or on the short track among the questions."""
    stands, wanted = case.progress, case.agenda.wanted
    shown = {q.id for q in questions}
    first = stands.before(shown) is None
    if wanted is None or case.voice is not None:
        page = questions[0].page
        step = stands.pages.index(page) + 1 if page in stands.pages else len(stands.pages)
        return Place(step, len(stands.pages), adaptive=False, first=first)
    step = next((i for i, key in enumerate(wanted, 1) if key in shown), len(wanted))
    most = case.content.questionnaire.tracks[case.record.track].most
    return Place(min(step, most), most, adaptive=True, first=first)


@router.post("/c/{secret}/q/{page}")
def answer(secret: str, page: str, form: Form, opener: Cases, request: Request) -> Response:
    """Take the answers of a page. What can be used is kept even when another answer is refused."""
    with opener.case(secret, write=True) as case:
        questions = [q for q in case.content.questionnaire.questions if q.page == page]
        if not questions:
            raise NotFound("There is no such page of questions.")
        posted = forms.read(questions, form)
        shown = _shown(case, page, form)
        if "x-autosave" in request.headers:
            return _autosave(case, shown, posted, form)
        if clash := _conflicts(case, shown, posted, form):
            return _again(request, case, shown, posted, {}, clash)
        _save(case, posted)
        now = _reopened(case, posted)
        go = form.get("go", "continue")
        needed = _needed(case, shown, form) if go == "continue" else frozenset()
        errors = {} if go == "back" else _errors(now, shown, posted, needed)
        if errors:
            return _again(request, now, shown, posted, errors, ())
        return see(_next(now, page, form, {q.id for q in shown}))


def _save(case: Case, posted: Posted) -> None:
    """Keep the answers, and the language in which they were given."""
    if posted.answers:
        cases.save(case.session, case.record, posted.answers)
    case.record.language = case.language


def _reopened(case: Case, posted: Posted) -> Case:
    """The case as it stands after saving."""
    answers = case.answers | posted.answers
    return replace(case, answers=answers)


def _autosave(case: Case, shown: tuple[Question, ...], posted: Posted, form: FormData) -> Response:
    """Save quietly; the answer names the new state, so that the same form may be sent later without a conflict."""
    if _conflicts(case, shown, posted, form):
        return Response(status_code=409)
    _save(case, posted)
    seen = forms.digest(shown, _reopened(case, posted).answers)
    return Response(status_code=422 if posted.refused else 204, headers={"X-Seen": seen})


def _shown(case: Case, page: str, form: FormData) -> tuple[Question, ...]:
    """The questions the form held; a form that does not say held those asked now."""
    named = {str(value) for value in form.getlist("shown")}
    held = tuple(q for q in case.content.questionnaire.questions if q.page == page and q.id in named)
    return held or case.progress.on_page(page)


def _conflicts(case: Case, shown: tuple[Question, ...], posted: Posted, form: FormData) -> tuple[Question, ...]:
    """Questions whose stored answer changed since the form was made and differs from what the form says."""
    if form.get("seen") in (None, forms.digest(shown, case.answers)):
        return ()
    return tuple(
        q
        for q in shown
        if q.id in case.answers
        and q in case.replayed.applies
        and (q.id not in posted.answers or posted.answers[q.id] != case.answers[q.id])
    )


def _needed(case: Case, shown: tuple[Question, ...], form: FormData) -> frozenset[str]:
    """What may not be left open: who returns to change an answer need not give those that were open before."""
    answered = frozenset(q.id for q in shown if q.id in case.answers)
    return answered if form.get("return") == "check" and answered else frozenset(q.id for q in shown)


def _errors(case: Case, shown: tuple[Question, ...], posted: Posted, needed: frozenset[str]) -> dict[str, str]:
    """Reasons by question id, for refused answers and for needed ones left open. What does not apply any more, or is
    not asked any more, may be left open."""
    applies = {q.id for q in shown if q in case.replayed.applies}
    asked = {q.id for q in case.progress.asked}
    missing = translations(case.language).gettext(forms.MISSING)
    refused = {key: forms.sentence(why, case.language) for key, why in posted.refused.items() if key in applies}
    return refused | dict.fromkeys(posted.empty & needed & asked, missing)


def _again(
    request: Request,
    case: Case,
    shown: tuple[Question, ...],
    posted: Posted,
    errors: dict[str, str],
    clash: tuple[Question, ...],
) -> Response:
    """The same form with what was typed; 409 when it was made from answers that changed meanwhile, else 422."""
    texts = case.texts
    questions = tuple(q for q in shown if q in case.replayed.applies)
    made = _page(case, questions[0].page, questions, returning=posted.returning)
    fields = tuple(forms.field(q, posted.typed[q.id], texts, errors.get(q.id, "")) for q in questions)
    saved = tuple(Saved(texts.ask("questions", q.id, "ask"), answer_words(texts, q, case.answers[q.id])) for q in clash)
    return render(request, replace(made, fields=fields, conflicts=saved), 409 if clash else 422)


def _next(case: Case, page: str, form: FormData, shown: Collection[str]) -> str:
    """Where a form that was taken leads. On the full track questions that its own answers opened on the same page come
    first, then the page after it; on the short one what the agenda asks next."""
    base, stands = case.base, case.progress
    go = form.get("go", "continue")
    returning = form.get("return") == "check"
    if go == "check":
        return f"{base}/check"
    if page not in stands.pages:
        return base
    if go == "back":
        before = stands.before(shown)
        return f"{base}/q/{before.page}?back={before.id}" if before else f"{base}/q/{page}"
    if case.agenda.wanted is not None:
        return f"{base}/check" if returning or not stands.next_page else f"{base}/q/{stands.next_page}"
    opened = [q.id for q in stands.open if q.page == page and q.id not in shown]
    if opened:
        kept = "&return=check" if returning else ""
        return f"{base}/q/{page}?more=1{kept}#q-{opened[0]}"
    following = stands.neighbour(page, 1)
    return f"{base}/check" if returning or following is None else f"{base}/q/{following}"


@router.get("/c/{secret}/check")
def check(secret: str, opener: Cases, request: Request) -> Response:
    """All answers and what they have come to. The proof takes longest and needs no database."""
    with opener.case(secret) as case:
        groups = tuple(_group(case, page) for page in case.progress.pages)
        doubts = tuple(_doubts(case))
        concluded = cases.latest(case.session, case.record) is not None
        language, base, standing, handing = case.language, case.base, _standing(case), handing_in(case)
    if standing.kind == "open" and handing is None and case.certified:
        standing = replace(standing, kind="proven")
    link = f"{origin(request)}/c/{secret}"
    return render(request, CheckPage(language, base, link, groups, standing, concluded, doubts, handing))


def _standing(case: Case) -> Standing:
    """What the questions have come to, as far as it can be told without a proof."""
    stands, told = case.progress, case.agenda
    most = case.content.questionnaire.tracks[case.record.track].most
    kind: Literal["open", "answered", "begun", "settled", "spent"] = "open" if stands.open else "answered"
    if told.wanted is not None and case.voice is None:
        kind = "settled" if told.settled else "begun" if stands.open else "spent"
    return Standing(kind, len(stands.asked), len(stands.open), most, told.share)


@router.post("/c/{secret}/more")
def more(secret: str, opener: Cases) -> Response:
    """Go on to the full track; all answers stay."""
    with opener.case(secret, write=True) as case:
        case.record.track = FULL
        base = case.base
    return see(base)


def _doubts(case: Case) -> Iterator[Doubt]:
    """Answers that do not fit together, as far as this track can change them."""
    content = case.content
    rows = {row.id: row for table in content.roles.contradictions for row in table.rows}
    shown: set[str] = set()
    asked = {question.id for question in case.progress.asked}
    for found in contradictions(content, case.replayed.facts):
        if found.question in asked:
            question = content.questionnaire.by_id[found.question]
            asked_here = forms.field(question, forms.stored(question, case.answers), case.texts)
            text, seen = case.texts.say("reasons", rows[found.row].reason), forms.digest((question,), case.answers)
            yield Doubt(text, question.page, question.id, asked_here if question.id not in shown else None, seen)
            shown.add(question.id)


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
        if case.voice is not None:  # one view of several has no result of its own
            return see(f"{case.base}/check")
    recommendation = advise(opener.content, answers)
    with opener.case(secret, write=True) as case:
        cases.conclude(case.session, case.record, recommendation, datetime.now(UTC))
        base = case.base
    return see(f"{base}/result")
