"""Sizes, dates, times and types in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QLocale

from bimexplorer.model import Entry, Kind
from bimexplorer.ui.look.formats import (
    counted,
    date_text,
    date_tooltip,
    duration_text,
    exact_size_text,
    extension,
    size_text,
    speed_text,
    type_name,
)


@pytest.fixture(autouse=True)
def _british(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, ""),
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (3_456_789, "3.5 MB"),
        (5 * 10**9, "5.0 GB"),
        (3 * 10**12, "3.0 TB"),
    ],
)
def test_sizes(size: int | None, text: str) -> None:
    assert size_text(size) == text


def test_sizes_follow_the_locale() -> None:
    QLocale.setDefault(QLocale("de_DE"))
    assert size_text(3_456_789) == "3,5 MB"


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (1, "1 byte"), (900, "900 bytes"), (3_456_789, "3.5 MB (3,456,789 bytes)")],
)
def test_exact_sizes(size: int, text: str) -> None:
    assert exact_size_text(size) == text


@pytest.mark.parametrize(("speed", "text"), [(0, ""), (0.4, ""), (2_500_000.0, "2.5 MB/s")])
def test_speeds(speed: float, text: str) -> None:
    assert speed_text(speed) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (-3, "0 s"),
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (200, "3 min 20 s"),
        (3600, "1 h 0 min"),
        (7_530, "2 h 5 min"),
        (86_400 + 3 * 3600, "1 d 3 h"),
    ],
)
def test_durations(seconds: float | None, text: str) -> None:
    assert duration_text(seconds) == text


@given(st.floats(min_value=0, max_value=1e9))
def test_durations_name_two_units_at_most(seconds: float) -> None:
    assert len(duration_text(seconds).split()) in (2, 4)


def test_dates_are_local_and_have_the_year_in_full() -> None:
    here = datetime(2025, 11, 3, 14, 5).astimezone()
    assert date_text(here.astimezone(timezone.utc)) == "03/11/2025 14:05"
    QLocale.setDefault(QLocale("de_DE"))
    assert date_text(here) == "03.11.2025 14:05"
    QLocale.setDefault(QLocale("en_US"))
    assert date_text(here).startswith("11/3/2025 2:05")
    QLocale.setDefault(QLocale.c())
    assert date_text(here) == "2025-11-03 14:05"
    assert date_text(None) == ""


@pytest.mark.parametrize("year", [1601, 1969, 2400, 9998])
def test_dates_far_away_do_not_fail(year: int) -> None:
    assert str(year) in date_text(datetime(year, 6, 15, 12, tzinfo=timezone.utc))


def test_tool_tips_say_today_and_yesterday() -> None:
    here = datetime(2025, 11, 3, 14, 5).astimezone()
    assert date_tooltip(here, QDate(2025, 11, 3)) == "Today at 14:05"
    assert date_tooltip(here, QDate(2025, 11, 4)) == "Yesterday at 14:05"
    assert date_tooltip(here, QDate(2025, 11, 5)) == "Monday, 3 November 2025 at 14:05"


def test_tool_tips_need_no_day_named() -> None:
    assert date_tooltip(datetime.now(timezone.utc) - timedelta(days=400)).count("at") >= 1


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.pdf", "pdf"), ("A.B.PDF", "pdf"), ("a", ""), (".hidden", ""), ("a.", ""), ("", ""), ("x.Ä", "ä")],
)
def test_extensions(name: str, ending: str) -> None:
    assert extension(name) == ending


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("plan.pdf", Kind.FILE, "PDF document"),
        ("HOUSE.PLN", Kind.FILE, "Archicad project"),
        ("a.ifc", Kind.FILE, "IFC model"),
        ("a.jpg", Kind.FILE, "JPG image"),
        ("a.qqq", Kind.FILE, "QQQ file"),
        ("plain", Kind.FILE, "File"),
        ("Plans.pdf", Kind.FOLDER, "Folder"),
        ("House", Kind.PROJECT, "Teamwork project"),
        ("Doors", Kind.LIBRARY, "Library"),
        ("Server", Kind.OTHER, "modelServer"),
    ],
)
def test_types(name: str, kind: Kind, text: str) -> None:
    assert type_name(Entry(id="1", name=name, kind=kind, type="modelServer", path=(name,))) == text


def test_a_type_the_service_does_not_name() -> None:
    assert type_name(Entry(id="1", name="x", kind=Kind.OTHER, type="", path=("x",))) == "Unknown"


@pytest.mark.parametrize(
    ("folders", "files", "words"),
    [
        (1, 0, "1 folder"),
        (0, 1, "1 file"),
        (2, 0, "2 folders"),
        (0, 12345, "12,345 files"),
        (1, 1, "1 folder and 1 file"),
    ],
)
def test_entries_are_counted_by_kind(folders: int, files: int, words: str) -> None:
    entries = [Entry("d", "Plans", Kind.FOLDER, "", ("Plans",))] * folders
    entries += [Entry("f", "plan.pdf", Kind.FILE, "", ("plan.pdf",))] * files
    assert counted(entries) == words
