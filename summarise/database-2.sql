-- What was delivered is known by a name that the receiver has of it, and so is an erratum's delivery.
-- ``reference``: an e-mail's Message-ID, a file's SHA-256. ``corrects``: the run of the page that it
-- puts right; '' where it is the page of ``run`` itself.

-- The columns of the key stand first: SQLite's own check reads others wrong in such a table.

CREATE TABLE deliveries_of_errata_too (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, target TEXT NOT NULL,
    corrects TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, detail TEXT NOT NULL,
    reference TEXT NOT NULL, PRIMARY KEY (run, target, corrects)
) STRICT, WITHOUT ROWID;

INSERT INTO deliveries_of_errata_too
SELECT run, target, '', state, at, detail, '' FROM deliveries;

DROP TABLE deliveries;

ALTER TABLE deliveries_of_errata_too RENAME TO deliveries;
