"""Two pictures, and the controls by which they are compared."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from bimexplorer.ui.look.elided_label import ElidedLabel
from bimexplorer.ui.look.icons import icon
from bimexplorer.ui.look.sentence import Sentence
from bimexplorer.ui.preview.picture import Picture
from bimexplorer.ui.versions.compared_pictures import ComparedPictures
from bimexplorer.ui.versions.kind import Sides
from bimexplorer.ui.versions.picture_stage import STEP, PictureStage, Way
from bimexplorer.words import number

translate = QCoreApplication.translate

_FULL = 1000
"""The slider's."""


class PictureComparison(QWidget):
    """The older picture on the left, or below."""

    def __init__(self, compared: ComparedPictures, sides: Sides, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("pictureComparison")
        self._stage = PictureStage(compared, self)
        self._stage.setAccessibleName(
            self.tr("Pictures of {older} and {newer}").format(
                older=sides.caption(sides.old), newer=sides.caption(sides.new)
            )
        )
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setObjectName("pictureShare")
        self._slider.setRange(0, _FULL)
        self._slider.setValue(_FULL // 2)
        self._slider.setPageStep(_FULL // 10)
        self._slider.setSingleStep(_FULL // 50)
        self._slider.setMinimumWidth(120)
        self._slider.setMaximumWidth(360)
        self._zoom = QLabel(self)
        self._zoom.setObjectName("pictureZoom")
        self._ends = (ElidedLabel(sides.title(sides.old), self), ElidedLabel(sides.title(sides.new), self))
        self._ends[0].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._captions = tuple(
            ElidedLabel(f"{sides.caption(version)} · {_pixels(picture)}", self)
            for version, picture in ((sides.old, compared.old), (sides.new, compared.new))
        )
        same = self.tr("Both pictures are the same, pixel by pixel.") if compared.same else ""
        self._same = Sentence(same, self)
        self._same.setObjectName("pictureSame")
        self._same.setVisible(compared.same)
        self._ways = self._make_ways()
        self._slider.valueChanged.connect(lambda value: self._stage.set_share(value / _FULL))
        self._stage.shared.connect(lambda share: self._slider.setValue(round(share * _FULL)))
        self._stage.zoomed.connect(self._tell)
        self._lay_out()
        self.setFocusProxy(self._stage)
        self.show_way(Way.SIDE_BY_SIDE)

    @property
    def stage(self) -> PictureStage:
        return self._stage

    def show_way(self, way: Way) -> None:
        """Show both in another way."""
        self._ways[way].setChecked(True)
        self._stage.show_way(way)
        beside = way is Way.SIDE_BY_SIDE
        for widget in (self._slider, *self._ends):
            widget.setVisible(not beside)
        for caption in self._captions:
            caption.setVisible(beside)
        if way is Way.OVERLAY:
            self._slider.setAccessibleName(self.tr("How much of the newer picture shows through"))
        else:
            self._slider.setAccessibleName(self.tr("How much of the newer picture is uncovered"))
        self._slider.setToolTip(self._slider.accessibleName())

    def _tell(self) -> None:
        percent = f"{number(self._stage.scale * 100)} %"
        self._zoom.setText(
            self.tr("{percent} (fits)").format(percent=percent) if self._stage.fits else percent
        )

    # ---------------------------------------------------------------- parts

    def _make_ways(self) -> dict[Way, QAction]:
        group = QActionGroup(self)
        made = {}
        for way, text, symbol, key in (
            (Way.SIDE_BY_SIDE, self.tr("Side by side"), "view-split-vertical", "1"),
            (Way.OVERLAY, self.tr("Overlay"), "layers-outline", "2"),
            (Way.SWIPE, self.tr("Swipe"), "compare", "3"),
        ):
            action = self._action(way.value, text, symbol, key, partial(self.show_way, way))
            action.setCheckable(True)
            group.addAction(action)
            made[way] = action
        return made

    def _action(self, name: str, text: str, symbol: str, key: str, slot: Callable[[], None]) -> QAction:
        action = QAction(icon(symbol), text, self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text} ({shown})")
        action.triggered.connect(lambda *_: slot())
        self.addAction(action)
        return action

    def _button(self, action: QAction, style: Qt.ToolButtonStyle) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setObjectName(f"{action.objectName()}Button")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolButtonStyle(style)
        return button

    def _lay_out(self) -> None:
        stage = self._stage
        zooms = (
            self._action("zoomOut", self.tr("Smaller"), "magnify-minus-outline", "-", self._smaller),
            self._action("zoomIn", self.tr("Larger"), "magnify-plus-outline", "+", self._larger),
            self._action("zoomFit", self.tr("Fit into the window"), "fit-to-page-outline", "0", stage.fit),
            self._action(
                "zoomFull", self.tr("One pixel for each pixel"), "numeric-1-box-outline", "9", self._full
            ),
        )
        style = Qt.ToolButtonStyle
        ways = QHBoxLayout()
        ways.setSpacing(2)
        for way in self._ways.values():
            ways.addWidget(self._button(way, style.ToolButtonTextBesideIcon))
        ways.addStretch(1)
        for action in zooms:
            ways.addWidget(self._button(action, style.ToolButtonIconOnly))
        ways.addWidget(self._zoom)
        ways.setContentsMargins(8, 4, 12, 4)
        between = QHBoxLayout()
        between.setContentsMargins(12, 2, 12, 6)
        between.setSpacing(10)
        between.addWidget(self._ends[0], 1)
        between.addWidget(self._slider, 2)
        between.addWidget(self._ends[1], 1)
        captions = QHBoxLayout()
        captions.setContentsMargins(12, 2, 12, 4)
        captions.setSpacing(16)
        for caption in self._captions:
            captions.addWidget(caption, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(ways)
        column.addLayout(between)
        column.addLayout(captions)
        same = QHBoxLayout()
        same.setContentsMargins(12, 0, 12, 4)
        same.addWidget(self._same)
        column.addLayout(same)
        column.addWidget(stage, 1)

    def _smaller(self) -> None:
        self._stage.zoom(self._stage.scale / STEP)

    def _larger(self) -> None:
        self._stage.zoom(self._stage.scale * STEP)

    def _full(self) -> None:
        self._stage.zoom(1.0)


def _pixels(picture: Picture) -> str:
    if picture.scalable:
        return translate("comparison", "vector drawing")
    return translate("comparison", "{width} × {height} pixels").format(  # noqa: RUF001
        width=QLocale().toString(picture.size.width()), height=QLocale().toString(picture.size.height())
    )
