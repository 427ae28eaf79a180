"""JSON documents of requests, read strictly."""

from __future__ import annotations

import json
from typing import Any


def parsed(raw: bytes) -> Any:
    """A JSON document.

    Raises:
        ValueError: it is none, or holds text that is no Unicode (lone surrogates), NaN or infinities.
    """
    try:
        document = json.loads(raw, parse_constant=_refuse_constant)
        json.dumps(document, ensure_ascii=False).encode()
    except RecursionError as exc:
        raise ValueError("nested too deep") from exc
    return document


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")
