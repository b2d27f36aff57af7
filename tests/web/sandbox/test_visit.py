"""A visit: the books behind a link, the role one acts in, and forms of before a reset."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal
from tests.web.sandbox.trying import DAY, Trier, open_trial
from web.sandbox.visit import Door, Visit, role_cookie, same_generation


def door(app: FastAPI, **cookies: str) -> Door:
    return Door(app.state.trials, "fa", cookies, {"q": "x"})


def test_a_link_opens_its_books(app: FastAPI) -> None:
    secret = open_trial(app)
    with door(app).visit(secret) as visit:
        assert (visit.trial.name, visit.today, visit.currency) == ("Example Works", DAY, "EUR")
        assert visit.base == f"/fa/t/{secret}"
        assert visit.query == {"q": "x"}
        assert visit.words("Continue") != "Continue"


@pytest.mark.parametrize("secret", ["short", "a" * 32, "../../etc/passwd-and-more", "%00" * 8, "x" * 300])
def test_a_link_that_leads_nowhere(app: FastAPI, secret: str) -> None:
    with pytest.raises(NotFound, match="no sandbox under this link"), door(app).visit(secret):
        raise AssertionError("It is open.")


def test_one_trial_knows_nothing_of_another(app: FastAPI) -> None:
    first, second = open_trial(app), open_trial(app)
    with door(app).visit(first, write=True) as visit:
        visit.trial.name = "Changed"
    with door(app).visit(first) as visit:
        assert visit.trial.name == "Changed"
    with door(app).visit(second) as visit:
        assert visit.trial.name == "Example Works"


def test_the_role_is_that_of_the_cookie_of_the_trial(app: FastAPI) -> None:
    secret = open_trial(app)
    for cookies, role in (
        ({}, "manager"),
        ({role_cookie(secret): "warehouse"}, "warehouse"),
        ({role_cookie(secret): "system"}, "manager"),
        ({role_cookie("another"): "sales"}, "manager"),
    ):
        with door(app, **cookies).visit(secret) as visit:
            assert visit.role == role
            assert (visit.actor.name, visit.actor.role) == (role, role)


def test_the_cookie_does_not_tell_the_secret() -> None:
    assert "topsecret" not in role_cookie("topsecret-topsecret")
    assert role_cookie("a") != role_cookie("b")


def test_modules_can_be_off(app: FastAPI) -> None:
    secret = open_trial(app)
    with door(app).visit(secret, write=True) as visit:
        assert visit.on("erp-gl"), "none named: all are on"
        visit.trial.modules = ["erp-master-data"]
    with door(app).visit(secret) as visit:
        assert (visit.on("erp-gl"), visit.on("erp-master-data"), visit.on("")) == (False, True, True)


def test_the_form_of_a_page_from_before_a_reset_is_refused(app: FastAPI) -> None:
    with door(app).visit(open_trial(app)) as visit:
        key = visit.key()
        assert key != visit.key()
        same_generation(visit, key)
        same_generation(visit, "any other key")
        later = Visit(visit.session, visit.secret, "en", generation=visit.generation + 1)
        with pytest.raises(Refusal, match="was reset after you opened this page"):
            same_generation(later, key)


def test_what_is_typed_in_an_address_is_cut(trier: Trier) -> None:
    page = trier.page(f"/l/parties?q={'a' * 5000}")
    assert page.fields["q"] == ["a" * 200]
