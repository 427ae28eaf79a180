"""Every sentence of the program has its German one, and what the program loads is what was translated."""

from __future__ import annotations

import ast
import inspect
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from development import translations
from development.environment import Environment
from development.problems import SetUpError
from development.translations import Message
from PySide6.QtCore import QTranslator

from bimexplorer import errors
from bimexplorer.settings import LANGUAGES

CODES = LANGUAGES[2:]  # the first is the system's, the second that of the sources

Key = tuple[str, str, str]
"""Context, source and comment."""

ERRORS = {
    name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)
}


@pytest.fixture(params=CODES)
def ts(request: pytest.FixtureRequest, root: Path) -> Path:
    return root / translations.FOLDER / f"bimexplorer_{request.param}.ts"


def key(message: Message) -> Key:
    return message.context, message.source, message.comment


class Calls(ast.NodeVisitor):
    """The calls of one file that translate something, as Qt looks them up while the program runs."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: set[Key] = set()
        self.wrong: list[str] = []
        self._classes: list[str] = []
        self._functions = 0

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_FunctionDef(self, node: ast.AST) -> None:
        self._functions += 1
        self.generic_visit(node)
        self._functions -= 1

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815
    visit_Lambda = visit_FunctionDef  # noqa: N815

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        function = node.func
        literals = [
            argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None
            for argument in node.args
        ]
        own = isinstance(function, ast.Attribute) and ast.unparse(function.value) == "self"
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in ("translate", "QT_TRANSLATE_NOOP"):
            if len(literals) >= 2 and None not in literals[:2]:
                self._found(node, literals[0], literals[1], now=name == "translate")
        elif name == "tr":
            if not own or None in literals or len(literals) not in (1, 2):
                self._complain(node, "tr() is for literals, of self, and without a number: see words.plural")
            elif self._classes:
                self._found(node, self._classes[-1], *literals, now=True)
        elif isinstance(function, ast.Name) and name == "plural":
            if len(literals) != 3 or None in literals[:2]:
                self._complain(node, "plural() takes two literals and the number")
            else:
                self._found(node, "", literals[0], literals[1], now=True)
        elif isinstance(function, ast.Name) and name in ("say", "later") and literals[:1] != [None]:
            self._found(node, "", literals[0], now=name == "say")
        elif isinstance(function, ast.Name) and name in ERRORS and node.args:
            self._error(node)
        elif ast.unparse(function).startswith("log.") and any(
            isinstance(part, ast.Attribute) and part.attr == "sentence" for part in ast.walk(node)
        ):
            self._complain(node, "the log is English: see ProgramError.english")

    def _error(self, node: ast.Call) -> None:
        first = node.args[0]
        parts = first.values if isinstance(first, ast.JoinedStr) else [first]
        texts = [part.value for part in parts if isinstance(part, ast.Constant)]
        if any(isinstance(text, str) and text.strip() for text in texts):
            self._complain(node, "the sentence of an error has to be said: see words.say")

    def _found(
        self, node: ast.Call, context: str | None, source: str | None, comment: str | None = "", *, now: bool
    ) -> None:
        assert context is not None
        assert source is not None
        assert comment is not None
        if now and not self._functions:
            self._complain(node, "no language is chosen yet when a module is imported")
        self.keys.add((context, source, comment))

    def _complain(self, node: ast.Call, why: str) -> None:
        self.wrong.append(f"{self.file}:{node.lineno}: {ast.unparse(node)[:60]}: {why}")


@pytest.fixture(scope="module")
def calls(root: Path) -> list[Calls]:
    found = []
    for file in translations.sources(root):
        if file != "bimexplorer/words.py":
            found.append(Calls(file))
            found[-1].visit(ast.parse((root / file).read_text(encoding="utf-8")))
    return found


def test_sentences_are_written_so_that_they_can_be_translated(calls: list[Calls]) -> None:
    assert not [complaint for one in calls for complaint in one.wrong]


def test_no_sentence_of_the_sources_is_missing(ts: Path, calls: list[Calls]) -> None:
    """What the program will look up, found without Qt's tool: that knows less of Python."""
    there = {key(message) for message in translations.messages(ts)}
    wanted = {one for call in calls for one in call.keys}
    assert sorted(wanted - there) == [], "python3 installer/dev.py translate adds what is missing"
    assert sorted(there - wanted) == [], "python3 installer/dev.py translate drops what is no longer there"


def test_the_tool_finds_the_same_sentences(ts: Path, root: Path, tmp_path: Path) -> None:
    environment = Environment(root)
    environment.scripts = Path(sys.executable).parent
    copy = tmp_path / ts.name
    shutil.copyfile(ts, copy)
    translations.update(environment, copy)
    assert set(translations.messages(copy)) == set(translations.messages(ts))


EMPTY = """\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
</TS>
"""

SOURCE = """\
T = {1: later("Kept.")}


class Panel:
    def show(self, n):
        self.tr("Show")
        translate("words", "Folder")
        say("The folder “{name}” is not empty.", name=n)
        raise Conflict(plural("{n} file in {folder}", "{n} files in {folder}", len(n), folder=n), "technical")
"""


@pytest.fixture
def small(tmp_path: Path) -> Environment:
    """A checkout with one file, and the tools of this environment."""
    for folder in ("bimexplorer/cli", str(translations.FOLDER)):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "bimexplorer" / "panel.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "bimexplorer" / "cli" / "main.py").write_text(
        'say("Not for the window.")\n', encoding="utf-8"
    )
    (tmp_path / translations.FOLDER / "bimexplorer_de.ts").write_text(EMPTY, encoding="utf-8")
    environment = Environment(tmp_path)
    environment.scripts = Path(sys.executable).parent
    return environment


def test_one_command_brings_everything_up_to_date(
    small: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    ts = small.root / translations.FOLDER / "bimexplorer_de.ts"
    assert translations.translate(small) == 0
    assert capsys.readouterr().out == "dev.py: bimexplorer_de.ts: 5 messages, 5 unfinished\n"
    assert {key(message) for message in translations.messages(ts)} == {
        ("", "Kept.", ""),
        ("", "The folder “{name}” is not empty.", ""),
        ("", "{n} file in {folder}", "{n} files in {folder}"),
        ("Panel", "Show", ""),
        ("words", "Folder", ""),
    }
    text = ts.read_text(encoding="utf-8")
    ts.write_text(
        text.replace(
            '<source>Show</source>\n        <translation type="unfinished"></translation>',
            "<source>Show</source>\n        <translation>Anzeigen</translation>",
        ),
        encoding="utf-8",
    )
    (small.root / "bimexplorer" / "panel.py").write_text(SOURCE.replace("Folder", "File"), encoding="utf-8")
    assert translations.translate(small) == 0
    assert capsys.readouterr().out == "dev.py: bimexplorer_de.ts: 5 messages, 4 unfinished\n"
    assert ("words", "Folder", "") not in {key(message) for message in translations.messages(ts)}
    once = ts.read_bytes()
    assert translations.translate(small) == 0
    assert ts.read_bytes() == once
    translator = QTranslator()
    assert translator.load(str(ts.with_suffix(".qm")))
    assert translator.translate("Panel", "Show") == "Anzeigen"


def test_a_damaged_translation_is_told(small: Environment) -> None:
    ts = small.root / translations.FOLDER / "bimexplorer_de.ts"
    ts.write_text("<TS><context>", encoding="utf-8")
    with pytest.raises(SetUpError, match="pyside6-lupdate failed"):
        translations.translate(small)
    assert ts.read_text(encoding="utf-8") == "<TS><context>"


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}", text))


def trouble(message: Message) -> Iterator[str]:
    """What is wrong with a translation."""
    if not message.finished or not all(message.translations):
        yield "unfinished"
    for text in message.translations:
        # A plural form for one thing may leave the number out: “eine Datei”.
        if set(placeholders(text)) - set(placeholders(message.source)) or (
            set(placeholders(message.source))
            - set(placeholders(text))
            - ({"{n}"} if message.comment else set())
        ):
            yield f"placeholders of {text!r}"
        if text.endswith(("…", ":", ".", "?")) != message.source.endswith(("…", ":", ".", "?")):
            yield f"the end of {text!r}"
        if text.count("&") != message.source.count("&"):
            yield f"the mnemonic of {text!r}"
        if (
            (text == text.strip()) != (message.source == message.source.strip())
            or "..." in text
            or '"' in text.replace('"', "", message.source.count('"'))
        ):
            yield f"spaces, dots or quotation marks of {text!r}"
        if text.count("„") != text.count("“"):
            yield f"quotation marks of {text!r}"


def test_every_translation_is_whole(ts: Path) -> None:
    wrong = {
        message.source: found for message in translations.messages(ts) if (found := list(trouble(message)))
    }
    assert not wrong


def test_the_program_loads_what_was_translated(ts: Path) -> None:
    translator = QTranslator()
    assert translator.load(str(ts.with_suffix(".qm")))
    for message in translations.messages(ts):
        numbers = (1, 2) if len(message.translations) > 1 else (-1,)
        loaded = tuple(
            translator.translate(message.context, message.source, message.comment or None, n) for n in numbers
        )
        assert loaded == message.translations, "python3 installer/dev.py translate makes the .qm anew"
