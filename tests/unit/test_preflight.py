"""Names that cannot be used as they are, found before anything is sent."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bimexplorer.clouds.base import Connection
from bimexplorer.clouds.bimcloud.cloud import BimcloudCloud
from bimexplorer.clouds.bimcloud.generation import OAUTH
from bimexplorer.transfer.plan import name_key
from bimexplorer.transfer.preflight import Finding, FindingKind, NameRules, check_listing, check_names
from bimexplorer.transfer.walk import walk
from tests.contract.parts import MemoryStore


@pytest.fixture(scope="module")
def rules() -> NameRules:
    """A real cloud's; it makes no request for a name."""
    return BimcloudCloud(Connection("http://nowhere.invalid", OAUTH, "Lab"), MemoryStore())


def test_nothing_is_wrong_with_good_names(rules: NameRules) -> None:
    assert check_names(["plan.pdf", "plan.dwg", "Plan", ".hidden", "図面.ifc"], rules) == [None] * 5
    assert check_names([], rules) == []


def test_a_name_that_is_not_taken(rules: NameRules) -> None:
    first, second = check_names(["a:b.pdf", "good.pdf"], rules)
    assert first == Finding(
        "a:b.pdf", FindingKind.NAME_NOT_TAKEN, "BIMcloud does not allow : in a name.", "a-b.pdf"
    )
    assert second is None


def test_suggestions_keep_clear_of_each_other(rules: NameRules) -> None:
    found = check_names(["a?.pdf", "a*.pdf", "A_ (2).PDF", "a_.pdf"], rules)
    assert [one and one.suggestion for one in found] == ["a_ (3).pdf", "a_ (4).pdf", None, None]


@pytest.mark.parametrize(
    ("first", "second", "suggestion"),
    [
        ("Plan.pdf", "plan.pdf", "plan (2).pdf"),
        ("plan.pdf", "plan.pdf", "plan (2).pdf"),
        ("Stra\u00dfe", "STRASSE", "STRASSE (2)"),
        ("\u00e9.txt", "e\u0301.txt", "\u00e9 (2).txt"),
    ],
)
def test_names_that_are_the_same_to_a_cloud(
    rules: NameRules, first: str, second: str, suggestion: str
) -> None:
    before, found = check_names([first, second], rules)
    assert before is None
    assert found is not None
    assert (found.name, found.kind, found.suggestion) == (second, FindingKind.SAME_NAME, suggestion)
    assert first in found.sentence or second in found.sentence
    assert found.sentence.endswith(".")


def test_all_but_the_first_are_told(rules: NameRules) -> None:
    found = check_names(["a", "A", "a", "b"], rules)
    assert [one and one.suggestion for one in found] == [None, "A (2)", "a (3)", None]


@given(names=st.lists(st.text(alphabet='aA\u00e4b:?,. \n\udcff\u0301"', max_size=6), max_size=12))
def test_after_the_suggestions_all_is_well(rules: NameRules, names: list[str]) -> None:
    found = check_names(names, rules)
    assert len(found) == len(names)
    mended = [one.suggestion if one else name for name, one in zip(names, found, strict=True)]
    assert check_names(mended, rules) == [None] * len(names)
    assert len({name_key(name) for name in mended}) == len(names)


@pytest.mark.skipif(sys.platform != "linux", reason="names that other systems do not store")
def test_a_folder_of_a_source(rules: NameRules, tmp_path: Path) -> None:
    for name in ("what?/inner.txt", "Plan/inner:.txt", "good/file.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x")
    for name in ("plan", "a,b.txt", "ok.txt", "OK.txt", "e\u0301", "\u00e9"):
        (tmp_path / name).write_text("x")
    top, *below = walk(tmp_path)
    found = check_listing(top, rules)
    assert found
    assert {name: one.suggestion for name, one in found.folders.items()} == {"what?": "what_"}
    assert {name: (one.kind, one.suggestion) for name, one in found.files.items()} == {
        "a,b.txt": (FindingKind.NAME_NOT_TAKEN, "a_b.txt"),
        "ok.txt": (FindingKind.SAME_NAME, "ok (2).txt"),
        "plan": (FindingKind.SAME_NAME, "plan (2)"),
        "\u00e9": (FindingKind.SAME_NAME, "\u00e9 (2)"),
    }
    by_names = {listing.names: check_listing(listing, rules) for listing in below}
    assert not by_names[("good",)]
    assert not by_names[("what?",)]
    assert list(by_names[("Plan",)].files) == ["inner:.txt"]
