"""The order in which Tab passes the parts of the window: as one reads them, whenever they were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def order_tabs(parts: Sequence[QWidget]) -> None:
    """Let Tab go through these parts one after the other, inside each in the order it already has.

    A dock that was left floating is a window of its own, whose Tab stays in it.
    """
    window = parts[0].window()
    chain = [widget for widget in _chain(window) if widget.window() is window]
    follow_each_other(
        widget for part in parts for widget in chain if widget is part or part.isAncestorOf(widget)
    )


def follow_each_other(widgets: Iterable[QWidget]) -> None:
    """Let Tab go from each of these to the next."""
    before = None
    for widget in widgets:
        if before is not None:
            QWidget.setTabOrder(before, widget)
        before = widget


def order_before(part: QWidget, widget: QWidget) -> None:
    """Let Tab go to this one just before it comes to a part of the same window."""
    chain = [each for each in _chain(widget.window()) if each.window() is widget.window()]
    inside = [each for each in chain if each is part or part.isAncestorOf(each)]
    if inside:
        # The second of two is what moves: behind the first of the part, and that one behind it.
        QWidget.setTabOrder(inside[0], widget)
        QWidget.setTabOrder(widget, inside[0])


def _chain(window: QWidget) -> Iterator[QWidget]:
    """Every widget of a window that Tab can reach, as they lie inside each other.

    Not by `nextInFocusChain`: walking through what Qt has made itself (the header of a tree) with PySide 6.11
    left trees with headers that were deleted, and the window crashed when it was shown.
    """
    for widget in window.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            yield widget
