"""What the journal keeps of a cloud's values comes back as it was."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bimexplorer.clouds.base import Receipt, Span, Upload
from bimexplorer.model import Entry, Kind
from bimexplorer.transfer import portable

_TEXT = st.text(max_size=20)
_TIMES = st.datetimes(timezones=st.just(timezone.utc)) | st.just(
    datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
)
_ENTRIES = st.builds(
    Entry,
    id=_TEXT,
    name=_TEXT,
    kind=st.sampled_from(Kind),
    type=_TEXT,
    path=st.lists(_TEXT, max_size=4).map(tuple),
    place=_TEXT,
    size=st.none() | st.integers(0, 2**62),
    modified=st.none() | _TIMES,
    owner=st.none() | _TEXT,
    revision=_TEXT,
    server_id=_TEXT,
    details=st.just((("$path", "x"),)),
)


@given(_ENTRIES)
def test_an_entry_comes_back_without_what_is_for_lists(entry: Entry) -> None:
    raw = json.loads(json.dumps(portable.entry_out(entry)))
    assert portable.entry_in(raw) == replace(entry, details=())
    assert raw.keys() == {field.name for field in fields(Entry)} - {"details", "home", "rank", "repeats"}


@given(
    st.builds(
        Receipt,
        name=_TEXT,
        folder_path=st.lists(_TEXT, max_size=4).map(tuple),
        size=st.integers(0, 2**62),
        sha256=_TEXT,
        entry_id=_TEXT,
        revision=_TEXT,
    )
)
def test_a_receipt_comes_back(receipt: Receipt) -> None:
    assert portable.receipt_in(json.loads(json.dumps(portable.receipt_out(receipt)))) == receipt


def test_an_upload_comes_back() -> None:
    upload = Upload('{"upload": "ü"}', 3 << 40, (Span(0, 8 << 20), Span(2 << 40, 5)))
    assert portable.upload_in(json.loads(json.dumps(portable.upload_out(upload)))) == upload
