"""The table of `classify`: what a queue does about each error."""

from __future__ import annotations

import pytest

from bimexplorer import errors
from bimexplorer.errors import ProgramError, Verdict, classify

TABLE = {
    errors.Offline: Verdict.RETRY,
    errors.ServerUnreachable: Verdict.RETRY,
    errors.ServerBusy: Verdict.RETRY,
    errors.RateLimited: Verdict.RETRY,
    errors.ServerFailed: Verdict.RETRY,
    errors.UnexpectedAnswer: Verdict.RETRY,
    errors.UploadLost: Verdict.RETRY,
    errors.UploadIncomplete: Verdict.RETRY,
    errors.BatchFailed: Verdict.RETRY,
    errors.SourceChanged: Verdict.RETRY,
    errors.Insecure: Verdict.ASK_USER,
    errors.AuthExpired: Verdict.ASK_USER,
    errors.SignInFailed: Verdict.ASK_USER,
    errors.SignInRefused: Verdict.ASK_USER,
    errors.SignInTimedOut: Verdict.ASK_USER,
    errors.SignInCancelled: Verdict.ASK_USER,
    errors.AccessDenied: Verdict.ASK_USER,
    errors.Conflict: Verdict.ASK_USER,
    errors.NameExists: Verdict.ASK_USER,
    errors.NotEmpty: Verdict.ASK_USER,
    errors.NotConfirmed: Verdict.ASK_USER,
    errors.Corrupt: Verdict.ASK_USER,
    errors.SourceUnreadable: Verdict.ASK_USER,
    errors.TargetExists: Verdict.ASK_USER,
    errors.TargetUnwritable: Verdict.ASK_USER,
    errors.DiskFull: Verdict.ASK_USER,
    errors.CloudError: Verdict.FATAL,
    errors.WrongService: Verdict.FATAL,
    errors.NotFound: Verdict.FATAL,
    errors.InvalidName: Verdict.FATAL,
    errors.Unsupported: Verdict.FATAL,
    errors.NotCalculated: Verdict.FATAL,
    errors.RevisionObsolete: Verdict.FATAL,
    errors.LocalError: Verdict.FATAL,
    errors.SourceMissing: Verdict.FATAL,
    errors.UnsafeName: Verdict.FATAL,
    errors.Cancelled: Verdict.FATAL,
}


def every_error() -> set[type[ProgramError]]:
    """Those of `bimexplorer.errors`; a module's own private kinds take their base's verdict."""
    classes = (cls for cls in vars(errors).values() if isinstance(cls, type))
    return {cls for cls in classes if issubclass(cls, ProgramError) and cls is not ProgramError}


@pytest.mark.parametrize(("cls", "verdict"), TABLE.items())
def test_verdict(cls: type[ProgramError], verdict: Verdict) -> None:
    assert classify(cls("It went wrong.")) is verdict


def test_the_table_knows_every_error() -> None:
    assert every_error() == set(TABLE)


def test_the_docstring_draws_every_error() -> None:
    assert errors.__doc__ is not None
    assert [cls.__name__ for cls in every_error() if cls.__name__ not in errors.__doc__] == []


def test_what_is_no_error_of_ours_is_fatal() -> None:
    assert classify(ValueError("x")) is Verdict.FATAL
