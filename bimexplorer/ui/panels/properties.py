"""Everything the cloud tells about what is selected, or about the open folder.

What is listed is shown at once, what has to be asked for comes by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QIcon, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from bimexplorer.model import Entry, Kind
from bimexplorer.ui.look.icons import IconLabel, Tint, entry_icon, icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.models.contents import ContentsModel
from bimexplorer.ui.models.paged import State
from bimexplorer.ui.models.properties import Property, of_entry, of_several
from bimexplorer.ui.models.search import SearchModel
from bimexplorer.ui.panels.asking_more import AskingMore
from bimexplorer.ui.panels.entry_picture import EntryPicture
from bimexplorer.ui.panels.search_results import SearchTable
from bimexplorer.ui.panels.value_field import ValueField
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.views.folder_view import FolderView
from bimexplorer.words import plural

Rows = FolderView | SearchTable
Listed = ContentsModel | SearchModel

_EVERY_MS = 40
"""At most so often it follows a selection that runs through the list."""
_COUNTED_AT_ONCE = 2000
_ICON = 32


class PropertiesPanel(QScrollArea):
    """Follows a list and its selection for as long as it can be seen."""

    def __init__(
        self,
        lists: Sequence[tuple[Rows, Listed]],
        site_name: Callable[[str], str],
        copies: Sequence[QAction],
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        """`lists`: what can be turned to, each with its model; the first is shown at the beginning.

        `copies`: the window's commands that copy paths and links of what is selected there.
        """
        super().__init__(parent)
        self.setObjectName("propertiesPanel")
        self.setAccessibleName(self.tr("Properties"))
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lists = lists
        self._view, self._contents = lists[0]
        self._site_name = site_name
        self._tasks = tasks
        self._counting: Task | None = None
        self._rows: dict[str, _Row] = {}
        self._more = AskingMore(tasks, self)
        self._more.told.connect(self.follow)

        inside = self._inside = QWidget(self)
        self._icon = IconLabel(_ICON, inside)
        self._name = ValueField(inside)
        self._name.setObjectName("propertyName")
        self._name.setAccessibleName(self.tr("Name"))
        font = self._name.font()
        font.setBold(True)
        self._name.setFont(font)
        self._note = Sentence("", inside, muted=True)
        self._note.setObjectName("propertiesNote")
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._name, 1, Qt.AlignmentFlag.AlignVCenter)
        self._buttons = QWidget(inside)
        self._last_button: QWidget = self._name
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        for action in copies:
            button = QToolButton(self._buttons)
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setObjectName(f"{action.objectName()}Property")
            buttons.addWidget(button)
            self._last_button = button
        buttons.addStretch()
        self._facts = QVBoxLayout()
        self._facts.setSpacing(8)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(10)
        self._picture = EntryPicture(inside)
        column.addLayout(head)
        column.addWidget(self._picture)
        column.addWidget(self._buttons)
        column.addLayout(self._facts)
        column.addWidget(self._note)
        column.addStretch()
        self.setWidget(inside)
        around = column.contentsMargins().left() + column.contentsMargins().right()
        around += self.verticalScrollBar().sizeHint().width()
        letters = self.fontMetrics().horizontalAdvance("0") * 30
        self.setMinimumWidth(max(letters, self._buttons.sizeHint().width() + around))

        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_EVERY_MS)
        self._soon.timeout.connect(self._show)
        for rows, model in lists:
            for happened in (
                rows.selection_changed,
                model.modelReset,
                model.branch_loaded,
                model.dataChanged,
            ):
                happened.connect(self.follow)

    def turn_to(self, rows: Rows) -> None:
        """Follow the selection of this list from now on."""
        self._view, self._contents = next(known for known in self._lists if known[0] is rows)
        self.follow()

    def follow(self, *_: object) -> None:
        """Something that is shown here may be another now."""
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def forget(self) -> None:
        """Something was changed in a cloud: what was asked is to be asked again."""
        self._more.forget()
        self.follow()

    def properties(self) -> dict[str, str]:
        """Title and value of every line, as shown."""
        return {row.title.text(): row.value.toPlainText() for row in self._rows.values() if row.used}

    def _show(self) -> None:
        if self._counting is not None:
            self._counting.cancel()
            self._counting = None
        folder, contents = self._contents.folder, self._contents
        if folder is None or contents.cloud is None:
            self._look_away()
            self._say(icon("information-outline", Tint.MUTED), self.tr("Nothing is open"), (), "")
            return
        selected, site_name = self._view.selected(), self._site_name(contents.site_id)
        if len(selected) > 1:
            self._look_away()
            shown = icon("file-multiple-outline", Tint.MUTED)
            name = plural("{n} entry selected", "{n} entries selected", len(selected))
            note = self.tr("There are more entries below that are not loaded, and not selected.")
            whole = self._view.shows_everything
            self._count(selected, lambda facts: self._say(shown, name, facts, "" if whole else note))
            return
        entry = selected[0] if selected else folder
        shown = entry_icon(entry)
        name = site_name if entry.kind is Kind.ROOT else entry.name
        told = self._more.look_at(contents.site_id, contents.cloud, entry)
        own = of_entry(entry, site_name, told.details)
        self._picture.show_image(told.picture, self.tr("Picture of “{name}”").format(name=name))
        # Hits are not what the folder holds.
        if selected or not isinstance(contents, ContentsModel) or not contents.entries_loaded():
            self._say(shown, name, own, told.failure)
            return
        note = self.tr("Only what is loaded of this folder is counted, and there is more below.")
        whole = contents.state() is State.DONE
        self._count(
            contents.entries(),
            lambda facts: self._say(
                shown, name, [own[0], *facts, *own[1:]], told.failure or ("" if whole else note)
            ),
        )

    def _look_away(self) -> None:
        """What is shown is no single entry."""
        self._more.look_away()
        self._picture.show_image(None, "")

    def _count(self, entries: Sequence[Entry], done: Callable[[Sequence[Property]], None]) -> None:
        """Add many entries up; very many beside the GUI thread."""
        if len(entries) <= _COUNTED_AT_ONCE:
            done(of_several(entries))
        else:
            self._counting = self._tasks.run(lambda: of_several(entries), done, lambda _: None, owner=self)

    def _say(self, shown: QIcon, name: str, facts: Sequence[Property], note: str) -> None:
        self._icon.set_icon(shown, "")
        self._name.show_value(name)
        self._buttons.setVisible(bool(facts))
        self._fill(facts)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _fill(self, facts: Sequence[Property]) -> None:
        """Lines stay and change their text: nothing jumps while somebody looks through files."""
        wanted = {fact.key for fact in facts}
        for key, row in self._rows.items():
            row.set_used(key in wanted)
        before: QWidget = self._last_button
        for place, fact in enumerate(facts):
            row = self._rows.get(fact.key) or self._rows.setdefault(fact.key, _Row(fact, self._inside))
            if self._facts.indexOf(row) != place:
                self._facts.insertWidget(place, row)
                QWidget.setTabOrder(before, row.value)
            before = row.value
            row.value.show_value(fact.value)
            row.set_used(True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._more.look_away()


class _Row(QWidget):
    """A title above its value."""

    def __init__(self, fact: Property, parent: QWidget) -> None:
        super().__init__(parent)
        self.used = True
        self.title = QLabel(fact.title, self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("muted", True)
        self.value = ValueField(self)
        self.value.setObjectName(f"property.{fact.key}")
        self.value.setAccessibleName(fact.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self.value)

    def set_used(self, used: bool) -> None:
        self.used = used
        self.setVisible(used)
