"""Where the window's commands stand: menu bar, tool bar and context menus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton, QWidget

from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.window.actions import Actions

Entries = list[QAction | None]
"""Actions of a menu; None is a line between them."""

_WORDS_FROM = 110
"""Digits that have to fit into the tool bar for words beside its icons."""


class WindowMenus(QObject):
    """Fills the window's menu bar and tool bar, and pops menus up."""

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        address_bar: QWidget,
        search_field: QWidget,
        shown: Sequence[QAction | None],
        recent: QMenu,
    ) -> None:
        """`shown`: what the menu "View" offers beside the window's own commands; None is a line."""
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._project_menu = self._make_project_menu("projectMenu")
        self._context_project_menu = self._make_project_menu("contextProjectMenu")
        self._make_menu_bar(shown, recent)
        self._make_tool_bar(address_bar, search_field)

    def pop_up_selection(self, point: QPoint) -> None:
        """For the selected entries."""
        a = self._actions
        entries: Entries = [a.open, a.download, a.send_to, *self._versions(), None, a.cut, a.copy, a.paste]
        self._pop_up([*entries, None, a.rename, a.delete, *self._projects(), None, *self._about()], point)

    def pop_up_hits(self, point: QPoint) -> None:
        """For the selected ones of what was found."""
        a = self._actions
        entries: Entries = [a.open, a.show_in_folder, a.download, a.send_to, *self._versions(), None]
        entries += [a.cut, a.copy, None, a.delete, *self._projects()]
        self._pop_up([*entries, None, *self._about()], point)

    def pop_up_folder(self, point: QPoint) -> None:
        """For the folder that is open."""
        a = self._actions
        entries: Entries = [a.upload_files, a.upload_folder, a.upload_set, a.new_folder, None, a.paste]
        about: Entries = [a.refresh, a.add_bookmark, *self._about()]
        self._pop_up([*entries, *self._projects(), None, *about], point)

    def pop_up_site(self, point: QPoint) -> None:
        """For a site of the tree."""
        self._pop_up([self._actions.refresh, None, *self._site_entries()], point)

    def pop_up_sites(self, point: QPoint) -> None:
        """For the tree beside its rows."""
        self._pop_up([self._actions.add_site], point)

    def _pop_up(self, entries: Entries, point: QPoint) -> None:
        menu = QMenu(self._window)
        menu.setObjectName("contextMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        _fill(menu, entries)
        menu.popup(point)

    def _about(self) -> Entries:
        a = self._actions
        return [a.copy_path, a.copy_link, None, a.properties]

    def _site_entries(self) -> Entries:
        a = self._actions
        return [a.sign_in, a.sign_out, None, a.edit_site, a.rename_site, a.remove_site]

    def _versions(self) -> Entries:
        """Where files have none, the menu bar alone tells why."""
        a = self._actions
        return [a.upload_version, a.share] if a.has_versions else []

    def _projects(self) -> Entries:
        return [None, self._context_project_menu.menuAction()] if self._actions.has_projects else []

    def _show_projects(self) -> None:
        self._project_menu.menuAction().setVisible(self._actions.has_projects)

    def _make_project_menu(self, name: str) -> QMenu:
        a = self._actions
        menu = QMenu(self.tr("Pro&ject"), self._window)
        menu.setObjectName(name)
        menu.setIcon(icon("office-building-outline"))
        _fill(
            menu, [a.new_project, a.copy_project, None, a.edit_project, a.set_picture, None, a.delete_project]
        )
        return menu

    def _make_menu_bar(self, shown: Sequence[QAction | None], recent: QMenu) -> None:
        a = self._actions
        uploads: Entries = [a.upload_files, a.upload_folder, a.upload_set, a.new_folder]
        menus: list[tuple[str, Entries]] = [
            (
                self.tr("&File"),
                [
                    a.open,
                    a.show_in_folder,
                    a.download,
                    a.send_to,
                    None,
                    *uploads,
                    None,
                    a.upload_version,
                    a.share,
                    None,
                    a.rename,
                    a.delete,
                    self._project_menu.menuAction(),
                    None,
                    a.quit,
                ],
            ),
            (
                self.tr("&Edit"),
                [
                    a.undo,
                    None,
                    a.cut,
                    a.copy,
                    a.paste,
                    None,
                    a.copy_path,
                    a.copy_link,
                    None,
                    a.select_all,
                    a.search,
                    None,
                    a.settings,
                ],
            ),
            (self.tr("&View"), [a.refresh, None, *shown]),
            (
                self.tr("&Go"),
                [a.back, a.forward, a.up, a.home, None, a.address, None, a.add_bookmark, recent.menuAction()],
            ),
            (self.tr("&Site"), [a.add_site, None, *self._site_entries()]),
            (self.tr("&Help"), [a.shortcuts, a.show_log, None, a.about]),
        ]
        roles = QAction.MenuRole
        a.about.setMenuRole(roles.AboutRole)
        a.settings.setMenuRole(roles.PreferencesRole)
        a.quit.setMenuRole(roles.QuitRole)
        for title, entries in menus:
            menu = self._window.menuBar().addMenu(title)
            _fill(menu, entries)
            menu.aboutToShow.connect(self._show_projects)
            for action in menu.actions():
                # macOS guesses by the first letters: "Über" begins the German words for transfers, too.
                if action.menuRole() == roles.TextHeuristicRole:
                    action.setMenuRole(roles.NoRole)

    def _make_tool_bar(self, *fields: QWidget) -> None:
        a = self._actions
        bar = _ToolBar(self.tr("Navigation"), self._window)
        bar.setObjectName("mainToolBar")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        for action in (a.back, a.forward, a.up, a.refresh):
            bar.addAction(action)
        for field in fields:
            bar.addWidget(field)
        for action in (a.upload_files, a.download, a.new_folder, a.delete):
            bar.addAction(action)
        for action in bar.actions():
            button = bar.widgetForAction(action)
            if isinstance(button, QToolButton) and action.objectName():
                if action in (a.upload_files, a.download):
                    bar.worded.append(button)
                button.setObjectName(f"{action.objectName()}Button")
                button.setAccessibleName(action.text().replace("&", ""))
        bar.toggleViewAction().setVisible(False)
        self._window.addToolBar(bar)


class _ToolBar(QToolBar):
    """Its `worded` buttons are icons alone where the window is narrow: the address needs the room more."""

    def __init__(self, title: str, window: QMainWindow) -> None:
        super().__init__(title, window)
        self.worded: list[QToolButton] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= self.fontMetrics().horizontalAdvance("0") * _WORDS_FROM
        styles = Qt.ToolButtonStyle
        style = styles.ToolButtonTextBesideIcon if wide else styles.ToolButtonIconOnly
        for button in self.worded:
            if button.toolButtonStyle() != style:
                button.setToolButtonStyle(style)
        super().resizeEvent(event)


def _fill(menu: QMenu, entries: Entries) -> None:
    menu.setToolTipsVisible(True)
    for action in entries:
        if action is None:
            menu.addSeparator()
        else:
            menu.addAction(action)
