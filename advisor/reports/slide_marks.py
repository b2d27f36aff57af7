"""What python-pptx has no interface for: direction of text, bullets, words for who does not see, shapes of layouts."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.presentation import Presentation as Package
from pptx.slide import Slide

INDENT = 0.19  # inches before the words of a list in type of 14 points
_EMU = 914400
_LEVELS = tuple(qn(f"a:lvl{level}pPr") for level in range(1, 10))


def lead(paragraph: Any, mark: str, size: float, *, mirrored: bool) -> None:
    """The direction of a paragraph, and the mark that hangs before its words (empty: none)."""
    properties = paragraph._p.get_or_add_pPr()
    indent = round(_EMU * INDENT * size / 14) if mark else 0
    properties.set("marL", str(indent))
    properties.set("indent", str(-indent))
    properties.set("rtl", str(int(mirrored)))
    if not mark:
        properties.append(OxmlElement("a:buNone"))
        return
    for tag, key, value in (("a:buFont", "typeface", "Arial"), ("a:buChar", "char", mark)):
        made: Any = OxmlElement(tag)
        made.set(key, value)
        properties.append(made)


def typed_later(owner: Any, points: float, *, mirrored: bool) -> None:
    """Size and direction of what people type into the places of a master or layout, or into one of them; `owner` is
    its element."""
    for level in owner.iter(*_LEVELS):
        level.set("rtl", str(int(mirrored)))
        level.set("algn", "r" if mirrored else "l")
    for letters in owner.iter(qn("a:defRPr")):
        letters.set("sz", str(round(points * 100)))


def from_the_right(package: Package) -> None:
    """Programs open the presentation for readers from right to left."""
    package.element.set("rtl", "1")


def columns_from_the_right(table: Any) -> None:
    table._tbl.tblPr.set("rtl", "1")


def describe(shape: Any, words: str) -> None:
    """The words that stand for a picture, chart, table or drawing where it is not seen."""
    next(shape._element.iter(qn("p:cNvPr"))).set("descr", words)


def plain(shape: Any) -> None:
    """Take the look of the theme from a shape: its outline and its shadow."""
    for style in shape._element.findall(qn("p:style")):
        shape._element.remove(style)


def drop(shape: Any) -> None:
    """Take a shape away, such as an empty placeholder, in which programs would ask for words."""
    shape._element.getparent().remove(shape._element)


def to_layout(shapes: Iterable[Any], layout: Any) -> None:
    """Move shapes of a slide behind the places of a layout: the library draws none there."""
    tree = layout.shapes._spTree
    for place, shape in enumerate(shapes, 2):  # the first two elements are properties of the tree itself
        number = layout.shapes._next_shape_id
        tree.insert(place, shape._element)
        next(shape._element.iter(qn("p:cNvPr"))).set("id", str(number))


def from_layout(placeholder: Any, slide: Slide) -> None:
    """Put a copy of a place of the layout on a slide; the library leaves out footers and numbers of slides."""
    made = copy.deepcopy(placeholder._element)
    next(made.iter(qn("p:cNvPr"))).set("id", str(slide.shapes._next_shape_id))
    slide.shapes._spTree.append(made)


def remove_slide(package: Package, slide: Slide) -> None:
    numbers = package.slides._sldIdLst
    found = next(one for one in numbers if package.part.related_part(one.rId) is slide.part)
    numbers.remove(found)
    package.part.drop_rel(found.rId)
