"""What a view shows when there is nothing to list: an icon, a sentence, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from bimexplorer.clouds.base import Cloud
from bimexplorer.model import Capability, Entry
from bimexplorer.ui.look.icons import IconLabel, Tint, icon, muted_icon

_ICON = 56

_NOTHING: dict[str, object] = {
    "team": QT_TRANSLATE_NOOP("nothing", "No projects yet"),
    "documents": QT_TRANSLATE_NOOP("nothing", "No documents yet"),
    "models": QT_TRANSLATE_NOOP("nothing", "No models yet"),
    "model": QT_TRANSLATE_NOOP("nothing", "No files"),
    "all": QT_TRANSLATE_NOOP("nothing", "No attachments yet"),
    "structures": QT_TRANSLATE_NOOP("nothing", "No structures yet"),
    "structure": QT_TRANSLATE_NOOP("nothing", "Nothing is assigned to this structure"),
    "topology": QT_TRANSLATE_NOOP("nothing", "No objects yet"),
    "object": QT_TRANSLATE_NOOP("nothing", "This object has no attachments"),
    "issues": QT_TRANSLATE_NOOP("nothing", "No issues"),
    "issue": QT_TRANSLATE_NOOP("nothing", "This issue has no attachments"),
}
"""`Entry.type` of a folder -> what is not there, untranslated; elsewhere it is a folder like any other."""

_FOR_FILES = frozenset({"documents", "DocumentFolder", "resourceGroup", ""})
"""Where somebody may expect to be able to put files."""


class EmptyState(QWidget):
    """Lies over a view's viewport and lets every click and drop through to it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("emptyState")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(parent.backgroundRole())
        self._icon = IconLabel(_ICON, self)
        self._title = QLabel(self)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self._title.setFont(font)
        self._hint = QLabel(self)
        self._hint.setProperty("muted", True)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addStretch(3)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In a low panel the words are worth more than the picture.
        self._icon.setVisible(event.size().height() >= _ICON * 2 + 4 * self.fontMetrics().height())

    def say(self, icon: QIcon, title: str, hint: str) -> None:
        """Set what is shown."""
        self._icon.set_icon(icon, "")
        self._title.setText(title)
        self._hint.setText(hint)
        self.setAccessibleName(f"{title} {hint}".strip())


def words_of_nothing(folder: Entry | None, cloud: Cloud | None) -> tuple[QIcon, str, str]:
    """What `EmptyState.say` says of a folder without entries: what could be there, and how it gets there."""
    translate = QCoreApplication.translate
    word = folder.type if folder is not None else ""
    title = str(_NOTHING.get(word, QT_TRANSLATE_NOOP("nothing", "This folder is empty")))
    reason = cloud.missing(folder).get(Capability.UPLOAD, "") if cloud and folder else ""
    if reason and word in _FOR_FILES:
        hint = translate("nothing", "Nothing can be uploaded here. {reason}").format(reason=reason)
    elif reason:
        hint = reason if word not in _NOTHING else ""
    else:
        hint = translate("nothing", "Drop files or folders here to upload them.")
    shown = muted_icon(folder) if word in _NOTHING and folder else icon("folder-open-outline", Tint.MUTED)
    return shown, translate("nothing", title), hint
