"""Cost and plan of a stored result on figures of the reader: worked out for one reply, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from babel.numbers import get_currency_name
from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.language import locale, number
from advisor.questionnaire.answers import printable
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.money.costs import ASSUMED
from advisor.recommendation.money.recosting import read_assumptions, recosted
from advisor.recommendation.money.request import OutOfBounds
from advisor.recommendation.telling.money_words import MoneyWords, money
from advisor.recommendation.telling.words import said
from advisor.recommendation.texts import Texts
from advisor.reports.drawings_money import money_charts
from web.deps import Cases
from web.render import render, translations
from web.result_money import AssumptionField, BudgetPage, compared, compared_lines
from web.routes.result import stored_in

router = APIRouter(include_in_schema=False)
FIELDS = (*ASSUMED, "currency")
MONEY = "day_rate"
MOST_TYPED = 40


@router.get("/c/{secret}/result/budget")
def budget(secret: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret) as case:
        stored = stored_in(case)
    query = request.query_params
    typed = {key: printable(query[key].strip()[:MOST_TYPED]) for key in FIELDS if query.get(key, "").strip()}
    page = _page(case.content, case.texts, stored, typed, case.base)
    return render(request, page, 422 if page.faults else 200)


def _page(content: Content, texts: Texts, stored: Recommendation, typed: Mapping[str, str], case: str) -> BudgetPage:
    overrides, refused = read_assumptions(content, typed)
    changed = None if refused else recosted(content, stored, overrides)
    before = money(content, stored, texts)
    own = None if changed is None else money(content, changed, texts)
    today = datetime.now(UTC).date()
    return BudgetPage(
        language=texts.language,
        case=case,
        verdict=_verdict(texts, stored),
        fields=_fields(content, texts, before or own, typed, refused),
        stored=before,
        own=own,
        compared=compared(before, own, texts.language) if own else (),
        lines=compared_lines(before, own) if own else (),
        charts=money_charts(own, None, texts.language, today, translations(texts.language).gettext),
        touched=bool(overrides.given),
        outdated=stored.content_version != content.version,
    )


def _verdict(texts: Texts, stored: Recommendation) -> str:
    deployments = texts.advising["deployments"]
    where = texts.say("deployments", stored.deployment, "phrase") if stored.deployment in deployments else ""
    return said(texts, "paths", stored.path, "verdict").format(where=where)


def _fields(
    content: Content,
    texts: Texts,
    shown: MoneyWords | None,
    typed: Mapping[str, str],
    refused: Mapping[str, OutOfBounds],
) -> tuple[AssumptionField, ...]:
    """All assumptions with what was typed; `shown` holds the values of the advice."""
    now = {line.id: line.value for line in shown.assumptions} if shown else {}
    now |= {MONEY: f"{shown.currency} {now[MONEY]}"} if shown else {}
    currency = typed.get("currency", "").upper()
    unit = currency if currency in content.rates.per_euro else now.get("currency", "")
    names = {code: str(get_currency_name(code, locale=locale(texts.language))) for code in content.rates.per_euro}
    return tuple(
        AssumptionField(
            id=key,
            name=texts.say("assumptions", key, "name"),
            help=texts.say("assumptions", key, "help"),
            text=currency if key == "currency" else typed.get(key, ""),
            now=now.get(key, ""),
            unit=unit if key == MONEY else "",
            choices=tuple(names.items()) if key == "currency" else (),
            error=_sentence(refused[key], texts.language) if key in refused else "",
        )
        for key in FIELDS
    )


def _sentence(refusal: OutOfBounds, language: str) -> str:
    """Why a figure cannot be used, in the reader's language."""
    values = {key: number(float(v), language) if str(v).isdigit() else v for key, v in refusal.values.items()}
    return translations(language).gettext(refusal.template).format(**values)
