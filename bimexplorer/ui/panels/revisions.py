"""The kept states of the selected model, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolBar, QVBoxLayout, QWidget

from bimexplorer.clouds.base import Cloud
from bimexplorer.clouds.models import Models
from bimexplorer.errors import AuthExpired, ProgramError, Unsupported
from bimexplorer.model import Capability, Entry
from bimexplorer.revisions import ModelState, Pair, Revision
from bimexplorer.ui.dialogs.comparison_revision_form import RevisionForm, Save
from bimexplorer.ui.look.elided_label import ElidedLabel
from bimexplorer.ui.look.formats import date_text
from bimexplorer.ui.look.icons import IconLabel, Tint, icon
from bimexplorer.ui.models.comparison_reading import Compared
from bimexplorer.ui.models.revisions import RevisionsModel, state_words
from bimexplorer.ui.panels.message_bar import MessageBar
from bimexplorer.ui.panels.revisions_view import RevisionsView
from bimexplorer.ui.panels.selected_entry import Lists, SelectedEntry
from bimexplorer.ui.tasks import Task, Tasks
from bimexplorer.ui.views.empty_state import EmptyState

_REST_MS = 250
"""How long the selection rests before the server is asked."""
_AGAIN_MS = 15_000
"""Between two readings of what is shown."""
_SOON_MS = 2_000
"""The same while the server works at the model."""

Compare = Callable[[Compared, Pair], object]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The model whose revisions are shown, or asked for."""

    site_id: str
    cloud: Cloud
    models: Models
    model: Entry


class RevisionsPanel(QWidget):
    """Follows the selection, or the model that is open, for as long as it can be seen.

    Signals:
        expired(str site_id): the server takes the sign-in no longer.
    """

    expired = Signal(str)

    def __init__(self, lists: Lists, compare: Compare, tasks: Tasks, parent: QWidget | None = None) -> None:
        """`compare` opens a comparison."""
        super().__init__(parent)
        self.setObjectName("revisionsPanel")
        self.setAccessibleName(self.tr("Revisions"))
        self._compare_pair = compare
        self._tasks = tasks
        self.selected = SelectedEntry(lists, self)
        self._shown: _Shown | None = None
        self._reason = ""
        """Why there are none here."""
        self._task: Task | None = None
        self._loaded = False
        self._state: ModelState | None = None

        self._name = ElidedLabel(parent=self)
        self._name.setObjectName("revisionsModel")
        font = self._name.font()
        font.setBold(True)
        self._name.setFont(font)
        self._state_icon = IconLabel(18, self)
        self._state_text = QLabel(self)
        self._state_text.setProperty("muted", True)
        self._state_text.setObjectName("revisionsState")
        self._messages = MessageBar(self)
        self._messages.setObjectName("revisionsMessage")
        self._model = RevisionsModel()
        self._model.setParent(self)
        self._view = RevisionsView(self._model, self)
        self._view.rename_asked.connect(lambda: self._edit.trigger())
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(self._on_menu)
        self._view.activated.connect(lambda _: self._compare.trigger())
        self._empty = EmptyState(self._view.viewport())
        self._view.resized.connect(self._place_empty)
        bar = self._make_actions()
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 4, 0)
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self._state_icon)
        head.addWidget(self._state_text)
        head.addWidget(bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._messages)
        column.addWidget(self._view, 1)

        self._rest = self._timer(_REST_MS)
        self._again = self._timer(_AGAIN_MS)
        self.selected.changed.connect(self.follow)
        self._view.selectionModel().selectionChanged.connect(lambda *_: self._update())
        self._update()

    def sizeHint(self) -> QSize:
        return QSize(460, 260)

    # ---------------------------------------------------------------- following

    def follow(self) -> None:
        """Something else may be selected or open, or the same in another state."""
        if not self.isVisible():
            return
        before, (self._shown, self._reason) = self._shown, self._wanted()
        now = self._shown
        if before is None or now is None or (before.site_id, before.model.id) != (now.site_id, now.model.id):
            self._drop()
            self._loaded, self._state = False, None
            self._messages.clear()
            self._model.start(())
        if now is not None:
            self._rest.start()
        self._update()

    def _wanted(self) -> tuple[_Shown | None, str]:
        """The selected model, else the one whose folder is open; or why there is none."""
        chosen = self.selected
        cloud = chosen.cloud
        entries = [entry for entry in (chosen.entry, chosen.folder) if entry is not None]
        if cloud is None or not entries:
            return None, ""
        for entry in entries if chosen.count <= 1 else ():
            if cloud.models is not None and Capability.REVISIONS not in cloud.missing(entry):
                return _Shown(chosen.site_id, cloud, cloud.models, entry), ""
        # Of two reasons the one about what somebody chose.
        return None, cloud.missing(entries[0]).get(Capability.REVISIONS, "")

    def read(self) -> None:
        """Ask for the revisions of the model that is shown, and how it is, now."""
        shown = self._shown
        self._rest.stop()
        if shown is None or not self.isVisible():
            return
        if self._task is not None:
            self._task.cancel()

        def work() -> tuple[ModelState, tuple[Revision, ...]]:
            return shown.models.state(shown.model), shown.models.revisions(shown.model)

        self._task = self._tasks.run(work, self._on_read, self._on_failed, owner=self)
        self._update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.selected.look()
        self.follow()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._drop()
        self._shown = None

    def _drop(self) -> None:
        self._rest.stop()
        self._again.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_read(self, answer: tuple[ModelState, tuple[Revision, ...]]) -> None:
        self._task = None
        self._state, revisions = answer
        self._messages.clear()
        if self._loaded:
            self._model.take(revisions)
        else:
            self._model.start(revisions)
            self._loaded = True
        self._again.start(_AGAIN_MS if self._state.settled else _SOON_MS)
        self._update()

    def _on_failed(self, error: ProgramError) -> None:
        self._task = None
        self._tell(error, None if isinstance(error, Unsupported) else self.read)

    def _tell(self, error: ProgramError, again: Callable[[], None] | None = None) -> None:
        if isinstance(error, AuthExpired):
            self._on_expired()
        self._messages.show_error(error, again)
        self._update()

    def _on_expired(self) -> None:
        if self._shown is not None:
            self.expired.emit(self._shown.site_id)

    # ---------------------------------------------------------------- what is shown

    def revisions(self) -> tuple[Revision, ...]:
        return self._model.all()

    def _chosen(self) -> list[Revision]:
        found = (self._model.at(row) for row in self._view.selected_rows())
        return [revision for revision in found if revision is not None]

    def _pair(self) -> tuple[Pair | None, str]:
        """What "Compare" compares, or why it cannot."""
        chosen, revisions = self._chosen(), self._model.all()
        if len(revisions) < 2:
            return None, self.tr("There are no two revisions to compare.")
        if len(chosen) == 2:
            return Pair.of(chosen[0].number, chosen[1].number), ""
        if len(chosen) != 1:
            return None, self.tr("Choose two revisions, or one to compare it with the one before.")
        earlier = [revision.number for revision in revisions if revision.number < chosen[0].number]
        if not earlier:
            return None, self.tr("There is no revision before this one: choose another one as well.")
        return Pair.of(chosen[0].number, max(earlier)), ""

    def _update(self) -> None:
        shown, chosen = self._shown, self._chosen()
        self._name.setText(shown.model.name if shown is not None else "")
        self._show_state()
        none = "" if shown is not None else self._reason or self.tr("Choose a model first.")
        pair, no_pair = self._pair()
        missing = shown.cloud.missing(shown.model) if shown is not None else {}
        no_right = missing.get(Capability.EDIT_REVISIONS, "")
        choose = "" if len(chosen) == 1 else self.tr("Choose one revision first.")
        compare = self.tr("Compare")
        if pair is not None:
            compare = self.tr("Compare revision {higher} with {lower}").format(
                higher=pair.higher, lower=pair.lower
            )
        self._compare.setText(compare)
        for action, reason in (
            (self._compare, none or no_pair),
            (self._keep, none or no_right),
            (self._edit, none or no_right or choose),
        ):
            action.setEnabled(not reason)
            action.setToolTip(f"{action.iconText()}: {reason}" if reason else action.text())
        self._show_empty()

    def _show_state(self) -> None:
        state = self._state
        told = state is not None and self._loaded
        self._state_icon.setVisible(told)
        self._state_text.setVisible(told)
        if state is not None:
            text, sign, tint = state_words(state)
            self._state_text.setText(text)
            self._state_icon.set_icon(icon(sign, tint), "")

    def _show_empty(self) -> None:
        shown = self._shown
        sign = icon("source-commit", Tint.MUTED)
        if shown is None:
            if self.selected.count > 1:
                self._empty.say(sign, self.tr("Choose one model"), "")
            else:
                hint = self._reason
                self._empty.say(sign, self.tr("Choose a model to see its revisions"), hint)
        elif self._task is not None or self._rest.isActive():
            self._empty.say(sign, self.tr("Loading the revisions…"), "")
        elif self._loaded:
            hint = self.tr("Keep the model as it is now to be able to compare it later.")
            self._empty.say(sign, self.tr("No revisions yet"), hint)
        else:
            self._empty.say(sign, self.tr("The revisions are not known"), date_text(shown.model.modified))
        self._place_empty()
        self._empty.setVisible(not self._model.rowCount())

    def _place_empty(self) -> None:
        self._empty.setGeometry(self._view.viewport().rect())

    # ---------------------------------------------------------------- what can be done

    def _on_compare(self) -> None:
        shown, (pair, _) = self._shown, self._pair()
        if shown is not None and pair is not None:
            self._compare_pair(Compared(shown.site_id, shown.models, shown.model), pair)

    def _on_keep(self) -> None:
        shown = self._shown
        if shown is None:
            return
        self._ask(
            self.tr("Keep “{model}” as a revision").format(model=shown.model.name),
            self.tr("Keep"),
            self.tr(
                "The model stays as it is now under a number of its own. Later imports change the newest."
            ),
            None,
            lambda name, description: shown.models.create_revision(shown.model, name, description),
        )

    def _on_edit(self) -> None:
        shown, chosen = self._shown, self._chosen()
        if shown is None or len(chosen) != 1:
            return
        revision = chosen[0]
        self._ask(
            self.tr("Rename or describe revision {number}").format(number=revision.number),
            self.tr("Save"),
            "",
            revision,
            lambda name, description: shown.models.edit_revision(shown.model, revision, name, description),
        )

    def _ask(self, title: str, verb: str, hint: str, revision: Revision | None, save: Save) -> None:
        form = RevisionForm(title, verb, hint, revision, save, self._tasks, self)
        form.saved.connect(lambda _: self.read())
        form.expired.connect(self._on_expired)
        form.open()

    def _on_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("revisionsMenu")
        menu.setToolTipsVisible(True)
        for action in (self._compare, None, self._edit, self._keep):
            menu.addSeparator() if action is None else menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._view.viewport().mapToGlobal(point))

    # ---------------------------------------------------------------- parts

    def _make_actions(self) -> QToolBar:
        bar = QToolBar(self)
        bar.setObjectName("revisionsActions")
        bar.setAccessibleName(self.tr("Commands for revisions"))
        bar.setIconSize(QSize(18, 18))
        made = [
            self._action("Compare", self.tr("Compare"), "compare", self._on_compare),
            self._action("Edit", self.tr("Rename or describe…"), "rename-outline", self._on_edit),
            self._action("Keep", self.tr("Keep as revision…"), "bookmark-plus-outline", self._on_keep),
        ]
        self._compare, self._edit, self._keep = made
        self._compare.setIconText(self.tr("Compare"))
        for action in made:
            bar.addAction(action)
            button = bar.widgetForAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setObjectName(f"{action.objectName()}Button")
        return bar

    def _action(self, name: str, text: str, symbol: str, slot: Callable[[], None]) -> QAction:
        action = QAction(icon(symbol), text, self)
        action.setObjectName(f"revisions{name}")
        action.triggered.connect(lambda *_: slot())
        return action

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(self.read)
        return timer
