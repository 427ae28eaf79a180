"""BIMcloud's JSON as our model: what servers send, what they leave out, and what is no answer at all."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import itertools
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bimexplorer.clouds.base import Span
from bimexplorer.clouds.bimcloud import convert
from bimexplorer.errors import UnexpectedAnswer
from bimexplorer.model import Change, JobState, Kind

FILE = {
    "id": "33E36B98",
    "type": "blob",
    "name": "file.png",
    "$path": "Projektwurzel/folder/file.png",
    "$loweredPath": "projektwurzel/folder/file.png",
    "$parentId": "8631e8b4",
    "modelServerId": "d290f1ee",
    "$modelServerName": "model1",
    "$modifiedDate": 1585303324545,
    "$size": 484173,
}


def without(*names: str, **changed: Any) -> dict[str, Any]:
    return {name: value for name, value in {**FILE, **changed}.items() if name not in names}


def test_a_file_as_the_description_has_it() -> None:
    entry = convert.entry(FILE)
    assert entry.kind is Kind.FILE
    assert entry.path == ("folder", "file.png")
    assert entry.place == "8631e8b4"
    assert entry.size == 484173
    assert entry.server_id == "d290f1ee"
    assert entry.modified == datetime(2020, 3, 27, 10, 2, 4, 545000, tzinfo=timezone.utc)
    assert ("$modelServerName", "model1") in entry.details


def test_the_root_is_known_by_its_id_whatever_it_is_called() -> None:
    root = convert.entry({"id": "projectRoot", "name": "Projektwurzel", "type": "resourceGroup"})
    assert (root.kind, root.path, root.place, root.name) == (Kind.ROOT, (), "", "Projektwurzel")


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("resourceGroup", Kind.FOLDER),
        ("blob", Kind.FILE),
        ("project", Kind.PROJECT),
        ("library", Kind.LIBRARY),
        ("modelServer", Kind.OTHER),
        ("somethingOf2031", Kind.OTHER),
        (None, Kind.OTHER),
    ],
)
def test_types(type_: str | None, kind: Kind) -> None:
    assert convert.entry(without(type=type_)).kind is kind


def test_numbers_may_come_as_texts() -> None:
    entry = convert.entry(without(**{"$size": "9007199254740993", "$modifiedDate": "1585303324545"}))
    assert entry.size == 9007199254740993
    assert entry.modified is not None


@pytest.mark.parametrize(
    "size", [None, "", "many", -1, "-1", True, [], {}, float("nan"), float("inf"), "9" * 5000, 1e300]
)
def test_a_size_that_is_none_is_unknown(size: Any) -> None:
    assert convert.entry(without(**{"$size": size})).size is None


@pytest.mark.parametrize("date", [None, "yesterday", 1e300, -1e300, float("nan"), {}, True, 253402300799000])
def test_a_date_that_is_none_is_unknown(date: Any) -> None:
    assert convert.entry(without(**{"$modifiedDate": date})).modified is None


def test_a_path_can_be_had_from_the_ancestors() -> None:
    raw = without(
        "$path", **{"$ancestors": [{"id": "projectRoot", "name": "R"}, {"id": "x", "name": "folder"}]}
    )
    assert convert.entry(raw).path == ("folder", "file.png")


@pytest.mark.parametrize("raw", [None, [], "x", 5, {}, {"id": ""}, {"id": None, "name": "a"}, {"id": ["x"]}])
def test_what_has_no_id_is_no_entry(raw: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        convert.entry(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        *FILE, "$ancestors", "access_token", "access_token_exp", "session-id", "expire-timeout", "username",
        "status", "progress", "result", "endRevision", "created", "deleted", "connectionUrls",
        "uploaded-parts", "offset", "standard-metadata", "blob-name", "size", "content-hash", "data",
        "namespace-name",
    ]
)  # fmt: skip
DOCUMENT = st.dictionaries(FIELDS, JSON | st.lists(st.dictionaries(FIELDS, JSON, max_size=3), max_size=3))


@pytest.mark.parametrize(
    "read",
    [
        convert.entry, convert.resources, convert.tokens, convert.session, convert.account, convert.job,
        convert.changes, convert.server_id, convert.new_id, convert.namespace, convert.spans, convert.receipt,
        convert.receipts, lambda raw: convert.model_server(raw, "https://bim.example.com"),
    ],
)  # fmt: skip
@settings(max_examples=60)
@given(raw=DOCUMENT | JSON)
def test_whatever_comes_is_read_or_refused(read: Any, raw: Any) -> None:
    """Any other exception than `UnexpectedAnswer` fails."""
    with contextlib.suppress(UnexpectedAnswer):
        read(raw)


# ------------------------------------------------------------------------------------------- sign-in


def test_tokens() -> None:
    tokens = convert.tokens(
        {"access_token": "a", "access_token_exp": "1671023383", "refresh_token": "r", "user_id": "u"}
    )
    assert (tokens.access_token, tokens.expires_at, tokens.refresh_token, tokens.user_id) == (
        "a",
        1671023383.0,
        "r",
        "u",
    )


def test_a_session_tells_its_time_out_in_milliseconds() -> None:
    session = convert.session({"session-id": "s", "user-id": "u", "expire-timeout": 90_000})
    assert session.expire_timeout == 90


@pytest.mark.parametrize("body", [b"VGlja2V0", b'"VGlja2V0"', b' "VGlja2V0"\n'])
def test_a_ticket_comes_with_and_without_quotes(body: bytes) -> None:
    assert convert.ticket(body) == "VGlja2V0"


@pytest.mark.parametrize("body", [b"", b"  ", b"{}", b"[]", b"<html></html>", b'""', b'{"error-code": 2}'])
def test_what_is_no_ticket_is_refused(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        convert.ticket(body)


# ------------------------------------------------------------------------------------------- jobs, changes


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("starting", JobState.RUNNING),
        ("running", JobState.RUNNING),
        ("aborting", JobState.RUNNING),
        ("undoing", JobState.RUNNING),
        ("completed", JobState.DONE),
        ("failed", JobState.FAILED),
        ("abort failed", JobState.FAILED),
        ("aborted", JobState.ABORTED),
        ("something new", JobState.RUNNING),
    ],
)
def test_job_states(status: str, state: JobState) -> None:
    assert convert.job({"id": "j", "status": status}).state is state


@pytest.mark.parametrize(
    ("progress", "fraction"),
    [
        ({"min": 0, "max": 100, "current": 50}, 0.5),
        ({"min": 10, "max": 20, "current": 15}, 0.5),
        ({"min": 0, "max": 100, "current": 130}, 1.0),
        ({"min": 0, "max": 100, "current": -3}, 0.0),
        ({"min": 0, "max": 0, "current": 0}, None),
        ({"max": 100}, None),
        (None, None),
        ("half", None),
    ],
)
def test_how_far_a_job_is(progress: Any, fraction: float | None) -> None:
    assert convert.job({"id": "j", "status": "running", "progress": progress}).fraction == fraction


def test_the_words_of_a_failed_job_are_kept() -> None:
    job = convert.job({"id": "j", "status": "failed", "result": "No space", "abortable": "yes"})
    assert job.message == "No space"
    assert not job.abortable


def test_changes_are_told_below_the_root() -> None:
    raw = {
        "endRevision": 7,
        "created": [{"id": "a", "path": "Wurzel/f/a.pdf", "timestamp": 1.5, "revision": 6}],
        "updated": None,
        "deleted": [{"id": "b", "path": "Wurzel/b.pdf"}, "junk"],
    }
    changes = convert.changes(raw)
    assert changes.revision == 7
    assert changes.created == (Change("a", ("f", "a.pdf")),)
    assert changes.updated == ()
    assert changes.deleted == (Change("b", ("b.pdf",)),)


# ------------------------------------------------------------------------------------------- content


@pytest.mark.parametrize("raw", ["the-id", {"result": "the-id"}])
def test_the_default_server_comes_in_two_shapes(raw: Any) -> None:
    assert convert.server_id(raw) == "the-id"


@pytest.mark.parametrize("raw", [None, "", {}, {"result": None}, 5, ["the-id"]])
def test_what_names_no_server_is_refused(raw: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        convert.server_id(raw)


@pytest.mark.parametrize(
    ("manager", "expected"),
    [
        ("https://bim.example.com", "https://bim.example.com:22001"),
        ("http://bim.example.com:22000", "http://bim.example.com:22001"),
        ("https://[2001:db8::1]:443", "https://[2001:db8::1]:22001"),
    ],
)
def test_candidates_refer_to_the_manager(manager: str, expected: str) -> None:
    raw = {
        "id": "x",
        "name": "model1",
        "connectionUrls": ["http://in.cluster.local/", "$protocol//$hostname:22001", expected, 5, ""],
    }
    server = convert.model_server(raw, manager)
    assert server.name == "model1"
    assert server.addresses == ("http://in.cluster.local", expected)


SPANS = st.lists(st.builds(Span, st.integers(0, 60), st.integers(1, 20)), max_size=12)


@given(SPANS)
def test_merged_spans_cover_the_same_bytes(spans: list[Span]) -> None:
    merged = convert.merged(spans)

    def covered(some: Any) -> set[int]:
        return {byte for span in some for byte in range(span.offset, span.end)}

    assert covered(merged) == covered(spans)
    assert all(one.end < other.offset for one, other in itertools.pairwise(merged))


@pytest.mark.parametrize(
    "raw",
    [
        {"uploaded-parts": [{"offset": 8, "length": 4}, {"offset": 0, "length": 8}]},
        {"uploaded-parts": [{"offset": "0", "length": "12"}]},
        {"data": {"uploaded-parts": [{"offset": 0.0, "length": 12}, {"offset": "x"}, None]}},
    ],
)
def test_uploaded_parts(raw: Any) -> None:
    assert convert.spans(raw) == (Span(0, 12),)


def metadata(**changed: Any) -> dict[str, Any]:
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"abc").digest()).rstrip(b"=").decode()
    return {
        "blob-name": "/folder/sub/file.png",
        "blob-id": "B",
        "content-revision": "3",
        "content-hash-algorithm": "SHA256",
        "content-hash": digest,
        "size": "3",
        **changed,
    }


@pytest.mark.parametrize("raw", [metadata(), {"standard-metadata": metadata(), "user-metadata": {}}])
def test_a_receipt(raw: Any) -> None:
    receipt = convert.receipt(raw)
    assert receipt.folder_path == ("folder", "sub")
    assert receipt.name == "file.png"
    assert receipt.size == 3
    assert receipt.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert receipt.entry_id == "B"
    assert receipt.revision == "3"


@pytest.mark.parametrize(
    "changed",
    [
        {"content-hash-algorithm": "MD5"},
        {"content-hash": ""},
        {"content-hash": "too short"},
        {"content-hash": "!!!"},
        {"content-hash": "ümlaut"},
    ],
)
def test_another_hash_is_none(changed: dict[str, str]) -> None:
    assert convert.receipt(metadata(**changed)).sha256 == ""


@pytest.mark.parametrize("raw", [None, {}, "[]", 5, [None], [{"id": "a"}, 5], [{"name": "no id"}]])
def test_what_is_no_listing_is_refused(raw: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        convert.resources(raw)
