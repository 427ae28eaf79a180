"""The list of keyboard shortcuts: searched, copied and printed, beside the window."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.ui.look.filter_field import dress_as_filter
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.window.shortcut_list import Group


class ShortcutsDialog(QDialog):
    """Show it with `present()`; it stands beside the window."""

    def __init__(self, groups: Sequence[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutsDialog")
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._groups = groups
        self._field = QLineEdit(self)
        self._field.setObjectName("shortcutsSearch")
        self._field.setPlaceholderText(self.tr("Search for a command or a key"))
        self._field.setAccessibleName(self.tr("Search for a command or a key"))
        dress_as_filter(self._field)
        self._field.textChanged.connect(self._filter)
        self._list = self._make_list()
        self._nothing = Sentence(self.tr("No command and no key holds these letters."), self, muted=True)
        self._nothing.setObjectName("shortcutsNothing")
        self._nothing.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("shortcutsCopy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        paper = buttons.addButton(self.tr("Print…"), QDialogButtonBox.ButtonRole.ActionRole)
        paper.setObjectName("shortcutsPrint")
        paper.clicked.connect(self._print)
        for button in buttons.findChildren(QPushButton):
            button.setAutoDefault(False)  # Return in the field would press one of them
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(10)
        column.addWidget(self._field)
        column.addWidget(self._list, 1)
        column.addWidget(self._nothing)
        column.addWidget(buttons)
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 84, letter * 92)
        self._field.setFocus()

    def present(self) -> None:
        """Come to the front, ready to search."""
        self.show()
        self.raise_()
        self.activateWindow()
        self._field.setFocus()
        self._field.selectAll()

    def text(self) -> str:
        """What is listed now, for a text file: groups as headings, command and keys with a tab between."""
        parts = []
        for top in self._shown(self._list.invisibleRootItem()):
            lines = [top.text(0), *(f"{row.text(0)}\t{row.text(1)}" for row in self._shown(top))]
            parts.append("\n".join(lines))
        return "\n\n".join(parts) + "\n"

    def document(self) -> QTextDocument:
        """The same for paper."""
        parts = [f"<h2>{html.escape(self.windowTitle())}</h2>"]
        for top in self._shown(self._list.invisibleRootItem()):
            rows = "".join(
                f"<tr><td width='65%'>{html.escape(row.text(0))}</td><td>{html.escape(row.text(1))}</td></tr>"
                for row in self._shown(top)
            )
            parts.append(f"<h4>{html.escape(top.text(0))}</h4><table width='100%'>{rows}</table>")
        paper = QTextDocument(self)
        paper.setHtml("".join(parts))
        return paper

    # ---------------------------------------------------------------- parts

    def _make_list(self) -> QTreeWidget:
        rows = QTreeWidget(self)
        rows.setObjectName("shortcutsList")
        rows.setAccessibleName(self.tr("Keyboard shortcuts"))
        rows.setColumnCount(2)
        rows.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        rows.setRootIsDecorated(False)
        rows.setItemsExpandable(False)
        rows.setIndentation(12)
        rows.setAllColumnsShowFocus(True)
        rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        for group in self._groups:
            top = QTreeWidgetItem(rows, [group.title])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            top.setFirstColumnSpanned(True)
            for shortcut in group.shortcuts:
                keys = self.tr(", ", "between keys of which any will do").join(shortcut.keys)
                row = QTreeWidgetItem(top, [shortcut.command, keys])
                row.setToolTip(0, shortcut.command)
                row.setToolTip(1, keys)
        rows.expandAll()
        rows.header().setStretchLastSection(False)
        rows.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        rows.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        return rows

    @staticmethod
    def _shown(above: QTreeWidgetItem) -> list[QTreeWidgetItem]:
        return [row for row in _below(above) if not row.isHidden()]

    def _filter(self, text: str) -> None:
        """Rows that hold every word, in the command, in the keys or in the group's title."""
        words = text.casefold().split()
        root = self._list.invisibleRootItem()
        for top in _below(root):
            for row in _below(top):
                held = f"{top.text(0)} {row.text(0)} {row.text(1)}".casefold()
                row.setHidden(not all(word in held for word in words))
            top.setHidden(not self._shown(top))
        self._nothing.setVisible(not self._shown(root))

    def _print(self) -> None:
        printer = QPrinter()
        printer.setDocName(self.windowTitle())
        ask = QPrintDialog(printer, self)
        ask.accepted.connect(lambda: self.document().print_(printer))
        ask.finished.connect(ask.deleteLater)
        QDialog.open(ask)  # its own one wants a slot's name

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down leads from the field into the list."""
        if self._field.hasFocus() and event.key() == Qt.Key.Key_Down:
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.matches(QKeySequence.StandardKey.Find):
            self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._field.selectAll()
        else:
            super().keyPressEvent(event)


def _below(above: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    rows = (above.child(row) for row in range(above.childCount()))
    return [row for row in rows if row is not None]
