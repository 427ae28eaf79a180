"""How the program looks: Fusion in a light and a dark palette with one accent colour.

It follows the system between light and dark, unless the person has chosen one of them.

Everything that is painted asks `colours()`, so a switch while the program runs reaches icons and delegates
too. `tests/ui/test_theme.py` holds the contrast of every pair that meets on screen against WCAG 2.1 AA.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from bimexplorer.paths import resource

_DARK_BELOW = 128
"""Lightness of a window's ground, 0..255."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one scheme, as `#rrggbb`. `on_x` is what stands on `x`."""

    window: str
    base: str
    """Ground of lists and fields."""
    alternate: str
    text: str
    glyph: str
    """Icons of actions: a shade softer than text."""
    muted: str
    """Secondary text."""
    disabled: str
    border: str
    """Separates, but carries no meaning of its own."""
    control: str
    """Outline of something that can be used: 3:1 at least."""
    button: str
    hover: str
    pressed: str
    accent: str
    """Ground of selections and default buttons."""
    accent_hover: str
    on_accent: str
    link: str
    """The accent as a line or text on `base` and `window`: focus rings, links."""
    quiet_selection: str
    """Selection while another window is active; carries `on_accent`, as icons know no inactive state."""
    danger: str
    danger_ground: str
    warning: str
    warning_ground: str
    success: str
    information_ground: str
    # Kinds of files; each also has a glyph of its own.
    folder: str
    pdf: str
    drawing: str
    model: str
    image: str
    office: str
    archive: str
    media: str
    plain: str


LIGHT = Colours(
    window="#f3f4f6",
    base="#ffffff",
    alternate="#f8f9fb",
    text="#1a1d21",
    glyph="#3a414a",
    muted="#59616b",
    disabled="#8f959e",
    border="#d8dce2",
    control="#868d97",
    button="#fdfdfe",
    hover="#e7eaef",
    pressed="#d9dee5",
    accent="#1c5aa6",
    accent_hover="#164a8b",
    on_accent="#ffffff",
    link="#1c5aa6",
    quiet_selection="#646e7b",
    danger="#b3261e",
    danger_ground="#fcebe9",
    warning="#8a5200",
    warning_ground="#fdf1da",
    success="#1d6f42",
    information_ground="#e6effa",
    folder="#3f7cc4",
    pdf="#b5443b",
    drawing="#14777a",
    model="#b0611b",
    image="#7a58b3",
    office="#2e7a4e",
    archive="#7b6450",
    media="#a34684",
    plain="#656d78",
)

DARK = Colours(
    window="#222428",
    base="#191b1e",
    alternate="#1e2023",
    text="#e6e8eb",
    glyph="#cfd3d9",
    muted="#a5abb5",
    disabled="#70767f",
    border="#3a3d44",
    control="#7d848f",
    button="#2d3035",
    hover="#34383e",
    pressed="#3e4249",
    accent="#2a64b0",
    accent_hover="#3573c2",
    on_accent="#ffffff",
    link="#8ab6f2",
    quiet_selection="#4b5563",
    danger="#ff9c93",
    danger_ground="#3a2423",
    warning="#f0b964",
    warning_ground="#362b17",
    success="#7fcf9f",
    information_ground="#202d3f",
    folder="#7cabe6",
    pdf="#e8877f",
    drawing="#5fbcbf",
    model="#e0a062",
    image="#b597e6",
    office="#7cc39a",
    archive="#c0a78f",
    media="#dc8cc0",
    plain="#a2a9b4",
)


def colours() -> Colours:
    """The colours in use now, told by the palette itself."""
    ground = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if ground.lightness() < _DARK_BELOW else LIGHT


def apply_theme(app: QApplication) -> None:
    """Give the program its look; it follows the system until `choose_theme`."""
    _Follower.of(app).choose("system")


def choose_theme(theme: str) -> None:
    """Change the look to one of `settings.THEMES`, also while the program runs."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    _Follower.of(app).choose(theme)


class _Follower(QObject):
    """Lives as long as the application and repaints it when the system switches, or the person does."""

    _NAME = "themeFollower"
    _CHOSEN: ClassVar = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName(self._NAME)
        self._app = app
        self._theme = ""
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    @classmethod
    def of(cls, app: QApplication) -> _Follower:
        known = app.findChild(cls, cls._NAME, Qt.FindChildOption.FindDirectChildrenOnly)
        return known or cls(app)

    def choose(self, theme: str) -> None:
        """A system that tells no scheme gets the light one."""
        self._theme = theme
        hints, chosen = self._app.styleHints(), self._CHOSEN.get(theme, Qt.ColorScheme.Unknown)
        # What the system draws itself, as title bars and its file dialogs, follows where it can.
        hints.setColorScheme(chosen)
        self._use(chosen if theme in self._CHOSEN else hints.colorScheme())

    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        self._use(self._CHOSEN.get(self._theme, scheme))

    def _use(self, scheme: Qt.ColorScheme) -> None:
        chosen = DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        self._app.setPalette(_palette(chosen))
        self._app.setStyleSheet(_style_sheet(chosen))


def _palette(c: Colours) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    everywhere = {
        role.Window: c.window,
        role.WindowText: c.text,
        role.Base: c.base,
        role.AlternateBase: c.alternate,
        role.Text: c.text,
        role.PlaceholderText: c.muted,
        role.Button: c.button,
        role.ButtonText: c.text,
        role.BrightText: c.danger,
        role.Link: c.link,
        role.LinkVisited: c.link,
        role.Highlight: c.accent,
        role.HighlightedText: c.on_accent,
        role.Accent: c.accent,
        role.ToolTipBase: c.base,
        role.ToolTipText: c.text,
        role.Light: c.base,
        role.Midlight: c.hover,
        role.Mid: c.border,
        role.Dark: c.control,
        role.Shadow: c.control,
    }
    for where, colour in everywhere.items():
        palette.setColor(where, QColor(colour))
    palette.setColor(group.Inactive, role.Highlight, QColor(c.quiet_selection))
    for where in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText, role.Link):
        palette.setColor(group.Disabled, where, QColor(c.disabled))
    palette.setColor(group.Disabled, role.Highlight, QColor(c.border))
    palette.setColor(group.Disabled, role.HighlightedText, QColor(c.disabled))
    return palette


def _style_sheet(c: Colours) -> str:
    """Only what a palette cannot say: outlines, paddings, row heights, the focus ring."""
    # In pixels: a focus ring takes its second one from the padding, and em knows no "less one".
    em = QFontInfo(QGuiApplication.font()).pixelSize()
    high, wide, slim = round(0.36 * em), round(1.1 * em), round(0.55 * em)
    check = resource("check.svg").as_posix()
    shade = "dark" if c is DARK else "light"
    chevron, chevron_up, close, folded, unfolded = (
        resource(f"{name}-{shade}.svg").as_posix()
        for name in ("chevron", "chevron-up", "close", "branch-closed", "branch-open")
    )
    chosen_folded, chosen_unfolded = (
        resource(f"{name}-selected.svg").as_posix() for name in ("branch-closed", "branch-open")
    )
    return f"""
QPushButton {{
    background: {c.button}; color: {c.text}; border: 1px solid {c.control}; border-radius: 5px;
    padding: {high}px {wide}px; min-height: 1.35em; outline: none;
}}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:pressed {{ background: {c.pressed}; }}
QPushButton:default {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
QPushButton:default:hover {{ background: {c.accent_hover}; border-color: {c.accent_hover}; }}
QPushButton[danger="true"] {{ background: {c.danger}; color: {c.window}; border-color: {c.danger}; }}
QPushButton[danger="true"]:focus {{ border-color: {c.text}; }}
QPushButton[flat="true"] {{
    background: transparent; border-color: transparent; color: {c.link};
    padding: {high}px {slim}px;
}}
QPushButton[flat="true"]:hover {{ background: {c.hover}; }}
QPushButton:focus {{ border: 2px solid {c.link}; padding: {high - 1}px {wide - 1}px; }}
QPushButton:default:focus {{ border-color: {c.text}; }}
QPushButton[flat="true"]:focus {{ border-color: {c.link}; padding: {high - 1}px {slim - 1}px; }}
QPushButton:disabled {{ background: {c.window}; color: {c.disabled}; border-color: {c.border}; }}
QPushButton[flat="true"]:disabled {{ border-color: transparent; }}

QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}

QLineEdit, QComboBox, QAbstractSpinBox {{
    background: {c.base}; border: 1px solid {c.control}; border-radius: 5px; padding: {high - 1}px {slim}px;
    min-height: 1.35em;
}}
QPlainTextEdit[field="true"] {{
    background: {c.base}; border: 1px solid {c.control}; border-radius: 5px; padding: 1px {slim - 4}px;
}}
QPlainTextEdit[field="true"]:focus {{ border: 2px solid {c.link}; padding: 0 {slim - 5}px; }}
QPlainTextEdit[field="true"]:disabled {{ background: {c.window}; border-color: {c.border}; }}
QLineEdit, QAbstractSpinBox {{ selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit:focus, QComboBox:focus, QComboBox:on, QAbstractSpinBox:focus {{
    border: 2px solid {c.link}; padding: {high - 2}px {slim - 1}px;
}}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{
    background: {c.window}; color: {c.disabled}; border-color: {c.border};
}}
QLineEdit[readOnly="true"] {{ background: {c.window}; }}
QAbstractItemView QLineEdit {{ padding: 0; min-height: 0; border-radius: 0; }}

QComboBox::drop-down {{ border: none; width: 1.8em; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: 1.1em; height: 1.1em; }}
QComboBox QAbstractItemView {{ border: 1px solid {c.control}; padding: 0.2em; }}

QAbstractSpinBox {{ padding-right: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
    subcontrol-origin: border; width: 1.6em; border: none; border-radius: 4px; margin: 1px;
}}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; margin-bottom: 0; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; margin-top: 0; }}
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {c.hover}; }}
QAbstractSpinBox::up-button:pressed, QAbstractSpinBox::down-button:pressed {{ background: {c.pressed}; }}
QAbstractSpinBox::up-arrow {{ image: url("{chevron_up}"); width: 0.85em; height: 0.85em; }}
QAbstractSpinBox::down-arrow {{ image: url("{chevron}"); width: 0.85em; height: 0.85em; }}

QCheckBox, QRadioButton {{ spacing: 0.5em; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: 14px; height: 14px; background: {c.base}; border: 1px solid {c.control}; border-radius: 4px;
}}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ background: {c.hover}; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent}; image: url("{check}"); }}
QRadioButton::indicator {{ border-radius: 8px; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {c.accent}; }}
QCheckBox:focus, QRadioButton:focus {{ background: {c.hover}; border-radius: 4px; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {c.text}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {c.disabled}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{
    background: {c.window}; border-color: {c.border};
}}

QToolButton {{ border: 1px solid transparent; border-radius: 5px; padding: {high}px; }}
QToolButton:hover {{ background: {c.hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {c.pressed}; }}
QToolButton:focus {{ border: 2px solid {c.link}; padding: {high - 1}px; }}
QToolButton[popupMode="1"] {{ padding-right: 1.3em; }}
QToolButton::menu-button {{ border: none; width: 1.2em; }}
QToolButton#crumbArrow {{ padding: {high}px 0; }}

QTreeView, QListView, QTableView {{ border: 1px solid {c.border}; }}
QTreeView {{ icon-size: 20px; }}
QTreeView::branch:closed:has-children {{ image: url("{folded}"); }}
QTreeView::branch:open:has-children {{ image: url("{unfolded}"); }}
QTreeView::branch:closed:has-children:selected {{ image: url("{chosen_folded}"); }}
QTreeView::branch:open:has-children:selected {{ image: url("{chosen_unfolded}"); }}
QTreeView::item, QTableView::item {{ padding: 0.2em 0.15em; min-height: 1.55em; }}
QTreeView[frameShape="0"], QListView[frameShape="0"], QTableView[frameShape="0"] {{ border: none; }}
QHeaderView {{ background: {c.window}; border: none; }}
QHeaderView::section {{
    background: {c.window}; color: {c.muted}; border: none; border-right: 1px solid {c.border};
    border-bottom: 1px solid {c.border}; padding: 0.3em 0.5em;
}}
QHeaderView::section:hover {{ background: {c.hover}; color: {c.text}; }}
QHeaderView::down-arrow, QHeaderView::up-arrow {{
    subcontrol-origin: border; subcontrol-position: top center; width: 0.8em; height: 0.8em; top: -1px;
}}
QHeaderView::down-arrow {{ image: url("{chevron}"); }}
QHeaderView::up-arrow {{ image: url("{chevron_up}"); }}

QToolBar {{ background: {c.window}; border: none; spacing: 2px; padding: 3px; icon-size: 20px; }}
QToolBarExtension {{ padding: 0; }}
QToolBar::separator {{ background: {c.border}; width: 1px; margin: 0.3em; }}
QMainWindow::separator {{ background: {c.border}; width: 1px; height: 1px; }}
QSplitter::handle {{ background: {c.border}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QDockWidget {{ color: {c.muted}; font-weight: 600; titlebar-close-icon: url("{close}"); }}
QDockWidget::title {{ background: {c.window}; padding: 0.45em 0.8em; border-top: 1px solid {c.border}; }}
QDockWidget::close-button {{ border: none; border-radius: 4px; padding: 1px; }}
QDockWidget::close-button:hover {{ background: {c.pressed}; }}
QStatusBar {{ border-top: 1px solid {c.border}; }}
QStatusBar::item {{ border: none; }}
QMenu {{ background: {c.base}; border: 1px solid {c.border}; padding: 0.3em; }}
QMenu::item {{ padding: 0.4em 1.6em 0.4em 0.6em; border: 1px solid transparent; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.hover}; border-color: {c.link}; }}
QMenu::item:disabled {{ color: {c.disabled}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {c.border}; margin: 0.3em 0.4em; }}
QMenu::icon {{ padding-left: 0.4em; }}
QMenu#crumbMenu {{ menu-scrollable: 1; }}
QToolTip {{ background: {c.base}; color: {c.text}; border: 1px solid {c.control}; padding: 0.3em; }}

MessageBar, QuestionBar {{ border: none; background: {c.information_ground}; }}
MessageBar[severity="error"] {{ background: {c.danger_ground}; }}
MessageBar[severity="error"] QLabel#messageSentence {{ font-weight: 600; }}
QuestionBar {{ background: {c.warning_ground}; }}
QLabel#conflictQuestion, QLabel#moveQuestionSentence, QLabel#versionQuestionSentence {{ font-weight: 600; }}
QLabel#decisionsWarning {{ background: {c.warning_ground}; padding: 0.4em 0.6em; border-radius: 4px; }}
QFrame[card="true"] {{ background: {c.base}; border: 1px solid {c.border}; border-radius: 8px; }}
SiteRow {{ background: transparent; border: none; border-radius: 7px; }}
SiteRow[separated="true"] {{ border-top: 1px solid {c.border}; border-radius: 0; }}
SiteRow:hover {{ background: {c.alternate}; }}
TransferNotice[severity="error"] {{ background: {c.danger_ground}; color: {c.danger}; }}
TransferNotice[severity="warning"] {{ background: {c.warning_ground}; color: {c.warning}; }}
QLabel#typeAhead {{
    background: {c.base}; color: {c.text}; border: 1px solid {c.control}; border-radius: 4px;
    padding: 0.35em 0.6em;
}}
QLabel[muted="true"] {{ color: {c.muted}; }}
QLabel[muted="true"]:disabled {{ color: {c.disabled}; }}

QTabWidget::pane {{ border: none; }}
QTabBar::tab {{
    background: transparent; color: {c.muted}; border: 2px solid transparent; border-radius: 4px;
    padding: 0.35em 0.8em;
}}
QTabBar::tab:hover {{ background: {c.hover}; }}
QTabBar::tab:selected {{
    color: {c.text}; border-bottom-color: {c.link};
    border-bottom-left-radius: 0; border-bottom-right-radius: 0;
}}
QTabBar::tab:selected:focus {{ border-color: {c.link}; border-radius: 4px; }}

QScrollBar {{ background: {c.window}; border: none; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {c.control}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {c.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QProgressBar {{
    background: {c.hover}; border: none; border-radius: 3px; max-height: 6px; color: transparent;
}}
QProgressBar::chunk {{ background: {c.link}; border-radius: 3px; }}
"""
