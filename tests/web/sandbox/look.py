"""Takes pictures of pages of a furnished trial, to look at them:

    python -m tests.web.sandbox.look /l/products out.png [/d/product/1 more.png ...] [--phone] [--lang fa] [--dark]

The trial is an empty company with two contacts and a product, or with `--industry plant` that of an industry, which is
kept in `--home` (made anew when the program changed).
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright
from sqlalchemy.orm import Session

from advisor.settings import Settings
from tests.conftest import BROWSERS, served
from tests.sandbox.making import customer, product, supplier, units
from tests.web.sandbox.trying import open_trial
from web.app import create_app

HOME = Path(tempfile.gettempdir()) / "advisor-look"


def furnish(session: Session) -> None:
    customer(session, "c1", city="Lviv", email="desk@acme.example")
    supplier(session, "s1", city="Graz")
    product(session, "a1", price=units("12.5"), cost=units(8), supplier=2, group="Valves")


def arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("pairs", nargs="+", help="address below the trial, and the file of its picture")
    asked.add_argument("--phone", action="store_true")
    asked.add_argument("--dark", action="store_true")
    asked.add_argument("--lang", default="en")
    asked.add_argument("--industry", default="")
    asked.add_argument("--home", default=str(HOME))
    return asked.parse_args()


def main() -> None:
    given = arguments()
    app = create_app(Settings.from_environment({"ADVISOR_HOME": given.home, "ADVISOR_SANDBOX_WARM": "off"}))
    if given.industry:
        secret = app.state.trials.create(given.industry, "en", datetime.now(UTC))
    else:
        secret = open_trial(app, furnish)
    with served(app, "off") as address, sync_playwright() as play:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        size = {"width": 360, "height": 780} if given.phone else {"width": 1280, "height": 900}
        tab = browser.new_page(viewport=size, color_scheme="dark" if given.dark else "light")
        for path, picture in zip(given.pairs[::2], given.pairs[1::2], strict=True):
            where = path if path.startswith("/sandbox") else f"/t/{secret}{path}"
            tab.goto(f"{address}/{given.lang}{where}")
            tab.wait_for_load_state("networkidle")
            tab.screenshot(path=picture, full_page=True)
            wider = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
            print(tab.title(), f"is {wider} pixels wider than the window" if wider > 0 else "", sep=" ")
        browser.close()


if __name__ == "__main__":
    main()
