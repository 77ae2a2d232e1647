-- The same tables for many nodes (db/schema.sql says what they hold), and by what nodes know that they share a secret.

CREATE TABLE meeting (
  id              text     NOT NULL PRIMARY KEY CHECK (length(id) = 19),
  srp_salt        bytea    NOT NULL CHECK (length(srp_salt) = 16),
  srp_verifier    bytea    NOT NULL CHECK (length(srp_verifier) = 384),
  host_key        bytea    NOT NULL CHECK (length(host_key) = 32),
  link_generation integer  NOT NULL CHECK (link_generation >= 1),
  expires_on      integer  NOT NULL,
  is_paid         smallint NOT NULL DEFAULT 0
);

CREATE INDEX meeting_by_expiry ON meeting (expires_on);

CREATE TABLE operator_key (
  hash    bytea    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  label   text     NOT NULL UNIQUE,
  is_paid smallint NOT NULL
);

-- One row. The check is a hash of 256 random bits: it tells nodes apart, and opens nothing.
CREATE TABLE deployment (
  schema_version integer NOT NULL,
  secret_check   bytea   NOT NULL CHECK (length(secret_check) = 32)
);
