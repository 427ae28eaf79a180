"""The arrow behind a crumb of the address, and the menu of the folders that lie in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from bimexplorer.ui.look.icons import Tint, icon
from bimexplorer.ui.places.history import Place

ARROW = 20
"""Pixels of its width."""
_SIGN = 16
_LONGEST = 60
"""Characters of a name that the menu shows."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What lies in the place of a crumb and can be gone to."""

    name: str
    place: Place
    icon: QIcon


class FolderMenu(QMenu):
    """Says that it is loading until it is told what lies in its place.

    Signals:
        place_chosen(object place)
    """

    place_chosen = Signal(object)

    def __init__(self, place: Place, way: Sequence[Place], parent: QWidget) -> None:
        """`way`: the places of all crumbs. The one of them that lies here is told apart from the others."""
        super().__init__(parent)
        self.setObjectName("crumbMenu")
        self.place = place
        self._way = frozenset(way)
        # A click on the arrow closes the menu; it is not to open it again as well.
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)

    def show_sentence(self, sentence: str) -> None:
        """There is nothing to choose, or not yet."""
        self.clear()
        self.addAction(sentence).setEnabled(False)

    def show_inside(self, inside: Sequence[Inside], *, more: bool = False) -> None:
        """`more`: there are others, which only the list shows."""
        if not inside:
            self.show_sentence(self.tr("No folders inside"))
            return
        self.clear()
        for one in inside:
            action = self.addAction(one.icon, shortened(one.name, _LONGEST))
            action.triggered.connect(lambda *_, target=one.place: self.place_chosen.emit(target))
            if one.place in self._way:
                font = action.font()
                font.setBold(True)
                action.setFont(font)
                self.setActiveAction(action)
        if more:
            self.addSeparator()
            rest = self.addAction(self.tr("Show all in the list"))
            rest.triggered.connect(lambda: self.place_chosen.emit(self.place))
        if self.activeAction() is None:
            self.setActiveAction(self.actions()[0])


class CrumbArrow(QToolButton):
    """Opens the menu of the folders in the place of a crumb. By keyboard its crumb does that.

    Signals:
        opened(object menu): its `FolderMenu` is shown, and has to be told what to show.
        place_chosen(object place)
    """

    opened = Signal(object)
    place_chosen = Signal(object)

    def __init__(self, place: Place, says: str, way: Sequence[Place], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("crumbArrow")
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setIcon(icon("chevron-right", Tint.MUTED))
        self.setIconSize(QSize(_SIGN, _SIGN))
        self.setFixedWidth(ARROW)
        self.setToolTip(says)
        self.setAccessibleName(says)
        self._menu = FolderMenu(place, way, self)
        self._menu.setAccessibleName(says)
        self._menu.place_chosen.connect(self.place_chosen)
        self._menu.aboutToHide.connect(lambda: self.setDown(False))
        self.pressed.connect(self.open)

    def open(self) -> None:
        """Show the menu beneath."""
        self._menu.show_sentence(self.tr("Loading…"))
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        self.setDown(True)
        self.opened.emit(self._menu)

    def shut(self) -> None:
        """The crumb goes: what lies in it is asked for no longer."""
        self._menu.close()


class Crumb(QToolButton):
    """A place of the address; Down shows what lies in it."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.arrow: CrumbArrow | None = None
        self.setAutoRaise(True)
        self.setToolTip(name)
        self.setAccessibleName(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.arrow is not None:
            self.arrow.open()
        else:
            super().keyPressEvent(event)


def shortened(name: str, longest: int) -> str:
    """A name for a button or a menu, in which a single ampersand would mark a letter."""
    shown = name if len(name) <= longest else name[: longest - 1] + "…"
    return shown.replace("&", "&&")
