"""Pages about a trial have templates, and all but the one before there are books stand inside the sandbox."""

from __future__ import annotations

import pytest

from web.pages import Page
from web.render import WEB
from web.sandbox.trial_pages import EndPage, HandoverPage, PhasePage, PreparingPage, SettingsPage


@pytest.mark.parametrize("kind", [EndPage, HandoverPage, PhasePage, PreparingPage, SettingsPage])
def test_its_template_is_there(kind: type[Page]) -> None:
    text = (WEB / "templates" / kind.template).read_text(encoding="utf-8")
    base = "base.html" if kind is PreparingPage else "sandbox/base.html"
    assert text.startswith(f'{{% extends "{base}" %}}')
