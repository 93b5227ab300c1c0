-- The tables of the first version. Once released it stays as it is: a change is another file.
-- Times are ISO 8601 in UTC, so that they sort as they stand. A BLOB is JSON, packed.

CREATE TABLE runs (
    id TEXT PRIMARY KEY, job TEXT NOT NULL, occasion TEXT NOT NULL, began TEXT NOT NULL,
    state TEXT NOT NULL, ended TEXT, note TEXT NOT NULL, sources INTEGER NOT NULL,
    failed_sources INTEGER NOT NULL, documents INTEGER NOT NULL, statements INTEGER NOT NULL,
    degraded INTEGER NOT NULL, calls INTEGER NOT NULL, tokens INTEGER NOT NULL,
    usd REAL NOT NULL
) STRICT;

CREATE INDEX runs_of_job ON runs (job, began);

-- What a run has in hand, until it ends: here a later one that goes on with it finds all.
CREATE TABLE pending (
    run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    request BLOB NOT NULL, seen BLOB NOT NULL, validators BLOB NOT NULL
) STRICT;

CREATE TABLE pages (
    run TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    made TEXT NOT NULL, briefing BLOB NOT NULL
) STRICT;

CREATE TABLE deliveries (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, target TEXT NOT NULL,
    state TEXT NOT NULL, at TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (run, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE reported (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    job TEXT NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL, story TEXT NOT NULL,
    evidence TEXT NOT NULL, documents TEXT NOT NULL, PRIMARY KEY (run, number)
) STRICT;

CREATE INDEX reported_of_job ON reported (job, at);

CREATE TABLE seen (
    job TEXT NOT NULL, id TEXT NOT NULL, run TEXT NOT NULL, at TEXT NOT NULL,
    outlet TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL, origin TEXT NOT NULL,
    PRIMARY KEY (job, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE validators (
    job TEXT NOT NULL, url TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
    moved_to TEXT NOT NULL, gone INTEGER NOT NULL, used TEXT NOT NULL, PRIMARY KEY (job, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE answers (
    key TEXT PRIMARY KEY, answer TEXT NOT NULL, size INTEGER NOT NULL, used REAL NOT NULL
) STRICT;

CREATE INDEX answers_by_use ON answers (used, size);
