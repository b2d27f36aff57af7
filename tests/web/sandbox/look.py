"""Takes a picture of a page of a furnished trial, to look at it:

    python -m tests.web.sandbox.look /l/products out.png [--phone] [--lang fa] [--dark] [--industry plant]

The trial is that of an industry of the sandbox, or with `--industry ""` an empty company with two
contacts and a product.
"""

from __future__ import annotations

import argparse
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


def furnish(session: Session) -> None:
    customer(session, "c1", city="Lviv", email="desk@acme.example")
    supplier(session, "s1", city="Graz")
    product(session, "a1", price=units("12.5"), cost=units(8), supplier=2, group="Valves")


def main() -> None:
    import shutil

    asked = argparse.ArgumentParser()
    asked.add_argument("path")
    asked.add_argument("picture")
    asked.add_argument("--phone", action="store_true")
    asked.add_argument("--dark", action="store_true")
    asked.add_argument("--lang", default="en")
    asked.add_argument("--industry", default="")
    given = asked.parse_args()
    home = Path(tempfile.mkdtemp())
    app = create_app(Settings.from_environment({"ADVISOR_HOME": str(home)}))
    if given.industry:
        secret = app.state.trials.create(given.industry, "en", datetime.now(UTC))
    else:
        secret = open_trial(app, furnish)
    with served(app, "off") as address, sync_playwright() as play:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        size = {"width": 360, "height": 780} if given.phone else {"width": 1280, "height": 900}
        tab = browser.new_page(viewport=size, color_scheme="dark" if given.dark else "light")
        where = given.path if given.path.startswith("/sandbox") else f"/t/{secret}{given.path}"
        tab.goto(f"{address}/{given.lang}{where}")
        tab.wait_for_load_state("networkidle")
        tab.screenshot(path=given.picture, full_page=True)
        print(
            tab.title(), "wider than the window by", tab.evaluate("document.documentElement.scrollWidth - innerWidth")
        )
        browser.close()


if __name__ == "__main__":
    main()
