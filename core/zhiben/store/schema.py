"""The tables of the database, version by version.

The journal is ``entries``, with ``heads`` telling where each origin's chain ends, and
``site`` who records here. Everything else is a projection: it can be made anew from the
entries, and :mod:`zhiben.store.projections` does so to verify it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database as SqliteUtilsDatabase
    from sqlite_utils import Migrations

APPLICATION: Final = int.from_bytes(b"zhbn", "big")
"""What marks a SQLite file as ours (``PRAGMA application_id``)."""

VERSION: Final = 2
"""How many migrations there are; the file says how many it has (``PRAGMA user_version``)."""

BESIDE_REPORTS: Final = "kind <> 'task.report'"
"""What lets SQLite use the index of the other kinds: it knows it by these very words."""

OF_HAZARDS: Final = "kind BETWEEN 'hazard.' AND 'hazard/'"
"""What lets SQLite use the index of hazards: it knows it by these very words."""

_FIRST_PROJECTIONS: Final = {
    # Reports in force, in the order the fold reads them: figures need no sorting.
    "reports": """
        task TEXT NOT NULL,
        unit TEXT NOT NULL,
        period TEXT NOT NULL,
        "on" TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        origin TEXT NOT NULL,
        seq INTEGER NOT NULL,
        status TEXT NOT NULL,
        times INTEGER NOT NULL,
        PRIMARY KEY (task, unit, period, "on", recorded_at, origin, seq)
        ) WITHOUT ROWID""",
    # Entries that name one they replace, which may not have arrived yet.
    "replacements": """
        id TEXT NOT NULL UNIQUE,
        target TEXT NOT NULL
        )""",
    # The targets of replacements that are themselves in force.
    "voided": """
        id TEXT NOT NULL PRIMARY KEY
        ) WITHOUT ROWID""",
    # Which entries carry which evidence file.
    "evidence": """
        digest TEXT NOT NULL,
        origin TEXT NOT NULL,
        seq INTEGER NOT NULL,
        subject TEXT NOT NULL,
        PRIMARY KEY (digest, origin, seq)
        ) WITHOUT ROWID""",
}
_HAZARD_PROJECTIONS: Final = {
    # Which hazards entries merge, in force or not: those that are folded together.
    "mergers": """
        origin TEXT NOT NULL,
        seq INTEGER NOT NULL,
        number TEXT NOT NULL,
        target TEXT NOT NULL,
        PRIMARY KEY (origin, seq)
        ) WITHOUT ROWID""",
    # How each hazard stands, as far as figures and lists ask; what is often read comes first.
    "hazards": """
        number TEXT NOT NULL PRIMARY KEY,
        state TEXT NOT NULL,
        level TEXT,
        sector TEXT,
        region TEXT,
        lead TEXT,
        channels TEXT NOT NULL,
        found_on TEXT,
        deadline TEXT,
        done_on TEXT,
        ended_on TEXT,
        days INTEGER,
        listed INTEGER NOT NULL,
        reopened INTEGER NOT NULL,
        last_on TEXT NOT NULL,
        firm TEXT NOT NULL,
        code TEXT NOT NULL
        ) WITHOUT ROWID""",
}
PROJECTIONS: Final = {**_FIRST_PROJECTIONS, **_HAZARD_PROJECTIONS}
"""The columns of each projection."""

_JOURNAL: Final = (
    """
    CREATE TABLE site (
        origin TEXT NOT NULL,
        algorithm TEXT NOT NULL
    )""",
    """
    CREATE TABLE heads (
        origin TEXT NOT NULL PRIMARY KEY,
        seq INTEGER NOT NULL,
        digest TEXT NOT NULL
    ) WITHOUT ROWID""",
    """
    CREATE TABLE entries (
        id TEXT NOT NULL UNIQUE,
        origin TEXT NOT NULL,
        seq INTEGER NOT NULL,
        "on" TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        actor TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        body TEXT NOT NULL,
        previous TEXT NOT NULL,
        digest TEXT NOT NULL,
        UNIQUE (origin, seq)
    )""",
    # Everything but reports is little, and read whole.
    f"CREATE INDEX entries_beside_reports ON entries (kind) WHERE {BESIDE_REPORTS}",
)

_HAZARD_INDEXES: Final = (
    f"CREATE INDEX entries_of_hazards ON entries (subject) WHERE {OF_HAZARDS}",
    "CREATE INDEX mergers_number ON mergers (number)",
    "CREATE INDEX mergers_target ON mergers (target)",
    "CREATE INDEX hazards_last_on ON hazards (last_on)",
)


@frozen(kw_only=True)
class Site:
    """Who records in a database: the unit's id, and the digest algorithm it seals with."""

    origin: str
    algorithm: str


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the current version, inside the caller's transaction."""
    from sqlite_utils import Database

    migrations().apply(Database(connection, recursive_triggers=False, execute_plugins=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def migrations() -> Migrations:
    """Return the steps from an empty file to the current tables, oldest first."""
    from sqlite_utils import Migrations

    steps = Migrations("zhiben.store")

    @steps(name="0001_journal")
    def journal(database: SqliteUtilsDatabase) -> None:
        for statement in _JOURNAL:
            database.execute(statement)
        for name, columns in _FIRST_PROJECTIONS.items():
            database.execute(f"CREATE TABLE {name} ({columns}")
        database.execute("CREATE INDEX replacements_target ON replacements (target)")

    @steps(name="0002_hazards")
    def hazards(database: SqliteUtilsDatabase) -> None:
        for name, columns in _HAZARD_PROJECTIONS.items():
            database.execute(f"CREATE TABLE {name} ({columns}")
        for statement in _HAZARD_INDEXES:
            database.execute(statement)

    return steps
