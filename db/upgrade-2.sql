-- From version 1 of the schema, which had one size of meeting and let everyone start them, to version 2.

ALTER TABLE meeting ADD COLUMN is_paid INTEGER NOT NULL DEFAULT 0;

CREATE TABLE operator_key (
  hash    BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  label   TEXT    NOT NULL UNIQUE,
  is_paid INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
