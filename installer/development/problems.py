"""Failures of the set-up, as sentences.

SetUpError
    The set-up cannot go on; its text says what a person can do about it.
"""

from __future__ import annotations

_SHOWN_LINES = 15

_UNREACHABLE = (
    "Temporary failure in name resolution",
    "Temporary failure resolving",
    "Could not resolve",
    "getaddrinfo failed",
    "nodename nor servname",
    "Name or service not known",
    "Network is unreachable",
    "Failed to establish a new connection",
    "NameResolutionError",
    "ConnectTimeoutError",
    "Connection refused",
    "Connection timed out",
    "Cannot connect to proxy",
)

# What pip, venv and apt-get say, and what it means. The first match wins: without a network pip ends with "No
# matching distribution", after the lines that tell the truth.
_MEANINGS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("No space left on device", "[Errno 28]", "enough free space", "[WinError 112]"), "the disk is full."),
    (
        ("certificate verify failed", "CERTIFICATE_VERIFY_FAILED"),
        "the server's certificate was not accepted (behind an office proxy, PIP_CERT names its certificate).",
    ),
    (
        _UNREACHABLE,
        "the package server could not be reached; is this machine offline, or is HTTPS_PROXY needed?",
    ),
    (("Read-only file system", "[Errno 30]"), "the disk is mounted read-only."),
    (
        ("Permission denied", "[Errno 13]", "Access is denied", "[WinError 5]"),
        "there is no permission to write there.",
    ),
    (
        ("Could not get lock", "Unable to acquire the dpkg"),
        "another program is installing packages; try again when it is done.",
    ),
    (("dpkg was interrupted",), "an earlier installation was cut off; `dpkg --configure -a` completes it."),
    (
        ("Unable to locate package", "has no installation candidate"),
        "its sources do not have the package (on Ubuntu, `add-apt-repository universe` may be needed).",
    ),
    (
        ("No matching distribution found for", "Could not find a version that satisfies"),
        "no release of a dependency fits this Python and this system.",
    ),
)


class SetUpError(Exception):
    """The set-up cannot go on. The text is a sentence for the person who typed the command."""


def explain(failed: str, output: str) -> SetUpError:
    """The error for a step that failed with this output.

    Where the meaning is known, with the line that told it; else with the end of the output.
    """
    lines = output.rstrip().splitlines()
    for signs, meaning in _MEANINGS:
        if telling := [line for line in lines if any(sign in line for sign in signs)]:
            return SetUpError(f"{failed}: {meaning}\n    {telling[-1].strip()}")
    return SetUpError(f"{failed}." + "".join(f"\n    {line}" for line in lines[-_SHOWN_LINES:]))
