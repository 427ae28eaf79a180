"""The look of a field that one searches with: a glass at its left, a button that clears it at its right.

Qt leaves the buttons inside a line edit without a name for who does not see them.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QToolButton

from bimexplorer.ui.look.icons import Tint, icon

translate = QCoreApplication.translate


def dress_as_filter(field: QLineEdit) -> None:
    """Glass and button, for a field that has its accessible name."""
    add_clear_button(field)
    glass = field.addAction(icon("magnify", Tint.MUTED), QLineEdit.ActionPosition.LeadingPosition)
    name_button(field, glass, field.accessibleName())


def add_clear_button(field: QLineEdit) -> None:
    """Qt's own, before any other button."""
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        button.setAccessibleName(translate("filter", "Clear the field"))


def name_button(field: QLineEdit, action: QAction, name: str) -> None:
    """Of an action inside a field."""
    for button in field.findChildren(QToolButton):
        if button.defaultAction() is action:
            button.setAccessibleName(name)
