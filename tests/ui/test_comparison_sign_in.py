"""A sign-in that ends while revisions and what changed between them are looked at."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView, QWidget

from bimexplorer.ui.dialogs.comparison import ComparisonDialog
from bimexplorer.ui.dialogs.comparison_history import ObjectHistoryDialog
from bimexplorer.ui.dialogs.sign_in import SignInDialog
from bimexplorer.ui.models.comparison_reading import Phase
from tests.ui.models_window import FIRST, SECOND, THIRD, ModelsWindow, message
from tests.ui.test_comparison_view import action, button, choose, counts, go_to


def end_sign_ins(modelled: ModelsWindow) -> None:
    modelled.server.bimplus_action("expire-tokens")
    modelled.server.bimplus_action("expire-refresh-tokens")


def sign_in(modelled: ModelsWindow, panel: QWidget) -> None:
    user = modelled.server.bimplus["users"][0]
    panel.findChild(QPushButton, "signInWithPassword").click()
    panel.findChild(QLineEdit, "signInUsername").setText(user["username"])
    panel.findChild(QLineEdit, "signInPassword").setText(user["password"])
    panel.findChild(QPushButton, "signInSubmit").click()


def ended(modelled: ModelsWindow, dialog: ComparisonDialog) -> None:
    """It is said in the window, with a button, and asked for where the contents were."""
    modelled.explorer.wait(lambda: "sign" in message(dialog, "comparisonMessage").lower(), 30)
    assert button(dialog, "messageAction").text() == "Sign in…"
    modelled.explorer.wait(modelled.explorer.window.sign_in_panel.isVisible)


def test_a_comparison_goes_on_after_a_sign_in_above_it(modelled: ModelsWindow) -> None:
    dialog = modelled.compared(FIRST, SECOND, THIRD)
    end_sign_ins(modelled)
    choose(dialog, "comparisonLower", "1 · ")
    ended(modelled, dialog)
    assert dialog.reading.phase is Phase.FAILED
    button(dialog, "messageAction").click()
    above = dialog.findChild(SignInDialog, "signInDialog")
    assert above.isVisible()
    sign_in(modelled, above)
    modelled.wait_done(dialog)
    assert counts(dialog) == [1, 1, 1, 1]
    modelled.explorer.wait(lambda: not message(dialog, "comparisonMessage"))
    modelled.explorer.wait_open("Models")


def test_what_is_shown_and_asked_for_beside_goes_on_after_a_sign_in_in_the_window(
    modelled: ModelsWindow,
) -> None:
    dialog = modelled.compared(FIRST, SECOND)
    go_to(dialog, "Wall painted")
    shown = dialog.reading.objects
    end_sign_ins(modelled)
    dialog.reading.look_again()
    ended(modelled, dialog)
    dialog.details.show_documents()
    modelled.explorer.wait(lambda: message(dialog.details.documents, "comparisonDocumentsMessage"), 30)
    action(dialog, "History").trigger()
    history = modelled.explorer.child(ObjectHistoryDialog, "objectHistoryDialog")
    modelled.explorer.wait(lambda: message(history, "objectHistoryMessage"), 30)
    # What was read stays.
    assert dialog.reading.objects is shown
    sign_in(modelled, modelled.explorer.window.sign_in_panel)
    modelled.explorer.wait_open("Models")
    modelled.explorer.wait(lambda: not message(dialog, "comparisonMessage"), 30)
    documents = dialog.details.documents
    modelled.explorer.wait(lambda: not message(documents, "comparisonDocumentsMessage"), 30)
    text = history.findChild(QLabel, "objectHistoryState")
    modelled.explorer.wait(lambda: "1 pair of revisions compared." in text.text(), 30)
    assert history.findChild(QTableView, "objectHistoryView").model().rowCount() > 0
    assert not message(history, "objectHistoryMessage")
    history.close()


def test_the_revisions_are_there_again_after_a_sign_in(modelled: ModelsWindow) -> None:
    modelled.make(FIRST, SECOND)
    modelled.show()
    modelled.wait_numbers(2, 1)
    end_sign_ins(modelled)
    modelled.panel.read()
    panel = modelled.explorer.window.sign_in_panel
    modelled.explorer.wait(panel.isVisible, 30)
    sign_in(modelled, panel)
    modelled.explorer.wait_open("Models")
    modelled.explorer.select(modelled.model.name)
    modelled.wait_numbers(2, 1)
    assert not message(modelled.panel, "revisionsMessage")
    modelled.choose(2)
    assert modelled.action("Compare").isEnabled()
