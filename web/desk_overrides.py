"""The page of overrides: what the rules say, what was chosen instead, by whom, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from advisor.errors import AdvisorError, BadInput
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.tailored_words import verdict_words
from advisor.recommendation.telling.words import reason_of, said
from advisor.recommendation.texts import Texts
from advisor.scoring.model import NO_DEPLOYMENT, Option
from advisor.workspace.desk import adjusting, casework, concluding
from advisor.workspace.desk.adjusting import PRIORITIES
from web.desk import Work
from web.desk_case import row_of
from web.desk_case_pages import CaseRow
from web.desk_pages import DeskPage
from web.forms import sentence
from web.moments import when
from web.render import translations

LEFT_OUT = "left-out"
LONGEST = adjusting.LONGEST_REASON


@dataclass(frozen=True)
class OptionChoice:
    """An option to choose: its id, in words, and whether the facts of the newest result rule it out."""

    id: str
    name: str
    barred: bool


@dataclass(frozen=True)
class OptionGroup:
    """The options of one path."""

    name: str
    options: tuple[OptionChoice, ...]


@dataclass(frozen=True)
class ModuleChoice:
    """A module to choose, and the priority that the rules give it (empty: none)."""

    id: str
    name: str
    ruled: str


@dataclass(frozen=True)
class ModuleGroup:
    """The modules of one system."""

    name: str
    modules: tuple[ModuleChoice, ...]


@dataclass(frozen=True)
class OverrideRow:
    """Something that is overridden: the module (empty: the verdict), what the rules say, what was chosen, why, by whom
    and when; `excluded` is the sentence of the row that rules the choice out (empty: none)."""

    module: str
    name: str
    ruled: str
    chosen: str
    reason: str
    by: str
    at: str
    excluded: str


@dataclass(frozen=True)
class OverridesPage(DeskPage):
    """Overrides of a case. `ruled` is the verdict of the rules in the newest result (empty: there is none), `conflict`
    says which overrides contradict each other. `typed` is what stands in the form `form` (option or module), `error`
    belongs to its field `field`."""

    template = "desk/overrides.html"
    case: CaseRow
    ruled: str
    rows: tuple[OverrideRow, ...]
    options: tuple[OptionGroup, ...]
    modules: tuple[ModuleGroup, ...]
    priorities: Mapping[str, str]
    longest: int
    conflict: str = ""
    note: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    field: str = ""
    error: str = ""


def overrides_page(work: Work, content: Content) -> OverridesPage:
    texts = content.texts[work.signed.language]
    found = casework.results(work.session, work.record)
    result = Recommendation.model_validate_json(found[0].body) if found else None
    teller = _Teller(content, texts, result)
    return OverridesPage(
        work.signed.language,
        work.signed,
        work.signed.unread,
        case=row_of(work, content),
        ruled=verdict_words(result.advised, texts) if result else "",
        rows=teller.rows(work.record.overrides),
        options=teller.options(),
        modules=teller.modules(),
        priorities=priority_names(texts),
        longest=LONGEST,
        conflict=conflict(work, content),
    )


def conflict(work: Work, content: Content) -> str:
    """Which overrides contradict each other, as a sentence; empty when none do, or nothing can be decided yet."""
    if not work.record.overrides:
        return ""
    try:
        concluding.check(content, concluding.gather(work.session, content, work.record))
    except BadInput as error:
        told = named(error, content.texts[work.signed.language])
        return sentence(told, work.signed.language) if error.field in content.modules else ""
    return ""


def named(error: AdvisorError, texts: Texts) -> AdvisorError:
    """The same error with the names of modules in place of their ids."""
    names = {key: said(texts, "modules", str(value), "name") for key, value in error.values.items()}
    keys = ("module", "other")
    shown = {key: names[key] if key in keys else value for key, value in error.values.items()}
    return type(error)(error.template, field=error.field, values=shown)


def priority_names(texts: Texts) -> dict[str, str]:
    words = translations(texts.language).gettext
    found = {key: said(texts, "priorities", key) for key in PRIORITIES if key != LEFT_OUT}
    return found | {LEFT_OUT: words("Left out")}


class _Teller:
    """Overrides in words, beside what the newest result says, if there is one."""

    def __init__(self, content: Content, texts: Texts, result: Recommendation | None) -> None:
        self.content, self.texts, self.result = content, texts, result
        self.priorities = priority_names(texts)
        shortlist = (*result.modules, *result.left_out) if result else ()
        ruled = {m.id: m.priority if m.ruled is None else m.ruled for m in shortlist}
        self.ruled = {key: value for key, value in ruled.items() if value != "none"}
        barred = {Option(o.path, o.deployment): o.excluded_by for o in result.options} if result else {}
        self.barred = {option: row for option, row in barred.items() if row}

    def rows(self, overrides: Mapping[str, Mapping[str, str]]) -> tuple[OverrideRow, ...]:
        found = [self.verdict(overrides["option"])] if "option" in overrides else []
        modules: Mapping[str, Mapping[str, str]] = overrides.get("modules", {})  # type: ignore[assignment]
        return (*found, *(self.module(key, kept) for key, kept in modules.items()))

    def verdict(self, kept: Mapping[str, str]) -> OverrideRow:
        option = Option(kept["path"], kept["deployment"])
        row = self.barred.get(option)
        return OverrideRow(
            module="",
            name="",
            ruled=verdict_words(self.result.advised, self.texts) if self.result else "",
            chosen=verdict_words(option, self.texts),
            reason=kept["reason"],
            by=kept["by"],
            at=self.at(kept),
            excluded=reason_of(self.content, self.texts, row) if row else "",
        )

    def module(self, key: str, kept: Mapping[str, str]) -> OverrideRow:
        return OverrideRow(
            module=key,
            name=said(self.texts, "modules", key, "name"),
            ruled=self.ruling(key),
            chosen=self.priorities.get(kept["priority"], kept["priority"]),
            reason=kept["reason"],
            by=kept["by"],
            at=self.at(kept),
            excluded="",
        )

    def ruling(self, key: str) -> str:
        return self.priorities[self.ruled[key]] if key in self.ruled else ""

    def at(self, kept: Mapping[str, str]) -> str:
        return when(datetime.fromisoformat(kept["at"]), self.texts.language)

    def options(self) -> tuple[OptionGroup, ...]:
        scheme = self.content.scheme
        return tuple(
            OptionGroup(
                said(self.texts, "paths", path, "name"),
                tuple(OptionChoice(o.id, self.named(o), o in self.barred) for o in scheme.options if o.path == path),
            )
            for path in scheme.paths
        )

    def named(self, option: Option) -> str:
        path = said(self.texts, "paths", option.path, "name")
        if option.deployment == NO_DEPLOYMENT:
            return path
        return f"{path} · {said(self.texts, 'deployments', option.deployment, 'name')}"

    def modules(self) -> tuple[ModuleGroup, ...]:
        groups: dict[str, list[ModuleChoice]] = {}
        for key, module in self.content.modules.items():
            one = ModuleChoice(key, said(self.texts, "modules", key, "name"), self.ruling(key))
            groups.setdefault(module.system, []).append(one)
        return tuple(ModuleGroup(said(self.texts, "systems", system), tuple(found)) for system, found in groups.items())
