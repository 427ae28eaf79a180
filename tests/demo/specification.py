"""The vendor's published specification as a judge over recorded answers.

A record is a line that the stand-in writes with `--record` (see `bimexplorer.demo.traffic`). A problem is
a sentence `server METHOD path status: what`; known gaps of the specification are regular expressions over
these sentences.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from tests.spec_gaps import ALSO_POST, GAPS

FOLDER = Path(__file__).parents[3] / "shared" / "api" / "openapi"
"""The vendor's files lie beside the repository, where they are."""

_TELLING = ("server", "method", "path", "status", "answer_type")
_ALIAS = ("/management/latest/", "/management/client/")


class Specification:
    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._seen: set[tuple[object, ...]] = set()
        """Answers, and items of lists, judged before: tests ask for the same again and again."""
        self._validators: dict[tuple[str, str, int, str], jsonschema.Draft202012Validator] = {}
        schemas = document["components"]["schemas"]
        definitions = {"$defs": {name: _strict(schema) for name, schema in schemas.items()}}
        checker = jsonschema.FormatChecker(formats=["uuid"])
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                for status, answer in operation["responses"].items():
                    for content_type, content in answer.get("content", {}).items():
                        schema = {**definitions, **_strict(content["schema"])}
                        self._validators[path, method.upper(), int(status), content_type] = (
                            jsonschema.Draft202012Validator(schema, format_checker=checker)
                        )

    def operations(self) -> list[tuple[str, str]]:
        """`(METHOD, path)` of everything specified."""
        return [
            (method.upper(), path) for path, methods in self._document["paths"].items() for method in methods
        ]

    def problems(self, record: dict[str, Any]) -> list[str]:
        """What is wrong with an answer, known gaps and answers judged before left out."""
        if record["server"] == "bimplus":
            return []  # another vendor's, who publishes pages, no specification
        if record["fault"] or not self._is_new(record, record["answer"]):
            return []
        if isinstance(record["answer"], list):
            fresh = [item for item in record["answer"] if self._is_new(record, item)]
            record = {**record, "answer": fresh}
        path = record["path"].replace(*_ALIAS)
        head = f"{record['server']} {record['method']} {path} {record['status']}"
        found = [f"{head}: {problem}" for problem in self._wrong(path, record)]
        return [problem for problem in found if not is_known(problem)]

    def _is_new(self, record: dict[str, Any], answer: object) -> bool:
        key = (*(record[name] for name in _TELLING), str(answer))
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _wrong(self, path: str, record: dict[str, Any]) -> list[str]:
        method = "PUT" if path in ALSO_POST else record["method"]
        operation = self._document["paths"].get(path, {}).get(method.lower())
        if operation is None:
            return [f"not in the specification, answered {record['answer_type']}"]
        answers = {int(status): answer for status, answer in operation["responses"].items()}
        answer = answers.get(record["status"])
        if answer is None:
            return [f"the status is not in the specification, answered {record['answer_type']}"]
        types = answer.get("content", {})
        if record["answer_type"] not in (types or {None}):
            return [f"answered {record['answer_type']}, specified {sorted(types)}"]
        if not types or not record["answer_type"].endswith("json"):
            return []
        validator = self._validators[path, method, record["status"], record["answer_type"]]
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(record["answer"])]


def is_known(problem: str) -> bool:
    return any(gap.fullmatch(problem) for gap in _gaps())


@functools.cache
def _gaps() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(gap.pattern, re.DOTALL) for gap in GAPS)


@functools.cache
def specification(generation: str) -> Specification | None:
    """The specification of a generation; None where the files are not at hand."""
    path = FOLDER / f"bimcloud-{generation}.yaml"
    if not path.exists():
        return None
    return Specification(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def _strict(schema: Any) -> Any:
    """An OpenAPI 3.0 schema as JSON Schema, in which an object has no property that is not named."""
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("#/components/schemas/", "#/$defs/")}
    strict = {
        key: {name: _strict(item) for name, item in value.items()} if key == "properties" else _strict(value)
        for key, value in schema.items()
        if key not in ("example", "description", "nullable")
    }
    if schema.get("nullable"):
        strict["type"] = [schema["type"], "null"]
    if "properties" in schema:
        strict.setdefault("additionalProperties", False)
    return strict
