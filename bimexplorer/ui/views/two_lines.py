"""A name in two lines below an icon."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption

_KEPT = 4096
"""Names; more than can be seen at once on any screen."""


def two_lines(text: str, font: QFont, width: int) -> tuple[str, ...]:
    """As one or two lines of at most `width` pixels; what is too long loses some of its second line's middle.

    The end stays: it is what tells the versions and the kinds of files apart.
    """
    return _broken(text, font.toString(), width)


@lru_cache(_KEPT)
def _broken(text: str, described: str, width: int) -> tuple[str, ...]:
    font = QFont()
    font.fromString(described)
    metrics = QFontMetrics(font)
    if metrics.horizontalAdvance(text) <= width:
        return (text,)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    layout.endLayout()
    units = text.encode("utf-16-le", "surrogatepass")
    # Qt counts in units of UTF-16.
    first, rest = (
        part.decode("utf-16-le", "surrogatepass")
        for part in (units[: 2 * line.textLength()], units[2 * line.textLength() :])
    )
    return first.rstrip(), metrics.elidedText(rest.lstrip(), Qt.TextElideMode.ElideMiddle, width)
