"""Where a correct answer and the vendor's specification part, and why.

A problem is a sentence `server METHOD path status: what` (server: manager or blob), written by
`tests.demo.specification`; a gap's pattern has to match all of it.
"""

from __future__ import annotations

from typing import NamedTuple


class Gap(NamedTuple):
    pattern: str
    reason: str


ALSO_POST = {"/management/client/update-blob-parent", "/management/client/get-blob-changes-for-sync"}
"""PUT in the YAML, POST in the vendor's own client. POST is judged by what is said of PUT."""

_OAUTH = r"manager \w+ /management/client/oauth2/"
_MANAGER = r"manager \w+ /management/client/"
_STORE = r"blob GET /blob-store-service/1\.0/get-blob-content "
_UNKNOWN_ROUTE = "not in the specification, answered "
_UNKNOWN_STATUS = "the status is not in the specification, answered "

GAPS = [
    # Documents that are right, but the YAML says otherwise.
    Gap(
        rf"{_OAUTH}get-authorization-code-by-state 200: \$\.code: None is not of type 'string'",
        "the YAML's own text says: the code, or `null` if pending; the schema lacks nullable",
    ),
    Gap(
        rf"{_MANAGER}get-resource(s-by-criterion)? 200: .*(id|\$parentId'\]):"
        r" '(projectRoot|serverRoot)' is not a 'uuid'",
        "the root's id is `projectRoot`, as the YAML's own examples say; the servers' root is alike",
    ),
    Gap(
        rf"{_MANAGER}get-resource(s-by-criterion)? 200: .*\('connectionUrls' was unexpected\)",
        "a model server is a Resource with addresses; the YAML leaves them out",
    ),
    Gap(
        rf"{_MANAGER}get-user 200: \$\.(source\.directoryServiceId|defaultPermissionSet): '' is not a 'uuid'",
        "empty if the user comes from no directory, has no permission set; the YAML's examples are empty too",
    ),
    Gap(
        rf"{_MANAGER}get-user 200: \$\.name: .* does not match .*x00-.*",
        "the pattern's backslashes are doubled, so that it forbids capitals and digits",
    ),
    Gap(
        rf"{_MANAGER}\S+ 401: \$\.inner: Additional properties are not allowed \(.*\)",
        "seen on real servers: `inner` tells an expired token from a wrong one by `name`",
    ),
    Gap(
        r"blob POST /session-service/1.0/create-session 401: answered application/vnd\.graphisoft\.teamwork\."
        r"generic-service-1\.0\.detailed-error-1\.0\+json, specified .*session-1\.0\+json'\]",
        "a refused ticket is an error in words, but a session in its schema",
    ),
    # Answers that the YAML has no place for.
    Gap(
        rf"{_OAUTH}(authorize|logout) 200: answered text/html, specified \[\]",
        "described as an HTML page, without a content type",
    ),
    Gap(
        rf"{_OAUTH}authorize 400: {_UNKNOWN_STATUS}application/json",
        "missing or wrong parameters; the YAML knows only the code that exists already",
    ),
    Gap(
        rf"{_OAUTH}sign-in (200: .* text/html|302: .* None|(400|500): .* application/json)",
        "what the sign-in page's own form posts",
    ),
    Gap(
        rf"{_STORE}206: {_UNKNOWN_STATUS}application/octet-stream", "part of a download, by Range (RFC 9110)"
    ),
    Gap(rf"{_STORE}416: {_UNKNOWN_STATUS}None", "a Range behind the end (RFC 9110)"),
    # Routes that no YAML has.
    Gap(
        rf"manager GET /(get-server-info)? 200: {_UNKNOWN_ROUTE}(application/json|text/html)",
        "version and start page of a manager",
    ),
    Gap(
        rf"{_MANAGER}get-folder-size-data (200|401|430): {_UNKNOWN_ROUTE}application/json",
        "newer managers tell how much is below a folder",
    ),
    Gap(
        rf"blob GET /application-server-service/get-runtime-id 200: {_UNKNOWN_ROUTE}application/json",
        "how clients find the address of a model server that works",
    ),
    Gap(
        rf"manager \w+ /\S* (404|405): {_UNKNOWN_ROUTE}text/plain",
        "a manager's unknown route, which is also how a client tells the generations apart",
    ),
    Gap(
        rf"blob \w+ /\S* 200: {_UNKNOWN_ROUTE}text/plain",
        "a blob server answers an unknown route with 200 and something that is no document",
    ),
]
