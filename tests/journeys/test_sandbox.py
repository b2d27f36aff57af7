"""The sandbox in a browser: a trial is opened, something is sold, and every kind of page is for everybody."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from sqlalchemy import select

from advisor.sandbox.core.states import MODELS, machines
from tests.journeys.conftest import Visitor, overflow, violations
from web.sandbox import areas as _areas  # noqa: F401 - all that is declared becomes known
from web.sandbox import choosing, registry

PHONE = {"width": 360, "height": 740, "has_touch": True}
TALL = {**PHONE, "height": 4000}  # so that the bar that stays in sight lies over nothing
WIDE, NARROW = "wide and light in English", "narrow and dark in Persian"


@pytest.fixture(scope="module")
def trial(live_app: FastAPI) -> str:
    """The secret of a trial with the history of a whole company; these tests add to it and remove nothing."""
    secret: str = live_app.state.trials.create("plant", "en", datetime.now(UTC))
    return secret


def button(tab: Tab, name: str) -> None:
    tab.get_by_role("button", name=name, exact=True).first.click()


def sell(tab: Tab, customer: str, product: str, quantity: str) -> None:
    """Enter a sales order of one line."""
    tab.get_by_label("Customer").select_option(label=customer)
    tab.get_by_label("Product, 1").select_option(label=product)
    tab.get_by_label("Quantity, 1").fill(quantity)
    button(tab, "Save")


def test_a_sandbox_is_opened_and_something_is_sold(visitor: Visitor, trial: str) -> None:
    """The company of the industry was built for `trial`, so that a copy of it is all there is to wait for."""
    tab = visitor.tab()
    tab.goto("/en/sandbox")
    tab.locator("[name=industry][value=plant]").check()
    button(tab, "Open the sandbox")
    expect(tab).to_have_url(re.compile(r"/en/t/[\w-]{32}/$"))
    base = tab.url.rstrip("/")
    assert trial not in base
    expect(tab.get_by_role("region", name="Sandbox")).to_contain_text("day 1 ·")
    tab.goto(f"{base}/l/parties")
    tab.get_by_role("link", name="New business partner").click()
    tab.get_by_label("Name", exact=True).fill("Harbour Gardens")
    tab.get_by_label("Customer").check()
    button(tab, "Save")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Harbour Gardens")
    expect(tab.get_by_role("status")).to_have_text("Saved.")
    tab.goto(f"{base}/new/sale.create")
    sell(tab, "Harbour Gardens", "Concrete block", "10")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("SO-")
    button(tab, "Confirm the order")
    expect(tab.get_by_role("listitem").filter(has_text="Confirmed").first).to_be_visible()
    delivery = tab.locator(".related a").filter(has_text="SH-")
    expect(delivery).to_have_count(1)
    delivery.click()
    button(tab, "Reserve the goods")
    expect(tab.locator("[aria-current=step]")).to_have_text("Reserved")


def test_another_line_is_added_without_a_new_page(visitor: Visitor, trial: str) -> None:
    tab = visitor.tab()
    tab.goto(f"/en/t/{trial}/new/sale.create")
    rows = tab.locator("[data-lines=lines] tbody tr")
    before = rows.count()
    tab.get_by_label("Quantity, 1").fill("2")
    button(tab, "Add a line")
    expect(rows).to_have_count(before + 1)
    expect(tab.get_by_label("Quantity, 1")).to_have_value("2")
    expect(tab.get_by_label(f"Quantity, {before + 1}")).to_have_value("")
    expect(tab.locator(f"[name='lines.{before}.quantity']")).to_have_count(1)
    assert tab.locator("[name='rows.lines']").input_value() == str(before + 1)
    ids = tab.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(set(ids)) == len(ids)


def test_a_role_is_changed_by_choosing_it(visitor: Visitor, trial: str) -> None:
    tab = visitor.tab()
    tab.goto(f"/en/t/{trial}/l/sales")
    expect(tab.get_by_role("link", name="New sales order")).to_be_visible()
    tab.get_by_label("Acting as").select_option("warehouse")
    expect(tab.get_by_role("link", name="New sales order")).to_have_count(0)
    assert tab.url.endswith("/l/sales")
    expect(tab.get_by_label("Acting as")).to_have_value("warehouse")


def test_on_a_phone_without_scripts_in_persian(visitor: Visitor, trial: str) -> None:
    tab = visitor.tab(**PHONE, java_script_enabled=False)
    tab.goto(f"/fa/t/{trial}/new/product.create")
    tab.locator("[name=name]").fill("آجر نسوز")
    tab.locator("[name=price]").fill("۱٬۲۵۰٫۵")
    tab.locator(".paper-bar button").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("آجر نسوز")
    expect(tab.locator(".facts-grid")).to_contain_text("۱٬۲۵۰٫۵۰")
    tab.goto(f"/fa/t/{trial}/new/sale.create")
    rows = tab.locator("[data-lines=lines] tbody tr")
    before = rows.count()
    tab.locator("[name='lines.0.quantity']").fill("۳")
    tab.locator("button[name=more]").click()
    expect(rows).to_have_count(before + 1)
    expect(tab.locator("[name='lines.0.quantity']")).to_have_value("۳")
    tab.locator(".plate select").select_option("sales")
    tab.locator("[data-spare]").click()
    expect(tab.locator(".plate select")).to_have_value("sales")


def test_what_is_refused_is_told_where_one_looks(visitor: Visitor, trial: str) -> None:
    tab = visitor.tab()
    tab.goto(f"/en/t/{trial}/new/sale.create")
    tab.get_by_label("Quantity, 1").fill("many")
    button(tab, "Save")
    field = tab.get_by_label("Quantity, 1")
    expect(field).to_have_value("many")
    expect(field).to_have_attribute("aria-invalid", "true")
    told = tab.locator(f"#{field.get_attribute('aria-describedby')}")
    expect(told).to_have_text("This is no number. Write it in digits, such as 12 or 2.5.")


def test_the_keyboard_is_enough(visitor: Visitor, trial: str) -> None:
    tab = visitor.tab()
    tab.goto(f"/en/t/{trial}/l/products")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Skip to the content")).to_be_focused()
    tab.keyboard.press("Enter")
    tab.get_by_label("Search").focus()
    tab.keyboard.type("kerb")
    tab.keyboard.press("Enter")
    expect(tab.locator(".rows tbody tr")).to_have_count(1)
    tab.locator(".rows tbody a").first.focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Kerb stone")


def documents(app: FastAPI, secret: str) -> list[str]:
    """The address of the first document of every kind that has a page and is there."""
    found = []
    with app.state.trials.books(secret, datetime.now(UTC)).session(write=False) as session:
        for kind in registry.DOCUMENTS:
            model = choosing.model_of(kind)
            assert model is not None
            query = select(model.id).order_by(model.id).limit(1)
            if kind in machines() and hasattr(MODELS[kind], "kind"):
                query = query.where(model.kind == kind)
            if (number := session.scalar(query)) is not None:
                found.append(f"d/{kind}/{number}")
    return found


def everything(app: FastAPI, secret: str, first: int) -> list[str]:
    """Addresses of pages of their own (all on a phone, every other one on a desk), of a document of every other kind,
    and of every sixth list and form, beginning with the `first` of them: these are made alike, by one template each."""
    lists = [f"l/{name}" for name in registry.SCREENS]
    specials = [f"p/{name}" for name in registry.SPECIALS]
    forms = list(dict.fromkeys(f"new/{verb}" for screen in registry.SCREENS.values() for verb in screen.create))
    settings = ["settings", "settings?ask=reset"]
    alike = [*lists[first::6], *forms[first::6], *documents(app, secret)[first::2]]
    return ["", *settings, *(specials if first else specials[::2]), *alike]


def quick(tab: Tab) -> None:
    """Wait until fonts and style are there, not for anything else."""
    tab.wait_for_load_state("load")


@pytest.mark.parametrize("way", [WIDE, NARROW])
def test_every_page_is_for_everybody(visitor: Visitor, live_app: FastAPI, trial: str, way: str) -> None:
    wide = way == WIDE
    tab = visitor.tab(color_scheme="light") if wide else visitor.tab(**TALL, color_scheme="dark")
    faults: list[str] = []
    for path in everything(live_app, trial, 0 if wide else 1):
        reply = tab.goto(f"/{'en' if wide else 'fa'}/t/{trial}/{path}")
        quick(tab)
        if reply is None or reply.status != 200:
            faults.append(f"{path}: {reply.status if reply else 'nothing'}")
            continue
        faults += [f"{path}: {fault}" for fault in violations(tab)]
        if (wider := overflow(tab)) > 0:
            faults.append(f"{path}: {wider} pixels wider than the window")
    assert faults == [], "\n".join(faults)


def test_the_way_in_is_for_everybody(visitor: Visitor) -> None:
    for tab, language in ((visitor.tab(), "en"), (visitor.tab(**PHONE, color_scheme="dark"), "fa")):
        for path in ("/sandbox", "/sandbox?removed=1", "/t/lost"):
            tab.goto(f"/{language}{path}")
            assert violations(tab) == [], path
            assert overflow(tab) <= 0, path
