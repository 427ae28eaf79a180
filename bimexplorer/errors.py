"""Everything that can go wrong, each with a sentence for people and the technical text behind a button.

    ProgramError
    ├── CloudError
    │   ├── Offline               no answer: line, name, proxy, time-out
    │   │   └── ServerUnreachable no candidate address of a content server answered
    │   ├── Insecure              the server's certificate was not accepted
    │   ├── ServerBusy            503, or the service's own "later"
    │   │   └── RateLimited       429, or no requests left
    │   ├── ServerFailed          the server reported an error of its own
    │   ├── UnexpectedAnswer      not what the specification promises
    │   ├── WrongService          an address that is no server of this kind
    │   ├── AuthExpired           the sign-in ended and could not be renewed
    │   ├── SignInFailed
    │   │   ├── SignInRefused     wrong user name or password
    │   │   ├── SignInTimedOut    nobody finished in the browser
    │   │   └── SignInCancelled
    │   ├── AccessDenied
    │   ├── NotFound
    │   ├── Conflict
    │   │   ├── NameExists
    │   │   └── NotEmpty
    │   ├── InvalidName
    │   ├── Unsupported           the service has no such operation
    │   ├── NotCalculated         a comparison that nobody has asked for yet
    │   ├── RevisionObsolete      the change feed must start again from 0
    │   ├── UploadLost            upload session, batch or content session is gone: begin again
    │   ├── UploadIncomplete      parts are missing or wrong on the server
    │   ├── BatchFailed           a batch could not be committed: go file by file
    │   └── Corrupt               the content differs from what was sent or expected
    ├── LocalError
    │   ├── SourceMissing         SourceUnreadable   SourceChanged
    │   └── TargetExists          TargetUnwritable   DiskFull   UnsafeName
    ├── NotConfirmed              what was typed to confirm something grave is wrong
    └── Cancelled

`classify` says what a queue does about one. It is pure; `tests/unit/test_errors.py` holds its table.
"""

from __future__ import annotations

from enum import Enum

from bimexplorer.words import in_english, say


class ProgramError(Exception):
    """Base of all errors that are shown to people.

    `sentence` is complete and ends with a full stop. `english` is the same for the log, and the text of the
    exception. `technical` is for a support request and never holds a secret.
    """

    def __init__(self, sentence: str, technical: str = "") -> None:
        self.sentence = sentence
        self.english = in_english(sentence)
        super().__init__(self.english)
        self.technical = technical


class CloudError(ProgramError):
    """Something about a server or the way to it."""


class Offline(CloudError):
    """No answer came: the line, name resolution, a proxy, a time-out."""


class ServerUnreachable(Offline):
    """None of the addresses of a content server answered; `technical` lists the addresses tried."""


class Insecure(CloudError):
    """The certificate was not accepted by this computer's certificate store."""


class ServerBusy(CloudError):
    """The server asks to come back later.

    `retry_after` is in seconds, None where the server named no time.
    """

    def __init__(self, sentence: str, technical: str = "", retry_after: float | None = None) -> None:
        super().__init__(sentence, technical)
        self.retry_after = retry_after


class RateLimited(ServerBusy):
    """Too many requests in the service's time window."""


class ServerFailed(CloudError):
    """The server reported an error of its own."""


class UnexpectedAnswer(CloudError):
    """An answer that is not what the specification promises."""


class WrongService(CloudError):
    """The address does not lead to a server of the expected kind."""


class AuthExpired(CloudError):
    """The sign-in ended and could not be renewed: the person has to sign in again."""


class SignInFailed(CloudError):
    """A sign-in that came to nothing."""


class SignInRefused(SignInFailed):
    """Wrong user name or password, or this way of signing in is not allowed."""


class SignInTimedOut(SignInFailed):
    """Nobody finished the sign-in in the browser."""


class SignInCancelled(SignInFailed):
    """The person gave up, here or in the browser."""


class AccessDenied(CloudError):
    """The signed-in user has no right to do this."""


class NotFound(CloudError):
    """It does not exist, no longer, or not for this user."""


class Conflict(CloudError):
    """The server's state stands against it."""


class NameExists(Conflict):
    """Something of that name is already there."""


class NotEmpty(Conflict):
    """A folder that still holds something."""


class InvalidName(CloudError):
    """A name the service does not take."""


class Unsupported(CloudError):
    """The service has no such operation."""


class NotCalculated(CloudError):
    """Nobody has had these revisions compared yet."""


class RevisionObsolete(CloudError):
    """The server's database was replaced: read everything again from revision 0."""


class UploadLost(CloudError):
    """The upload session, its batch or the content session is gone: begin again."""


class UploadIncomplete(CloudError):
    """Parts are missing or were not accepted; the server's list of parts is the truth."""


class BatchFailed(CloudError):
    """A batch could not be committed: send its files one by one."""


class Corrupt(CloudError):
    """The content differs from what was sent, or from what was expected."""


class LocalError(ProgramError):
    """Something about this computer's files."""


class SourceMissing(LocalError):
    """A file to be sent does not exist."""


class SourceUnreadable(LocalError):
    """A file to be sent cannot be read."""


class SourceChanged(LocalError):
    """A file was changed while it was sent."""


class TargetExists(LocalError):
    """A file of that name is already there and nobody decided to replace it."""


class TargetUnwritable(LocalError):
    """The chosen folder cannot be written."""


class DiskFull(LocalError):
    """Not enough free space for what is to come."""


class UnsafeName(LocalError):
    """A name that cannot be made into a safe one on this computer."""


class NotConfirmed(ProgramError):
    """What a person typed to confirm something grave is not what had to be typed."""


class Cancelled(ProgramError):
    """The person cancelled it; shown as a state, not as an error."""

    def __init__(self, sentence: str = "", technical: str = "") -> None:
        super().__init__(sentence or say("Cancelled."), technical)


class Verdict(Enum):
    """What to do about an error."""

    RETRY = "retry"
    """It can pass by itself: again, later, with back-off."""
    ASK_USER = "ask user"
    """A person can mend it (sign in, decide, free space) and then try again."""
    FATAL = "fatal"
    """Trying again unchanged cannot help."""


_VERDICTS: dict[type[ProgramError], Verdict] = {
    Offline: Verdict.RETRY,
    ServerBusy: Verdict.RETRY,
    ServerFailed: Verdict.RETRY,
    UploadLost: Verdict.RETRY,
    UploadIncomplete: Verdict.RETRY,
    BatchFailed: Verdict.RETRY,
    SourceChanged: Verdict.RETRY,
    UnexpectedAnswer: Verdict.RETRY,
    AuthExpired: Verdict.ASK_USER,
    SignInFailed: Verdict.ASK_USER,
    AccessDenied: Verdict.ASK_USER,
    Conflict: Verdict.ASK_USER,
    NotConfirmed: Verdict.ASK_USER,
    Insecure: Verdict.ASK_USER,
    Corrupt: Verdict.ASK_USER,
    SourceUnreadable: Verdict.ASK_USER,
    TargetExists: Verdict.ASK_USER,
    TargetUnwritable: Verdict.ASK_USER,
    DiskFull: Verdict.ASK_USER,
}


def classify(error: BaseException) -> Verdict:
    """The verdict on an error: its own class's or the nearest base's; unknown ones are fatal."""
    for cls in type(error).__mro__:
        if cls in _VERDICTS:
            return _VERDICTS[cls]
    return Verdict.FATAL
