"""What a comparison is limited to: asked for in the words that the service has for it, or by ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bimexplorer.errors import AuthExpired, ProgramError
from bimexplorer.revisions import ComparisonLimits, ComparisonOptions
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.comparison_reading import OPTIONS
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.words import plural

_WIDTH = 72
"""Digits."""


@dataclass(frozen=True, slots=True)
class Limited:
    """What is asked for."""

    options: ComparisonOptions = OPTIONS
    names: tuple[str, ...] = ()
    """What it is limited to, as a person knows it; empty: to nothing."""


class ComparisonLimitsDialog(QDialog):
    """Open it with `open()`.

    Signals:
        chosen(object limited): a `Limited` that is wanted now.
        expired(): the server takes the sign-in no longer.
    """

    chosen = Signal(object)
    expired = Signal()

    def __init__(
        self, limited: Limited, read: Callable[[], ComparisonLimits], tasks: Tasks, parent: QWidget
    ) -> None:
        """`read` blocks: it is called on a worker."""
        super().__init__(parent)
        self.setObjectName("comparisonLimits")
        self.setWindowTitle(self.tr("Limit the comparison"))
        self._read = read
        self._tasks = tasks
        self._task: Task | None = None
        options = limited.options
        self._told = Sentence(self.tr("Only what fits all of this is compared and told."), self)
        self._filter = self._choice("comparisonLimitFilter", self.tr("Filter"), options.filter_id)
        self._selection = self._choice("comparisonLimitSelection", self.tr("Selection"), options.selection_id)
        self._attributes = QLineEdit("; ".join(options.attributes), self)
        self._attributes.setObjectName("comparisonLimitAttributes")
        self._attributes.setAccessibleName(self.tr("Changed attributes"))
        self._attributes.setPlaceholderText(self.tr("Any; or ids of attributes with ; between them"))
        self._every = QCheckBox(self.tr("&Tell every changed attribute"), self)
        self._every.setObjectName("comparisonLimitEvery")
        self._every.setChecked(options.all_attributes)
        self._messages = MessageBar(self)
        self._messages.setObjectName("comparisonLimitsMessage")
        self._lay_out()
        self.finished.connect(lambda _: self._stop())
        self._load()

    def _load(self) -> None:
        self._messages.clear()
        self._told.setText(self.tr("Asking for the filters and selections of the project…"))
        self._task = self._tasks.run(self._read, self._on_read, self._on_failed, owner=self)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_read(self, limits: ComparisonLimits) -> None:
        self._task = None
        self._told.setText(self.tr("Only what fits all of this is compared and told."))
        for combo, known in ((self._filter, limits.filters), (self._selection, limits.selections)):
            _offer(combo, known)

    def _on_failed(self, error: ProgramError) -> None:
        """Ids can be typed all the same."""
        self._task = None
        self._told.setText(self.tr("Which filters and selections there are is not known."))
        self._messages.show_error(error, self._load)
        if isinstance(error, AuthExpired):
            self.expired.emit()

    def limited(self) -> Limited:
        """What is chosen now."""
        parts = (part.strip() for part in self._attributes.text().replace(",", ";").split(";"))
        attributes = tuple(dict.fromkeys(filter(None, parts)))
        options = ComparisonOptions(
            _value(self._filter), attributes, _value(self._selection), self._every.isChecked()
        )
        names = [combo.currentText().strip() for combo in (self._filter, self._selection) if _value(combo)]
        if attributes:
            names.append(plural("{n} attribute", "{n} attributes", len(attributes)))
        return Limited(options, tuple(names))

    def _on_accepted(self) -> None:
        self.chosen.emit(self.limited())
        self.accept()

    def _on_everything(self) -> None:
        self.chosen.emit(Limited())
        self.accept()

    # ---------------------------------------------------------------- parts

    def _choice(self, name: str, says: str, value: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        combo.setAccessibleName(says)
        combo.setEditable(True)
        combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        combo.addItem(self.tr("All objects"), "")
        typed = QLineEdit(combo)
        typed.setPlaceholderText(self.tr("A name of the list, or an id"))
        combo.setLineEdit(typed)
        combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if value:
            combo.setEditText(value)
        return combo

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for label, field, hint in (
            (self.tr("Objects that meet the &filter"), self._filter, ""),
            (
                self.tr("Objects in the &selection"),
                self._selection,
                self.tr("The server calculates it anew for a selection, and for everything after that."),
            ),
            (
                self.tr("Where one of these &attributes changed"),
                self._attributes,
                self.tr("New, deleted and moved objects are told in any case."),
            ),
            ("", self._every, self.tr("Without that, a large model is read quicker.")),
        ):
            form.addRow(label, field)
            if hint:
                form.addRow("", _hint(hint, self))
        buttons = QDialogButtonBox(self)
        compare = buttons.addButton(self.tr("Compare"), QDialogButtonBox.ButtonRole.AcceptRole)
        compare.setObjectName("comparisonLimitsCompare")
        compare.setDefault(True)
        everything = QPushButton(self.tr("Compare everything"), self)
        everything.setObjectName("comparisonLimitsEverything")
        everything.setAutoDefault(False)
        everything.clicked.connect(self._on_everything)
        buttons.addButton(everything, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self._told)
        column.addWidget(self._messages)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * _WIDTH)


def _hint(text: str, parent: QWidget) -> Sentence:
    hint = Sentence(text, parent)
    hint.setProperty("muted", True)
    return hint


def _offer(combo: QComboBox, known: Mapping[str, str]) -> None:
    """What can be chosen; what was typed or chosen stays."""
    value, typed = _value(combo), combo.currentText()
    while combo.count() > 1:
        combo.removeItem(1)
    for identifier, name in sorted(known.items(), key=lambda pair: pair[1].casefold()):
        combo.addItem(name, identifier)
    place = combo.findData(value, flags=Qt.MatchFlag.MatchFixedString)
    if place >= 0:
        combo.setCurrentIndex(place)
    else:
        combo.setEditText(typed)


def _value(combo: QComboBox) -> str:
    """The id: of the name that stands there, or what was typed itself."""
    typed = combo.currentText().strip()
    place = combo.findText(typed, Qt.MatchFlag.MatchFixedString)
    return str(combo.itemData(place)) if place >= 0 else typed
