"""Transfers, versions and revisions below the contents: behind each other, each with a tab."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from tests.ui.explorer import Explorer


def test_those_below_lie_behind_each_other_and_come_to_the_front(office: Explorer) -> None:
    docks, window = office.window.docks, office.window
    window.resize(1000, 700)
    docks.transfers.show()
    assert docks.transfers.in_front
    assert docks.show_transfers.isChecked()
    office.wait(lambda: docks.transfers.height() > 200)
    height = docks.transfers.height()
    docks.show_versions.trigger()
    office.wait(lambda: docks.versions.in_front and not docks.transfers.in_front)
    # What nobody sees asks nobody, though Qt calls its dock visible.
    assert window.versions.isVisible()
    office.wait(lambda: not window.transfers.isVisible())
    bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    row = bars[0].height()
    office.wait(lambda: docks.versions.height() + row == height)
    window.resizeDocks([docks.versions], [300], Qt.Orientation.Vertical)
    office.wait(lambda: docks.versions.height() + row == 300)
    assert (docks.show_versions.isChecked(), docks.show_transfers.isChecked()) == (True, False)
    docks.show_revisions.trigger()
    office.wait(lambda: docks.revisions.in_front)
    assert window.revisions.width() > 900
    tabs = {bar.tabText(place) for bar in window.findChildren(QTabBar) for place in range(bar.count())}
    assert {"Transfers", "Versions", "Revisions"} <= tabs
    # Chosen once more, what lies behind comes to the front; only then it goes.
    docks.show_transfers.trigger()
    office.wait(lambda: docks.transfers.in_front)
    assert not docks.revisions.isHidden()
    docks.show_transfers.trigger()
    office.wait(lambda: docks.transfers.isHidden())
    assert not docks.show_transfers.isChecked()
    window.transfers.decision_wanted.emit()
    office.wait(lambda: docks.transfers.in_front and window.transfers.isVisible())


def test_one_beside_keeps_its_width_while_it_is_closed(office: Explorer) -> None:
    docks, window = office.window.docks, office.window
    window.resize(1180, 700)
    for width in (300, 350):
        docks.show_properties.trigger()
        office.wait(lambda: window.properties.isVisible())
        office.wait(lambda wanted=width: docks.properties.width() == wanted)
        window.resizeDocks([docks.properties], [350], Qt.Orientation.Horizontal)
        office.wait(lambda: docks.properties.width() == 350)
        docks.show_properties.trigger()
        office.wait(lambda: docks.properties.isHidden())


def test_those_beside_lie_behind_each_other_and_have_the_whole_height(office: Explorer) -> None:
    docks, window = office.window.docks, office.window
    window.resize(1180, 780)
    docks.show_properties.trigger()
    office.wait(lambda: docks.properties.in_front and docks.properties.height() > 300)
    height = docks.properties.height()
    width = docks.properties.width()
    docks.show_preview.trigger()
    office.wait(lambda: docks.preview.in_front and not docks.properties.in_front)
    office.wait(lambda: docks.preview.width() == width)
    # But for the row of tabs.
    office.wait(lambda: docks.preview.height() > height - 60)
    assert (docks.show_preview.isChecked(), docks.show_properties.isChecked()) == (True, False)
    docks.show_properties.trigger()
    office.wait(lambda: docks.properties.in_front and window.properties.isVisible())
