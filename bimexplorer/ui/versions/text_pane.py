"""One of two texts: its lines at the height of those that they belong to, and what differs marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontDatabase,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from bimexplorer.ui.look.theme import colours
from bimexplorer.ui.versions.alignment import Change, Span
from bimexplorer.ui.versions.marks import Marks

_SPACE = 6
"""Pixels beside the numbers and the signs of lines."""
_BAR = 3
"""Width of the line at the difference that was gone to."""
_TAB = 4
"""Characters."""


@dataclass(frozen=True, slots=True)
class PaneRow:
    """One row of one side."""

    line: int | None
    """Index of the line; None: the other side has one that this one has not."""
    change: Change
    marks: tuple[Span, ...] = ()


class TextPane(QPlainTextEdit):
    """Read-only. Paints what differs only where it is seen: 20,000 rows cost nothing."""

    def __init__(
        self,
        lines: Sequence[str],
        rows: Sequence[PaneRow],
        sign: str,
        marks: Callable[[], Marks],
        parent: QWidget,
    ) -> None:
        """`sign` stands before lines that the other side has not, or has otherwise."""
        super().__init__(parent)
        self._rows = rows
        self._sign = sign
        self._marks = marks
        self._current = range(0)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self._margin = _Margin(self)
        self._set_font()
        self.setPlainText("\n".join(lines[row.line] if row.line is not None else "" for row in rows))
        self.updateRequest.connect(self._on_update_request)

    def show_current(self, rows: range) -> None:
        """Mark the difference that was gone to."""
        self._current = rows
        self._margin.update()

    def go_to(self, rows: range) -> None:
        """Show a difference in the middle, with the cursor at its beginning."""
        block = self.document().findBlockByNumber(rows.start)
        self.setTextCursor(QTextCursor(block))
        self.horizontalScrollBar().setValue(0)
        seen = max(1, self.viewport().height() // max(1, round(self.blockBoundingRect(block).height())))
        self.verticalScrollBar().setValue(max(0, rows.start - max(1, (seen - len(rows)) // 2)))
        self.show_current(rows)

    # ---------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        marks, width = self._marks(), self.viewport().width()
        none = QBrush(QColor(colours().border), Qt.BrushStyle.BDiagPattern)
        for block, row, where in self._seen(event.rect()):
            if row.line is None:
                painter.fillRect(QRectF(0, where.top(), width, where.height()), none)
            elif row.change is not Change.SAME:
                painter.fillRect(QRectF(0, where.top(), width, where.height()), marks.line)
                self._paint_words(painter, block, row, where, marks)
        painter.end()
        super().paintEvent(event)

    def _paint_words(
        self, painter: QPainter, block: QTextBlock, row: PaneRow, where: QRectF, marks: Marks
    ) -> None:
        layout, text = block.layout(), block.text()
        if layout.lineCount() == 0:
            return
        line = layout.lineAt(0)
        painter.setPen(QPen(marks.sign, 1))
        for begin, end in row.marks:
            left = where.left() + _across(line, _units(text, begin))
            right = where.left() + _across(line, _units(text, end))
            box = QRectF(left, where.top(), right - left, where.height())
            painter.fillRect(box, marks.word)
            painter.drawLine(box.bottomLeft().toPoint(), box.bottomRight().toPoint())

    def paint_margin(self, event: QPaintEvent) -> None:
        """Numbers and signs of the lines that are seen."""
        painter = QPainter(self._margin)
        painter.setFont(self.font())
        painter.fillRect(event.rect(), self.palette().window())
        marks, now = self._marks(), colours()
        sign = self.fontMetrics().horizontalAdvance(self._sign)
        for block, row, where in self._seen(event.rect()):
            top, height = round(where.top()), round(where.height())
            differs = row.line is not None and row.change is not Change.SAME
            if differs:
                painter.fillRect(0, top, self._margin.width(), height, marks.line)
            if block.blockNumber() in self._current:
                painter.fillRect(0, top, _BAR, height, QColor(now.link))
            if row.line is None:
                continue
            numbers = QRect(_BAR, top, self._margin.width() - sign - 2 * _SPACE - _BAR, height)
            # Muted text would be too faint on the ground of a line that differs.
            painter.setPen(QColor(now.text if differs else now.muted))
            painter.drawText(
                numbers, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(row.line + 1)
            )
            if differs:
                beside = QRect(self._margin.width() - sign - _SPACE, top, sign + 1, height)
                painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, self._sign)

    def _seen(self, area: QRect) -> list[tuple[QTextBlock, PaneRow, QRectF]]:
        found = []
        block = self.firstVisibleBlock()
        where = self.blockBoundingGeometry(block).translated(self.contentOffset())
        while block.isValid() and where.top() <= area.bottom():
            if where.bottom() >= area.top() and block.blockNumber() < len(self._rows):
                found.append((block, self._rows[block.blockNumber()], where))
            block = block.next()
            where = self.blockBoundingGeometry(block).translated(self.contentOffset())
        return found

    # ---------------------------------------------------------------- copying

    def createMimeDataFromSelection(self) -> QMimeData:
        """The lines of this text only, without the gaps that keep it beside the other."""
        cursor = self.textCursor()
        begin, end = cursor.selectionStart(), cursor.selectionEnd()
        lines = []
        block = self.document().findBlock(begin)
        while block.isValid() and block.position() <= end:
            number = block.blockNumber()
            if number < len(self._rows) and self._rows[number].line is not None:
                part = QTextCursor(block)
                part.setPosition(max(begin, block.position()))
                part.setPosition(min(end, block.position() + block.length() - 1), _KEEP)
                lines.append(part.selectedText())
            block = block.next()
        data = QMimeData()
        data.setText("\n".join(lines))
        return data

    # ---------------------------------------------------------------- the margin

    def margin_width(self) -> int:
        """Pixels."""
        metrics = self.fontMetrics()
        digits = len(str(max(1, len(self._rows))))
        return (
            _BAR
            + _SPACE * 3
            + metrics.horizontalAdvance("8") * digits
            + metrics.horizontalAdvance(self._sign)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._margin.setGeometry(inside.left(), inside.top(), self.margin_width(), inside.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self._set_font()

    def _set_font(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(QGuiApplication.font().pointSizeF())
        self.setFont(font)
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * _TAB)
        self.setViewportMargins(self.margin_width(), 0, 0, 0)

    def _on_update_request(self, area: QRect, moved: int) -> None:
        if moved:
            self._margin.scroll(0, moved)
        else:
            self._margin.update(0, area.y(), self._margin.width(), area.height())


_KEEP = QTextCursor.MoveMode.KeepAnchor


class _Margin(QWidget):
    """Beside the text; scrolls with it."""

    def __init__(self, pane: TextPane) -> None:
        super().__init__(pane)
        self._pane = pane

    def sizeHint(self) -> QSize:
        return QSize(self._pane.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._pane.paint_margin(event)


def _across(line: QTextLine, position: int) -> float:
    """Pixels from the beginning of a line."""
    told: Any = line.cursorToX(position)  # with the position, by PySide6
    return float(told[0])


def _units(text: str, position: int) -> int:
    """Where a character of the line lies for Qt, which counts those beyond U+FFFF twice."""
    return position + sum(character > "\uffff" for character in text[:position])
