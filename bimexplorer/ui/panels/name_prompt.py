"""Asking for a name without a dialog: a line above the contents, with what is wrong with it below."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.ui.look.sentence import Sentence


class NamePrompt(QFrame):
    """Hidden until somebody asks. It stays open until the name was taken or the person gives up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("namePrompt")
        self._check: Callable[[str], str] = lambda _: ""
        self._accepted: Callable[[str], None] = lambda _: None
        self._asked_from: QWidget | None = None
        """What had the focus before."""
        self._label = QLabel(self)
        self._edit = QLineEdit(self)
        self._edit.setObjectName("namePromptEdit")
        self._label.setBuddy(self._edit)
        self._accept = QPushButton(self)
        self._accept.setObjectName("namePromptAccept")
        self._accept.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.setObjectName("namePromptCancel")
        self._problem = Sentence("", self)
        self._problem.setObjectName("namePromptProblem")
        self._problem.hide()

        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._label)
        row.addWidget(self._edit, 1)
        row.addWidget(self._accept)
        row.addWidget(cancel)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 8, 12, 8)
        outer.setSpacing(4)
        outer.addLayout(row)
        outer.addWidget(self._problem)

        self._edit.textChanged.connect(self._on_changed)
        self._edit.returnPressed.connect(self._on_accept)
        self._accept.clicked.connect(self._on_accept)
        cancel.clicked.connect(self.close_prompt)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_prompt)
        self.hide()

    def ask(
        self,
        label: str,
        button: str,
        name: str,
        check: Callable[[str], str],
        accepted: Callable[[str], None],
    ) -> None:
        """Ask for a name, beginning with `name`. `check` gives a sentence for one that will not do.

        `accepted` gets the name; it calls `close_prompt` once it was taken, or `show_problem`.
        """
        self._check, self._accepted = check, accepted
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            self._asked_from = focused
        self._label.setText(label)
        self._edit.setAccessibleName(label)
        self._accept.setText(button)
        self._edit.setText(name)
        self._edit.selectAll()
        self._set_busy(busy=False)
        self._on_changed()
        self.show()
        self._edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_problem(self, sentence: str) -> None:
        """Tell why the name was not taken and let the person type another."""
        self._set_busy(busy=False)
        self._tell(sentence)
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_prompt(self) -> None:
        """Ask no longer."""
        focused = self.focusWidget()
        back, self._asked_from = self._asked_from, None
        if back is not None and focused is not None and focused.hasFocus() and shiboken6.isValid(back):
            back.setFocus()
        self.hide()

    def _on_changed(self) -> None:
        name = self._edit.text().strip()
        sentence = self._check(name) if name else ""
        self._tell(sentence)
        self._accept.setEnabled(bool(name) and not sentence)

    def _on_accept(self) -> None:
        if self._accept.isEnabled():
            self._set_busy(busy=True)
            self._accepted(self._edit.text().strip())

    def _set_busy(self, *, busy: bool) -> None:
        self._edit.setReadOnly(busy)
        self._accept.setEnabled(not busy)

    def _tell(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._edit.setAccessibleDescription(sentence)
