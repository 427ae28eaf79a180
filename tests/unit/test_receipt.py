"""The receipt as a spreadsheet and a script read it."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bimexplorer.errors import TargetUnwritable
from bimexplorer.transfer.receipt import COLUMNS, receipt_text, write_receipt
from bimexplorer.transfer.status import Check, Direction, HistoryRow, State


def row(**changes: Any) -> HistoryRow:
    plain = HistoryRow(
        item_id=1,
        job_id=1,
        direction=Direction.UPLOAD,
        site_id="site",
        name="Plans/ground floor.pdf",
        local="/home/anna/Plans/ground floor.pdf",
        remote="/Riverside/Plans/ground floor.pdf",
        state=State.DONE,
        size=1234,
        check=Check.HASH,
        sha256="ab" * 32,
        revision="17",
        user="anna",
        ended=datetime(2026, 3, 1, 13, 5, 9, 250_000, tzinfo=timezone.utc),
        error="",
    )
    return replace(plain, **changes)


def written(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def office(site_id: str) -> str:
    return {"site": "Office"}.get(site_id, "")


def test_every_column_of_a_row(tmp_path: Path) -> None:
    path = tmp_path / "receipt.csv"
    write_receipt(path, [row()], office)
    (line,) = written(path)
    assert tuple(line) == COLUMNS
    told = datetime.fromisoformat(line.pop("time"))
    assert told == datetime(2026, 3, 1, 13, 5, 9, tzinfo=timezone.utc)
    assert told.utcoffset() is not None
    assert line == {
        "file": "ground floor.pdf",
        "path on this computer": "/home/anna/Plans/ground floor.pdf",
        "path in the cloud": "Office:/Riverside/Plans/ground floor.pdf",
        "direction": "upload",
        "size": "1234",
        "version": "17",
        "sha256": "ab" * 32,
        "check": "verified",
        "user": "anna",
        "state": "done",
        "error": "",
    }


def test_it_begins_with_a_byte_order_mark_and_ends_lines_as_csv_does(tmp_path: Path) -> None:
    path = tmp_path / "receipt.csv"
    write_receipt(path, [row(name="Grundriß, „Süd“.pdf")], office)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbffile,")
    assert content.count(b"\r\n") == 2
    assert b"\r\r\n" not in content
    assert written(path)[0]["file"] == "Grundriß, „Süd“.pdf"


@pytest.mark.parametrize("first", list("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"))
def test_a_name_never_becomes_a_formula(first: str) -> None:
    evil = f'{first}HYPERLINK("evil","x")'
    text = receipt_text(
        [row(name=evil, local=evil, remote=evil, revision=evil, user=evil, error=evil, site_id="gone")],
        office,
    )
    lines = list(csv.reader(text.splitlines(keepends=True)))
    cells = [cell for cell in lines[1] if "HYPERLINK" in cell]
    assert cells == [f"'{evil}"] * 6


def test_a_site_name_cannot_become_a_formula_either() -> None:
    lines = list(csv.DictReader(receipt_text([row()], lambda _: "=1+1").splitlines()))
    assert lines[0]["path in the cloud"] == "'=1+1:/Riverside/Plans/ground floor.pdf"


def test_a_path_that_is_no_unicode_is_still_written(tmp_path: Path) -> None:
    path = tmp_path / "receipt.csv"
    write_receipt(path, [row(local="/home/anna/caf\udce9.pdf")], office)
    assert written(path)[0]["path on this computer"] == "/home/anna/caf\\udce9.pdf"


def test_a_folder_that_cannot_be_written_is_told_and_nothing_stays(tmp_path: Path) -> None:
    with pytest.raises(TargetUnwritable, match="cannot be written") as caught:
        write_receipt(tmp_path / "missing" / "receipt.csv", [row()], office)
    assert caught.value.technical.startswith("FileNotFoundError")
    taken = tmp_path / "receipt.csv"
    taken.mkdir()
    with pytest.raises(TargetUnwritable):
        write_receipt(taken, [row()], office)
    assert [path.name for path in tmp_path.iterdir()] == ["receipt.csv"]
