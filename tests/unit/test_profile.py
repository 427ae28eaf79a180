"""Paths, settings and the log: what the program keeps on this computer."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from bimexplorer.log import redact, start_logging, stop_logging
from bimexplorer.paths import Profile, resource, write_atomically
from bimexplorer.settings import Settings


def test_everything_of_a_profile_lies_below_its_folder(tmp_path: Path) -> None:
    profile = Profile.under(tmp_path / "here")
    places = [
        profile.sites_file,
        profile.settings_file,
        profile.locks,
        profile.opened_files,
        profile.log_file,
    ]
    assert all(tmp_path / "here" in place.parents for place in places)
    assert all(place.parent.is_dir() for place in places)


def test_the_default_profile_creates_nothing_by_itself() -> None:
    profile = Profile.default()
    assert not profile.config.exists()
    assert "BIM Explorer" in profile.config.parts[-1]


def test_the_icon_is_found() -> None:
    assert resource("bimexplorer.svg").read_text(encoding="utf-8").lstrip().startswith("<")


def test_an_atomic_write_replaces_and_leaves_no_part(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, "old")
    write_atomically(path, "new")
    assert path.read_text(encoding="utf-8") == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    Settings(download_folder="/tmp/x", last_places={"a": "/b"}).save(path)
    assert Settings.load(path) == Settings(download_folder="/tmp/x", last_places={"a": "/b"})


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"values": 3}', '{"version": 1}'])
def test_damaged_settings_give_the_defaults(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="utf-8")
    assert Settings.load(path) == Settings()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"values": ', "settings.damaged.json"),
        ("\x00" * 300, "settings.damaged.json"),
        ('{"version": 2, "values": {"connections": 7, "new": []}}', "settings.other-version.json"),
    ],
)
def test_settings_that_cannot_be_read_wholly_are_kept_aside(tmp_path: Path, text: str, name: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="utf-8")
    aside: list[Path] = []
    settings = Settings.load(path, aside.append)
    assert settings.connections == (7 if '"connections": 7' in text else Settings().connections)
    settings.save(path)
    assert aside == [tmp_path / name]
    assert aside[0].read_text(encoding="utf-8") == text


def test_good_settings_leave_nothing_beside_them(tmp_path: Path) -> None:
    aside: list[Path] = []
    assert Settings.load(tmp_path / "settings.json", aside.append) == Settings()
    Settings().save(tmp_path / "settings.json")
    Settings.load(tmp_path / "settings.json", aside.append)
    assert (aside, [path.name for path in tmp_path.iterdir()]) == ([], ["settings.json"])


def test_a_setting_of_the_wrong_type_or_name_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    values = {"download_folder": 7, "last_places": {"a": "/b"}, "from_the_future": True}
    path.write_text(json.dumps({"version": 1, "values": values}), encoding="utf-8")
    assert Settings.load(path) == Settings(last_places={"a": "/b"})


def test_numbers_and_switches_come_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    chosen = Settings(connections=3, upload_rate=20_000, download_rate=5, notify=False, keep_awake=False)
    chosen.save(path)
    assert Settings.load(path) == chosen


@pytest.mark.parametrize(
    ("field", "stored", "value"),
    [
        ("connections", 0, 1),
        ("connections", -5, 1),
        ("connections", 33, 32),
        ("connections", 10**30, 32),
        ("upload_rate", -1, 0),
        ("download_rate", 10**30, 10**12),
        ("connections", True, Settings().connections),
        ("connections", 4.0, Settings().connections),
        ("connections", "4", Settings().connections),
        ("connections", None, Settings().connections),
        ("upload_rate", [], 0),
        ("notify", 0, True),
        ("notify", "no", True),
        ("keep_awake", None, True),
        ("keep_awake", {}, True),
    ],
)
def test_a_number_is_kept_in_its_range_and_a_switch_is_a_switch(
    tmp_path: Path, field: str, stored: object, value: object
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"version": 1, "values": {field: stored}}), encoding="utf-8")
    loaded = getattr(Settings.load(path), field)
    assert loaded == value
    assert type(loaded) is type(value)


SECRET = "s3cr3t-VALUE.x_y"


@pytest.mark.parametrize(
    "line",
    [
        f"GET http://h/begin-upload?session-id={SECRET}&blob-name=/a",
        f"Authorization: Bearer {SECRET}",
        f"authorization BimPlus {SECRET}",
        f'{{"access_token": "{SECRET}", "token_type": "Bearer"}}',
        f"{{'refresh_token': '{SECRET}'}}",
        f'{{"username":"anna","password":"{SECRET}"}}',
        f"grant_type=authorization_code&code={SECRET}&code_verifier={SECRET}",
        f"http://proxyuser:{SECRET}@proxy:8080/",
        f"grant_type=password&username=anna&password={SECRET}",
        f'{{"username": "anna", "user_id": "1", "secret": "{SECRET}"}}',
        json.dumps({"password": f'quoted "{SECRET}" and {SECRET}'}),
        repr({"password": f"it's {SECRET}"}),
        json.dumps({"secret-of": json.dumps({"session-id": SECRET})}),
        f'{{"password": "cut off {SECRET}',
    ],
)
def test_no_secret_passes_the_log(line: str) -> None:
    assert SECRET not in redact(line)
    assert "…" in redact(line)


def test_what_is_no_secret_stays() -> None:
    line = "GET http://h/get-resource?resource-id=projectRoot gave 430 with code=6"
    assert "resource-id=projectRoot" in redact(line)


def test_the_log_file_is_redacted(tmp_path: Path) -> None:
    level = logging.getLogger().level
    handler = start_logging(tmp_path / "a.log")
    try:
        logging.getLogger("bimexplorer.test").info("asked with session-id=%s", SECRET)
    finally:
        stop_logging(handler)
        logging.getLogger().setLevel(level)
    assert "session-id=…" in (tmp_path / "a.log").read_text(encoding="utf-8")
