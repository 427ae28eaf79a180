"""`dev.py translate`: from the sentences in the sources to the files that the program loads.

lupdate reads the sources and brings `bimexplorer_<language>.ts` up to date, lrelease makes the `.qm` of it.
What translators should know is in `installer/TRANSLATING.md`.
"""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .environment import Environment, clean
from .problems import SetUpError
from .processes import collect, say

FOLDER = Path("resources/translations")

# In English in every language: the shell command and the stand-ins.
_ENGLISH = ("bimexplorer/cli", "bimexplorer/demo")

# The functions of bimexplorer/words.py. lupdate takes the second argument of tr() for a comment and the third
# for a number: `plural` gives a message with plural forms, whose comment is the English plural.
_ALIASES = "tr+=say,tr+=plural,tr+=later"


@dataclass(frozen=True)
class Message:
    """One message of a `.ts` file."""

    context: str
    source: str
    comment: str
    """Of `plural`: the source in the plural."""
    translations: tuple[str, ...]
    """One, or one for each plural form."""
    finished: bool


def translate(venv: Environment) -> int:
    """Bring all translations up to date; the exit code."""
    for ts in sorted((venv.root / FOLDER).glob("bimexplorer_*.ts")):
        update(venv, ts)
        release(venv, ts, ts.with_suffix(".qm"))
        found = messages(ts)
        unfinished = sum(not message.finished for message in found)
        say(f"{ts.name}: {len(found)} messages, {unfinished} unfinished")
    return 0


def update(venv: Environment, ts: Path) -> None:
    """Add what is new in the sources to `ts`, and drop what is gone. Raises SetUpError."""
    # No places in the file: they would change with every line added above.
    options = ["-no-obsolete", "-locations", "none", "-sort-messages", "-tr-function-alias", _ALIASES]
    _run(venv, "pyside6-lupdate", [*options, *sources(venv.root), "-ts", str(ts)])


def release(venv: Environment, ts: Path, qm: Path) -> None:
    """Make what the program loads. Raises SetUpError."""
    _run(venv, "pyside6-lrelease", [str(ts), "-qm", str(qm)])


def sources(root: Path) -> list[str]:
    """The files whose sentences are translated, from the root of the checkout."""
    files = sorted(path.relative_to(root).as_posix() for path in (root / "bimexplorer").rglob("*.py"))
    return [file for file in files if not file.startswith(_ENGLISH)]


def messages(ts: Path) -> list[Message]:
    """What a `.ts` file holds."""
    found = []
    for context in ET.parse(ts).getroot().iter("context"):  # noqa: S314 - a file of this project
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")]
            found.append(
                Message(
                    context.findtext("name") or "",
                    message.findtext("source") or "",
                    message.findtext("comment") or "",
                    tuple(forms) or (translation.text or "",),
                    translation.get("type") is None,
                )
            )
    return found


def _run(venv: Environment, tool: str, arguments: Sequence[str]) -> None:
    program = str(venv.scripts / tool)
    code, output = collect([program, *arguments], folder=venv.root, environment=clean(os.environ))
    if code != 0:
        raise SetUpError(f"{tool} failed.\n{output}")
