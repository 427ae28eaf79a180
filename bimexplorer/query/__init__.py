"""The search language: `name:*.ifc size:>10MB modified:>2026-01-01 by:anna`, parsed once to a frozen tree.

    plan                     the name contains “plan”; upper and lower case are the same
    *.ifc   plan?.pdf        with a wildcard the whole name has to fit: * is any run, ? one character
    name:=plan.pdf           exactly this name
    path:/Villa/*            the same for the path below the site's root, as in `/Villa/Plans/a.pdf`
    by:anna  author:anna     the same for who changed it last
    type:file  type:folder   kinds (also project, library); anything else is an extension: type:ifc
    size:>10MB  size:1KiB..2GB        > >= < <= =, decimal and binary units
    modified:2026-01-01  modified:yesterday  modified:>=2026-01-01  modified:2026-01-01..2026-02-01
    modified:7d              in the last seven days; also w, m, y; modified:<3m is longer ago than that
    a b   a OR b   -a   NOT a   ( )   "with spaces"

Conditions side by side must all hold and bind closer than OR. In quotation marks spaces, parentheses and
operators are ordinary characters, wildcards are not; `\\` before one of `*?"\\` takes that literally. Days
are whole days of the local time zone: `>2026-01-01` begins on the 2nd, `<=2026-01-01` ends with the 1st.

`parse` makes the tree, `str` writes it (`parse(str(query)) == query`), `matcher` decides about entries. A
cloud compiles the tree to what its server understands and lets `matcher` have the last word.
"""

from bimexplorer.query.matching import Calendar, folded, matcher, matches
from bimexplorer.query.parsing import LONGEST, QueryError, parse
from bimexplorer.query.tree import (
    EVERYTHING,
    Ago,
    AllOf,
    AnyOf,
    Extension,
    Field,
    Modified,
    Not,
    OfKind,
    Query,
    Relation,
    Size,
    Text,
    Wildcard,
    all_of,
    any_of,
    fields,
)

__all__ = [
    "EVERYTHING",
    "LONGEST",
    "Ago",
    "AllOf",
    "AnyOf",
    "Calendar",
    "Extension",
    "Field",
    "Modified",
    "Not",
    "OfKind",
    "Query",
    "QueryError",
    "Relation",
    "Size",
    "Text",
    "Wildcard",
    "all_of",
    "any_of",
    "fields",
    "folded",
    "matcher",
    "matches",
    "parse",
]
