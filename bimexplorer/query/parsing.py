"""A query from its text, or the place of the mistake in it."""

from __future__ import annotations

import difflib
import re

from bimexplorer.errors import ProgramError
from bimexplorer.query.tree import EVERYTHING, UNITS, Field, Not, Query, Relation, all_of, any_of
from bimexplorer.query.values import ESCAPED, WrongValue, condition, shown
from bimexplorer.words import say

LONGEST = 2000
"""Characters of a query."""

_DEEPEST = 12
"""Parentheses and negations inside each other: servers refuse what is nested much deeper."""

_FIELDS = {**{field.value: field for field in Field}, "author": Field.BY}
_OTHER_WORDS = {
    "date": "modified",
    "changed": "modified",
    "time": "modified",
    "ext": "type",
    "extension": "type",
    "kind": "type",
    "owner": "by",
    "user": "by",
    "folder": "path",
    "file": "name",
}
"""What people call a field elsewhere: suggested, so that there stays one way to write it."""

_HEAD = re.compile(r"([^\W\d][\w-]*)(:)?\s*(<=|>=|<|>|=)?")
_OPERATOR = re.compile(r"(AND|OR|NOT)(?=[\s()]|$)")
_UNIT_APART = re.compile(rf"\s+({'|'.join(UNITS)})(?=[\s)]|$)", re.IGNORECASE)
"""“10 MB”: a name “MB” beside a size in bytes is asked for by nobody, and can be put in quotes."""

_Place = tuple[int, int]
"""Position and length in the text."""


class QueryError(ProgramError):
    """A text that is no query.

    `position` and `length` (at least 1) say in characters what of the text is wrong. `suggestion`, where
    there is one, is what may stand in its place.
    """

    def __init__(self, sentence: str, position: int, length: int, suggestion: str = "") -> None:
        super().__init__(sentence, f"characters {position} to {position + length}")
        self.position = position
        self.length = length
        self.suggestion = suggestion


def parse(text: str) -> Query:
    """The query of a text; nothing but spaces is `EVERYTHING`. Raises `QueryError`."""
    if len(text) > LONGEST:
        raise QueryError(
            say("A query can be {most} characters long at most.", most=LONGEST),
            LONGEST,
            len(text) - LONGEST,
        )
    return _Parser(text).parsed()


class _Parser:
    """Recursive descent, every character read once. `before` is what the next condition is wanted for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def parsed(self) -> Query:
        self._skip_space()
        return EVERYTHING if self._ended() else self._any((0, 0), 0)

    def _any(self, before: _Place, depth: int) -> Query:
        """Up to the end or a closing parenthesis."""
        found = [self._all(before, depth)]
        while self._operator() == "OR":
            before = self._took(len("OR"))
            found.append(self._all(before, depth))
        if depth == 0 and not self._ended():
            raise self._nothing_open()
        return any_of(found)

    def _all(self, before: _Place, depth: int) -> Query:
        found = [self._one(before, depth)]
        while not self._ended() and self._text[self._at] != ")" and self._operator() != "OR":
            if self._operator() == "AND":
                before = self._took(len("AND"))
            found.append(self._one(before, depth))
        return all_of(found)

    def _one(self, before: _Place, depth: int) -> Query:
        """A condition, a negation or a group, and the space behind it."""
        if self._ended():
            raise self._nothing_behind(before)
        start, word = self._at, self._operator()
        if depth > _DEEPEST:
            raise QueryError(say("This is nested too deep."), start, 1)
        if word in ("AND", "OR"):
            raise QueryError(say("{word} has to stand between two conditions.", word=word), start, len(word))
        if self._text[start] == ")":
            raise self._nothing_behind(before) if before[1] else self._nothing_open()
        if self._text[start] == "(":
            query = self._group(depth)
        elif sign := len("NOT") if word == "NOT" else self._minus():
            query = Not(self._one(self._took(sign), depth + 1))
        else:
            query = self._condition()
        self._skip_space()
        return query

    def _group(self, depth: int) -> Query:
        opened = self._took(1)
        query = self._any(opened, depth + 1)
        if self._ended():
            raise QueryError(say("This parenthesis is not closed."), *opened)
        self._at += 1
        return query

    def _condition(self) -> Query:
        start = self._at
        field, relation = Field.NAME, None
        head = _HEAD.match(self._text, start)
        if head is not None and (head[2] or head[3]):
            known = _FIELDS.get(head[1].lower())
            # A name may hold “=”, so a=b is a word; no name holds one of the others.
            if known is None and (head[2] or head[3] != "="):
                raise _unknown(head[1], start)
            if known is not None:
                field, relation = known, Relation(head[3]) if head[3] else None
                self._at = head.end()
                self._skip_space()
        value_at = self._at
        # “name: OR b”: an operator, where only “name:OR” can mean the word.
        apart = value_at > start and self._text[value_at - 1].isspace()
        value = "" if apart and self._operator() else self._value()
        if field is Field.SIZE and value[-1:].isdigit() and (unit := _UNIT_APART.match(self._text, self._at)):
            value += unit[1]
            self._at = unit.end()
        if not value:
            length = len(self._text[start : self._at].rstrip())
            raise QueryError(say("Something to look for is missing here."), start, length)
        try:
            return condition(field, relation, value)
        except WrongValue as wrong:
            raise QueryError(str(wrong), value_at, self._at - value_at) from None

    def _value(self) -> str:
        """Up to a space or the parenthesis that ends the group; escaped characters keep their backslash."""
        pieces: list[str] = []
        open_here = 0
        while not self._ended():
            character = self._text[self._at]
            if character.isspace() or (character == ")" and not open_here):
                break
            if character == '"':
                pieces += self._quotation()
            else:
                # plan(2).pdf is a name.
                open_here += (character == "(") - (character == ")")
                pieces.append(self._character())
        return "".join(pieces)

    def _quotation(self) -> list[str]:
        start = self._at
        self._at += 1
        pieces: list[str] = []
        while not self._ended():
            if self._text[self._at] == '"':
                self._at += 1
                return pieces
            pieces.append(self._character())
        raise QueryError(say("This quotation mark is not closed."), start, len(self._text) - start)

    def _character(self) -> str:
        escaped = ESCAPED.match(self._text, self._at)
        piece = escaped[0] if escaped else self._text[self._at]
        self._at += len(piece)
        return piece

    def _operator(self) -> str:
        """The operator that stands here, if one does."""
        found = _OPERATOR.match(self._text, self._at)
        return found[1] if found else ""

    def _minus(self) -> int:
        """1 where a minus sign negates what follows it; a lonely one is part of a name."""
        following = self._text[self._at + 1 : self._at + 2]
        return 1 if self._text[self._at] == "-" and following.strip() and following != ")" else 0

    def _took(self, length: int) -> _Place:
        """Go on behind an operator or a sign; where it stood."""
        place = self._at, length
        self._at += length
        self._skip_space()
        return place

    def _skip_space(self) -> None:
        while not self._ended() and self._text[self._at].isspace():
            self._at += 1

    def _ended(self) -> bool:
        return self._at >= len(self._text)

    def _nothing_open(self) -> QueryError:
        return QueryError(say("There is no open parenthesis that this one could close."), self._at, 1)

    def _nothing_behind(self, before: _Place) -> QueryError:
        what = self._text[before[0] : sum(before)]
        if what != "(":
            return QueryError(say("A condition is missing behind {what}.", what=what), *before)
        if self._ended():
            return QueryError(say("This parenthesis is not closed."), *before)
        return QueryError(
            say("There is nothing between the parentheses."), before[0], self._at + 1 - before[0]
        )


def _unknown(name: str, position: int) -> QueryError:
    near = difflib.get_close_matches(name.lower()[:20], [*_FIELDS, *_OTHER_WORDS], n=1)
    meant = _OTHER_WORDS.get(near[0], near[0]) if near else ""
    if meant:
        sentence = say(
            "“{name}” is nothing that can be searched for. Did you mean “{meant}”?",
            name=shown(name),
            meant=meant,
        )
    else:
        sentence = say(
            "“{name}” is nothing that can be searched for. Write one of {fields}, or put it in quotes.",
            name=shown(name),
            fields=", ".join(_FIELDS),
        )
    return QueryError(sentence, position, len(name), meant)
