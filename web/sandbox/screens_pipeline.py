"""Pipeline: leads, deals, quotes, forecast, targets and rules."""

from __future__ import annotations

from typing import Any

from advisor.errors import mark
from advisor.sandbox.crm.deals import OPEN
from advisor.sandbox.crm.tables import Campaign, Contact, Deal, Member
from web.sandbox.declared import Area, Reference, Special
from web.sandbox.pipeline_board import board
from web.sandbox.pipeline_documents import DOCUMENTS
from web.sandbox.pipeline_forecast import build as forecast
from web.sandbox.pipeline_forms import FORMS
from web.sandbox.pipeline_lists import DEALS, FORECAST, LISTS
from web.sandbox.pipeline_rules import rules
from web.sandbox.pipeline_targets import build as targets
from web.sandbox.pipeline_words import CHOICES, EVENTS, KINDS, LABELS, STATES, TRANSITIONS


def _named(deal: Any) -> Any:
    """By number and name: many deals are called the same."""
    return deal.number + " · " + deal.name


AREA = Area(
    screens=LISTS,
    documents=DOCUMENTS,
    forms=FORMS,
    specials=(
        Special("pipeline", mark("Pipeline"), "pipeline", DEALS, "sandbox/pipeline/board.html", board),
        Special("forecast", mark("Forecast"), "pipeline", FORECAST, "sandbox/pipeline/forecast.html", forecast),
        Special("performance", mark("Sellers"), "pipeline", FORECAST, "sandbox/pipeline/sellers.html", targets),
        Special("rules", mark("Rules"), "pipeline", "crm-activities", "sandbox/pipeline/rules.html", rules),
    ),
    references=(
        Reference("seller", "member", Member, lambda t: t.active),
        Reference("open_deal", "deal", Deal, lambda t: t.state.in_(OPEN), _named),
        Reference("any_deal", "deal", Deal, text=_named),
        Reference("buyer", "contact", Contact, lambda t: t.active),
        Reference("any_campaign", "campaign", Campaign),
    ),
    choices=CHOICES,
    labels=LABELS,
    events=EVENTS,
    kinds=KINDS,
    states=STATES,
    transitions=TRANSITIONS,
)
