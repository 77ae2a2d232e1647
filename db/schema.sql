-- All that Conclave stores. Nothing about people, names, titles, times of use, chat or media.

-- WITHOUT ROWID: row numbers would tell in which order the meetings were made.
CREATE TABLE meeting (
  id              TEXT    NOT NULL PRIMARY KEY CHECK (length(id) = 19),
  srp_salt        BLOB    NOT NULL CHECK (length(srp_salt) = 16),
  srp_verifier    BLOB    NOT NULL CHECK (length(srp_verifier) = 384),
  host_key        BLOB    NOT NULL CHECK (length(host_key) = 32),
  link_generation INTEGER NOT NULL CHECK (link_generation >= 1),
  expires_on      INTEGER NOT NULL, -- a day, counted from 1970-01-01
  is_paid         INTEGER NOT NULL DEFAULT 0 -- which of the operator's two sizes, not by whose key
) STRICT, WITHOUT ROWID;

CREATE INDEX meeting_by_expiry ON meeting (expires_on);

-- Who may start meetings, where not everyone may. Nothing tells which meetings a key started.
CREATE TABLE operator_key (
  hash    BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32), -- SHA-256 of 128 random bits
  label   TEXT    NOT NULL UNIQUE, -- the operator's own word for it
  is_paid INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
