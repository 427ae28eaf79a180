"""The question before one version of a file is deleted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from bimexplorer.model import Version
from bimexplorer.ui.look.formats import date_text
from bimexplorer.words import number

translate = QCoreApplication.translate


def ask_before_deleting(version: Version, parent: QWidget, delete: Callable[[], None]) -> None:
    """Names number and author; `delete` is called if the person wants it."""
    box = QMessageBox(parent)
    box.setObjectName("deleteVersionDialog")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(translate("delete version", "Delete a version"))
    box.setText(
        translate("delete version", "Delete version {number} of “{file}”?").format(
            number=number(version.number), file=version.entry.name
        )
    )
    gone = translate(
        "delete version", "It is gone for everybody and cannot be brought back; the other versions stay."
    )
    box.setInformativeText(" ".join(filter(None, (_whose(version), gone))))
    text = translate("delete version", "Delete version {number}").format(number=number(version.number))
    anyway = QPushButton(text, box)
    anyway.setObjectName("deleteVersion")
    box.addButton(anyway, QMessageBox.ButtonRole.DestructiveRole)
    cancel = QPushButton(translate("delete version", "Cancel"), box)
    cancel.setObjectName("deleteVersionCancel")
    box.addButton(cancel, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    for button in (anyway, cancel):
        # A message box takes the style's least width for what the words need, and cuts large letters.
        button.ensurePolished()
        button.setMinimumWidth(button.sizeHint().width())
    anyway.clicked.connect(lambda: delete())
    box.finished.connect(box.deleteLater)
    box.open()


def _whose(version: Version) -> str:
    """Who made it, and when, as far as it is told."""
    when = date_text(version.created)
    if version.author and when:
        pattern = translate("delete version", "It was made by {author}, {when}.")
    elif version.author:
        pattern = translate("delete version", "It was made by {author}.")
    elif when:
        pattern = translate("delete version", "It was made {when}; nobody tells by whom.")
    else:
        return ""
    return pattern.format(author=version.author, when=when)
