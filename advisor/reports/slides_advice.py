"""The slides on the advice itself: what it is, why, what speaks against it, what else there is, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pptx.slide import Slide

from advisor.recommendation.telling.lines import OptionLine, Scale
from advisor.recommendation.telling.words import Reference
from advisor.reports import charts
from advisor.reports.material import Because, fill
from advisor.reports.office import MUTED, hexed, short
from advisor.reports.slide_charts import Bars, Series, add_bars
from advisor.reports.slide_marks import drop
from advisor.reports.slide_parts import Deck, head, item
from advisor.reports.slide_text import Box, Line, fitted
from advisor.reports.slide_theme import AREA, COVER, COVER_LOGO, COVER_TEXT, COVER_TITLE, HALVES, LISTS, PLAIN

REASONS, MOST_REASONS, MOST_AGAINST = 3, 5, 4
MOST_FLIPS, MOST_RULED_OUT, MOST_CRITERIA = 4, 2, 10
LONGEST_NAME = 90
GREY, OTHER = "8A94A0", "B4BCC6"
_SCALES = {"customer": charts.CRM, "operations": charts.ERP, "integration": charts.BOTH}


def cover(deck: Deck) -> None:
    """The verdict as the title, for whom, when, and how sure it is."""
    m, theme = deck.m, deck.theme
    slide = deck.slide(COVER, m.story.verdict, COVER_TITLE, colour="FFFFFF")
    kind = short(m.cover.title, LONGEST_NAME) or deck.words("Our advice")
    place = Box(COVER_TITLE.x, 0.75, COVER_TITLE.width, 0.5)
    sized = fitted([Line(kind, colour="FFFFFF", gap=0)], place, theme.script, (18, 16, 14))
    deck.text(slide, place, sized, "Kind")
    client, name = short(m.cover.client, LONGEST_NAME), short(m.cover.brand.name, LONGEST_NAME)
    lines = [Line(client, 20, bold=True, gap=0)] if client else []
    lines.append(Line(" · ".join(filter(None, (m.day(), name))), 14, colour=MUTED, gap=0.4))
    lines.append(Line(f"{m.story.doubt.status} {m.sure()}", 16, gap=0.8))
    deck.bullets(slide, 1, COVER_TEXT, lines)
    deck.logo(slide, m.cover.brand, COVER_LOGO)
    stated = f"{deck.words('Content')} {m.stored.content_version} · {m.stored.hash}"
    deck.notes(slide, [m.story.verdict, m.story.about, m.cover.brand.disclaimer, stated])


def decision(deck: Deck) -> None:
    """Key figures, the strongest reasons, the case against, and the first step."""
    m = deck.m
    slide = deck.slide(LISTS, m.story.about)
    deck.tiles(slide, Box(AREA.x, AREA.y, AREA.width, 1.2), list(_figures(deck)))
    top, high = AREA.y + 1.5, AREA.height - 1.5
    width = (AREA.width - 0.6) / 2
    why = [head(deck.words("Why")), *(item(r.text) for r in _strongest(deck)[:REASONS])]
    deck.bullets(slide, 1, Box(AREA.x, top, width, high), why)
    other = [
        head(deck.words("The case against")),
        Line(m.case_against),
        head(deck.words("First step")),
        Line(m.story.first),
    ]
    deck.bullets(slide, 2, Box(AREA.x + width + 0.6, top, width, high), other)
    money = m.story.money
    spoken = [f"{m.story.doubt.status} {m.sure()}", m.story.hosting]
    spoken += [money.headline, money.first_year_line, money.stated_line, money.fit] if money else []
    deck.notes(slide, spoken, _sources(_strongest(deck)[:REASONS]))


def _figures(deck: Deck) -> Iterator[tuple[str, str]]:
    m, story = deck.m, deck.m.story
    yield deck.words("Path"), story.path_name
    if story.deployment_name:
        yield deck.words("Where it runs"), story.deployment_name
    yield deck.words("How sure"), deck.words("{sure} of 100 readings", sure=m.hundred(story.sure))
    money = story.money
    if money and money.rows:
        yield deck.words("First year, paid to others"), money.paid_first_year.text
    if money and money.plan:
        yield deck.words("Last phase likely to end in month"), money.plan.end_words


def _strongest(deck: Deck) -> tuple[Because, ...]:
    """Reasons for the advice; if no answer is one, what rules the others out."""
    found = deck.m.pro or deck.m.ruled_out
    nothing = deck.words("No single answer decides; the advice follows from all of them together.")
    return found or (Because(nothing, (), ()),)


def _sources(reasons: Iterable[Because]) -> tuple[Reference, ...]:
    return tuple(source for reason in reasons for source in reason.sources)


def needs(deck: Deck) -> None:
    """Scores of the company, the two sides first."""
    m, story = deck.m, deck.m.story
    title = " · ".join(scale.meaning for scale in story.needs[:2])
    slide = deck.slide(LISTS, title)
    scales = (*story.needs, *story.capacity, *story.pressure)
    chart, side = Box(AREA.x, AREA.y, 6.6, AREA.height), Box(AREA.x + 7.0, AREA.y + 0.1, AREA.width - 7.0, 4.8)
    told = "; ".join(f"{scale.name}: {m.number(scale.value)}" for scale in scales)
    caption = deck.words("Scores of your company from 0 to 100")
    bars = Bars(
        alt=f"{caption}. {told}",
        categories=tuple(scale.name for scale in scales),
        series=(Series(caption, tuple(scale.value for scale in scales), GREY),),
        points=tuple(hexed(_SCALES[scale.id]) if scale.id in _SCALES else GREY for scale in scales),
        most=112,
        size=14,
    )
    add_bars(deck, slide, chart, bars)
    drop(slide.placeholders[1])
    deck.bullets(slide, 2, side, [Line(caption, 14, bold=True, gap=0), *(_meaning(scale) for scale in scales)])
    deck.notes(slide, [f"{scale.name}: {m.number(scale.value)}. {scale.meaning}" for scale in scales])


def _meaning(scale: Scale) -> Line:
    return item(f"{scale.name}: {scale.meaning}")


def reasons(deck: Deck) -> None:
    """What speaks for the advice and what against it, side by side."""
    m = deck.m
    found = _strongest(deck)
    slide = deck.slide(LISTS, found[0].text)
    pro = [head(deck.words("What speaks for it?")), *(item(r.text) for r in found[1 : MOST_REASONS + 1])]
    if len(found) == 1:
        pro.append(Line(m.story.about))
    against = list(dict.fromkeys(line.text for line in m.story.against))[:MOST_AGAINST] or [m.case_against]
    deck.bullets(slide, 1, HALVES[0], pro)
    deck.bullets(slide, 2, HALVES[1], [head(deck.words("What speaks against it?")), *map(item, against)])
    spoken = [f"{reason.text} {_moves(deck, reason)}".strip() for reason in found[: MOST_REASONS + 1]]
    deck.notes(slide, spoken, _sources(found[: MOST_REASONS + 1]))


def _moves(deck: Deck, reason: Because) -> str:
    moved = "; ".join(f"{line.moves} {deck.m.signed(line.points)}" for line in reason.lines if line.moves)
    return f"({moved})" if moved else ""


def options(deck: Deck) -> None:
    """The best option of each path by value, and the advice beside the second choice criterion by criterion."""
    m = deck.m
    best = _best(m.story.options)
    slide = deck.slide(PLAIN, _lead(deck, best))
    values = tuple(round(option.value * 100, 1) for option in best)
    accent = deck.theme.accent
    names = tuple(option.name for option in best)
    told = "; ".join(f"{name}: {m.points(value)}" for name, value in zip(names, values, strict=True))
    caption = deck.words("Value of the best option of each path, in points of a hundred")
    left = Box(AREA.x, AREA.y, 5.2, AREA.height)
    barred = tuple(dict.fromkeys(o.excluded for o in m.story.options if o.excluded))[:MOST_RULED_OUT]
    room = 1.25 if barred else 0.0
    deck.caption(slide, Box(left.x, left.y, left.width, 0.5), caption)
    bars = Bars(
        alt=f"{caption}. {told}",
        categories=names,
        series=(Series(deck.words("Value"), values, OTHER),),
        form="0.0",
        points=tuple(accent if option.advised else OTHER for option in best),
        size=13,
    )
    add_bars(deck, slide, Box(left.x, left.y + 0.5, left.width, left.height - 0.5 - room), bars)
    if barred:
        place = Box(left.x, left.y + left.height - room + 0.1, left.width, room - 0.1)
        lines = [Line(f"{deck.words('Ruled out:')} {reason}", colour=MUTED) for reason in barred]
        deck.text(slide, place, fitted(lines, place, deck.theme.script, (13, 12, 11)), "Ruled out")
    if m.second:
        _rivals(deck, slide, m.second)
    deck.notes(
        slide,
        [caption, *(_spoken(deck, option) for option in m.story.options)],
        _sources(m.ruled_out[:MOST_RULED_OUT]),
    )


def _best(found: tuple[OptionLine, ...]) -> tuple[OptionLine, ...]:
    """The advice and the best option of every other path that is left, by value."""
    by_path: dict[str, OptionLine] = {}
    for option in found:
        kept = by_path.get(option.path)
        better = kept is None or option.advised or (not kept.advised and option.value > kept.value)
        if option.excluded is None and better:
            by_path[option.path] = option
    return tuple(sorted(by_path.values(), key=lambda option: -option.value))


def _lead(deck: Deck, best: tuple[OptionLine, ...]) -> str:
    """How far the advice is ahead of the best other path."""
    m = deck.m
    if m.second is None:
        return deck.words("All other paths are ruled out.")
    advised = next(option for option in best if option.advised)
    lead = round(100 * (advised.value - m.second.value), 1)
    if lead > 0:
        return fill(
            deck.words("Ahead of “%(rival)s” by %(lead)s of 100 points."), rival=m.second.name, lead=m.points(lead)
        )
    return fill(
        deck.words("Lead over “%(rival)s”, in points of 100: %(lead)s."), rival=m.second.name, lead=m.signed(lead)
    )


def _spoken(deck: Deck, option: OptionLine) -> str:
    name = f"{option.name} · {option.hosted}" if option.hosted else option.name
    if option.excluded:
        return f"{name}: {deck.words('Ruled out:')} {option.excluded}"
    return f"{name}: {deck.m.points(option.value * 100)}"


def _rivals(deck: Deck, slide: Slide, second: OptionLine) -> None:
    """Two bars for each criterion."""
    m = deck.m
    found = m.differences[:MOST_CRITERIA]
    right = Box(AREA.x + 5.7, AREA.y, AREA.width - 5.7, AREA.height)
    caption = deck.words("What each criterion gives to the advice and to the second choice")
    told = "; ".join(f"{d.name}: {m.points(d.advised)} / {m.points(d.second)}" for d in found)
    deck.caption(slide, Box(right.x, right.y, right.width, 0.5), caption)
    bars = Bars(
        alt=f"{caption}. {told}",
        categories=tuple(d.name for d in found),
        series=(
            Series(m.story.path_name, tuple(round(d.advised, 1) for d in found), deck.theme.accent),
            Series(second.name, tuple(round(d.second, 1) for d in found), OTHER),
        ),
        form="0.0",
        size=12,
    )
    add_bars(deck, slide, Box(right.x, right.y + 0.5, right.width, right.height - 0.5), bars)


def sure(deck: Deck) -> None:
    """How often each path comes first, and what would change the advice."""
    m, doubt = deck.m, deck.m.story.doubt
    slide = deck.slide(LISTS, m.sure())
    shares = sorted(m.story.path_shares, key=lambda share: -share.value)
    caption = deck.words("How often each path comes first, in 100 readings")
    told = "; ".join(f"{share.name}: {m.hundred(share.value)}" for share in shares)
    left = Box(AREA.x, AREA.y, 6.0, AREA.height)
    deck.caption(slide, Box(left.x, left.y, left.width, 0.5), caption)
    bars = Bars(
        alt=f"{caption}. {told}",
        categories=tuple(share.name for share in shares),
        series=(Series(caption, tuple(int(share.value * 100 + 1e-9) for share in shares), OTHER),),
        points=tuple(hexed(charts.PATHS.get(share.id, (charts.NONE, None))[0]) for share in shares),
        most=112,
        size=14,
    )
    add_bars(deck, slide, Box(left.x, left.y + 0.5, left.width, left.height - 0.5), bars)
    drop(slide.placeholders[1])
    lines = [Line(doubt.status, 16, bold=True, gap=0)]
    lines += [Line(doubt.between.text), Line(doubt.between.separated_by)] if doubt.between else []
    lines.append(head(deck.words("What would change this")))
    most = MOST_FLIPS // 2 if doubt.between else MOST_FLIPS
    changes = [flip.text for flip in doubt.nearest[:most]] or list(doubt.steady[:1])
    lines += map(item, changes)
    if not changes:
        lines = lines[:-1]
    deck.bullets(slide, 2, Box(AREA.x + 6.5, AREA.y, AREA.width - 6.5, AREA.height), lines)
    explained = fill(
        deck.words(
            "We decided %(samples)s times, with other weights and with every plausible value of what is not known, and "
            "counted which path came first. This is no probability of success."
        ),
        samples=m.number(m.story.samples),
    )
    rest = [flip.text for flip in doubt.more[:MOST_FLIPS]]
    deck.notes(slide, [explained, doubt.certificate, doubt.second, doubt.expired, *doubt.weights[:3], *rest])
