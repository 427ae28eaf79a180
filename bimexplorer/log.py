"""Logging with every secret taken out before a line is formatted anywhere."""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

_SECRETS = [
    # In addresses: BIMcloud sends its session ids in the query.
    (
        re.compile(
            r"((?:session-id|code|state|code_verifier|refresh_token|access_token|api-token|ticket|password)=)[^&\s'\"]+"
        ),
        r"\1…",
    ),
    # In JSON, also in JSON within a string, and in printed mappings; a value may hold quotes itself.
    (
        re.compile(
            r"""(["'](?:access_token|refresh_token|password|secret|code|code_verifier|session-id|api-token|ticket)"""
            r"""\\*["']\s*:\s*)(?:"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|\\+["'][^"'\\]*)"""
        ),
        r'\1"…"',
    ),
    (re.compile(r"\b((?:Bearer|BimPlus|Basic)\s+)[\w.~+/=-]+"), r"\1…"),
    (re.compile(r"(://[^/\s:@]+:)[^/\s@]+@"), r"\1…@"),
]


def redact(text: str) -> str:
    """The text without tokens, session ids, passwords and sign-in codes."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _LogFile(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """A log that cannot be written (a full disk) is done without; no stack trace is shown for it."""

    def close(self) -> None:
        # The rest may not go out either.
        with suppress(OSError):
            super().close()


def start_logging(path: Path, level: int = logging.INFO) -> logging.Handler:
    """Log into a file of at most 1 MiB, with three older ones kept; `stop_logging` ends it."""
    handler = _LogFile(path, maxBytes=1 << 20, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return handler


def stop_logging(handler: logging.Handler) -> None:
    logging.getLogger().removeHandler(handler)
    handler.close()
