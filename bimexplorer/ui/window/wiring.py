"""Who hears of what: the signals between the window's parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bimexplorer.ui.places.history import HOME
from bimexplorer.ui.window.questions import show_about

if TYPE_CHECKING:
    from bimexplorer.ui.window.main_window import MainWindow


def connect_actions(window: MainWindow) -> None:
    """What each command of the menus does."""
    actions = window.actions_
    for action, slot in (
        (actions.back, window.navigator.go_back),
        (actions.forward, window.navigator.go_forward),
        (actions.up, window.navigator.go_up),
        (actions.home, lambda: window.navigator.go(HOME)),
        (actions.refresh, window.refresh),
        (actions.address, window.address_bar.edit),
        (actions.search, window.search_field.begin),
        (actions.show_in_folder, window.searching.show_in_folder),
        (actions.add_site, window.site_commands.add),
        (actions.settings, window.beside.show_settings),
        (actions.quit, window.close),
        (actions.add_bookmark, window.places.add_bookmark),
        (actions.properties, window.docks.properties.show),
        (actions.show_log, window.beside.show_log),
        (actions.shortcuts, window.beside.show_shortcuts),
        (actions.about, lambda: show_about(window)),
    ):
        action.triggered.connect(slot)
    for action in actions.every:
        action.triggered.connect(window.messages.clear_hint)
    actions.refused.connect(window.messages.show_hint)
    for commands in (window.entries, window.carrying, window.cloud_commands):
        for action, slot in commands.connected(actions):
            action.triggered.connect(slot)
    window.undo.changed.connect(lambda: actions.offer_undo(window.undo.text))
    for action, act in (
        (actions.sign_in, window.pages.sign_in),
        (actions.sign_out, window.site_commands.sign_out),
        (actions.edit_site, window.site_commands.edit),
        (actions.rename_site, window.site_commands.rename),
        (actions.remove_site, window.site_commands.remove),
    ):
        action.triggered.connect(lambda *_, act=act: act(window.site_id()) if window.site_id() else None)


def connect_parts(window: MainWindow) -> None:
    """What the parts tell each other."""
    failures, state = window.failures, window.state
    window.sites.listed.connect(window.transfers.show_sites)
    window.sites.changed.connect(lambda _: window.transfers.show_sites())
    window.sites.changed.connect(window.on_site_changed)
    window.site_commands.site_added.connect(window.whereabouts.want_site)
    window.site_commands.site_edited.connect(window.pages.sign_in)
    window.pages.connect_asked.connect(window.sites.connect_site)
    window.pages.edit_asked.connect(window.site_commands.edit)

    window.navigator.looking.connect(window.status_line.show_looking)
    for follow in (window.theme_menu.follow, window.thumbnails.apply_settings, window.settings_changed):
        window.beside.settings_changed.connect(follow)
    window.places.changed.connect(window.settings_changed)
    window.view_choice.changed.connect(window.settings_changed)
    window.theme_menu.chosen.connect(window.settings_changed)
    window.start_page.transfers_asked.connect(window.docks.transfers.show)
    window.start_page.failed_asked.connect(window.show_failed)
    window.tree.menu_asked.connect(window.pop_up_in_tree)
    window.tree.files_dropped.connect(window.carrying.drop_files_in_tree)
    window.tree.entries_dropped.connect(window.carrying.drop_entries_in_tree)
    window.drags.drops.files_dropped.connect(window.carrying.drop_files_in_tree)
    window.drags.drops.entries_dropped.connect(window.carrying.drop_entries_in_tree)
    window.drags.drops.failed.connect(failures.tell)
    window.drags.drops.expired.connect(failures.expire)
    window.drags.out.failed.connect(failures.tell)
    window.drags.out.expired.connect(failures.expire)
    window.drags.out.download_asked.connect(window.actions_.download.trigger)
    window.address_bar.place_chosen.connect(window.navigator.go)
    window.address_bar.link_entered.connect(window.links.open)
    window.address_bar.left.connect(window.pages.take_focus)

    window.contents.branch_loaded.connect(state.update_status)
    window.contents.sort_refused.connect(window.messages.show_message)
    window.contents.renamed.connect(window.entries.renamed)
    window.folder.search_asked.connect(window.searching.search_names)
    window.folder.told.connect(window.messages.show_hint)
    window.folder.entry_activated.connect(window.entries.open)
    window.folder.selection_changed.connect(state.update)
    window.folder.menu_asked.connect(window.pop_up_rows)
    window.folder.files_dropped.connect(window.carrying.drop_files)
    window.folder.entries_dropped.connect(window.carrying.drop_entries)

    window.hits.branch_loaded.connect(state.update_status)
    window.results.table.entry_activated.connect(window.entries.open)
    window.results.table.selection_changed.connect(state.update)
    window.results.table.menu_asked.connect(window.pop_up_hits)

    window.updates.updated.connect(state.update)
    window.updates.updated.connect(window.properties.forget)
    window.operations.failed.connect(failures.tell)
    window.operations.expired.connect(failures.expire)
    window.operations.job_started.connect(window.job_bar.follow)
    window.job_bar.finished.connect(window.updates.finish)
    window.preview.open_asked.connect(window.entries.open)
    window.preview.expired.connect(failures.expire)
    window.preview.left.connect(window.leave_preview)
    window.versions.expired.connect(failures.expire)
    window.revisions.expired.connect(failures.expire)
    window.comparisons.expired.connect(failures.expire)
    window.operations.arrived.connect(lambda *_: window.versions.read())
    window.operations.put.connect(lambda *_: window.versions.read())
    window.opener.failed.connect(failures.tell)
    window.opener.expired.connect(failures.expire)
    window.opener.asked.connect(window.entries.ask_for_large)
    window.opener.changed_found.connect(window.entries.tell_of_changed)
    window.transfers.summary_changed.connect(window.update_transfers)
    window.transfers.decision_wanted.connect(window.docks.transfers.show)
    window.transfers.place_asked.connect(window.show_place)
    window.notice.clicked.connect(window.show_failed)
    window.docks.transfers.visibilityChanged.connect(window.update_transfers)
