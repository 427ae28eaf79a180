"""What is wrong with the names of a drop, found before its first byte travels. Pure.

What cannot be read (no right, locked by another program, a path too long for this computer) is found by
`walk` itself, as `LeftOut`. No cloud documents how long a whole path may be, so that is not judged here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from bimexplorer.transfer.plan import name_key
from bimexplorer.transfer.walk import Listing
from bimexplorer.words import say


class FindingKind(str, Enum):
    """What is wrong with a name."""

    NAME_NOT_TAKEN = "name not taken"
    """The cloud does not take it."""
    SAME_NAME = "same name"
    """Another file or folder that goes to the same place has one that the cloud may take for the same."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One name that cannot be used as it is."""

    name: str
    """As in the listing."""
    kind: FindingKind
    sentence: str
    suggestion: str
    """What the cloud would take, and nothing else of the same place has."""


class NameRules(Protocol):
    """The part of a `Cloud` that knows names."""

    def check_name(self, name: str) -> str: ...

    def suggested_name(self, name: str, taken: Callable[[str], bool]) -> str: ...


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found about one folder of a source; every name of a listing is there once."""

    folders: dict[str, Finding]
    """By name, for a folder with which all below it would fail."""
    files: dict[str, Finding]

    def __bool__(self) -> bool:
        return bool(self.folders or self.files)


def check_names(names: Sequence[str], rules: NameRules) -> list[Finding | None]:
    """What is wrong with each of the names that go to one place; of equal ones the first is right.

    Suggestions differ from each other and from all of the names.
    """
    taken = {name_key(name) for name in names}
    first: dict[str, str] = {}
    findings: list[Finding | None] = []
    for name in names:
        key = name_key(name)
        if sentence := rules.check_name(name):
            kind = FindingKind.NAME_NOT_TAKEN
        elif key in first:
            kind, sentence = FindingKind.SAME_NAME, _same(name, first[key])
        else:
            first[key] = name
            findings.append(None)
            continue
        suggestion = rules.suggested_name(name, lambda candidate: name_key(candidate) in taken)
        taken.add(name_key(suggestion))
        findings.append(Finding(name, kind, sentence, suggestion))
    return findings


def check_listing(listing: Listing, rules: NameRules) -> Findings:
    """What is wrong with the names in one folder of a source. A folder goes before a file of its name."""
    names = [*listing.folders, *(found.name for found in listing.files)]
    findings = check_names(names, rules)
    count = len(listing.folders)
    return Findings(_by_name(findings[:count]), _by_name(findings[count:]))


def _by_name(findings: Sequence[Finding | None]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings if finding is not None}


def _same(name: str, other: str) -> str:
    if unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", other):
        return say("Something else named “{name}” goes to the same folder.", name=name)
    return say("“{other}” goes to the same folder, and a cloud may take both names for one.", other=other)
