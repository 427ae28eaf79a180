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


def order_behind(part: QWidget, widget: QWidget) -> None:
    """Let Tab go to this one when it has passed all of a part."""
    inside = [each for each in _chain(part.window()) if each is part or part.isAncestorOf(each)]
    if inside:
        QWidget.setTabOrder(inside[-1], widget)


def _chain(window: QWidget) -> Iterator[QWidget]:
    """Every widget of a window that Tab can reach, as they lie inside each other.

    Not by `nextInFocusChain`: walking through what Qt has made itself (the header of a tree) with PySide 6.11
    left trees with headers that were deleted, and the window crashed when it was shown.
    """
    for widget in window.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            yield widget
