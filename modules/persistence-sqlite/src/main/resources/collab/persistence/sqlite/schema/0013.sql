-- Invitations, links for one use, the device and the last use of sessions.

ALTER TABLE session ADD COLUMN device TEXT;
ALTER TABLE session ADD COLUMN seen_at INTEGER;

-- Sessions that expired before this version need no event: their sockets are closed.
UPDATE session SET revoked_at = expires_at WHERE revoked_at IS NULL AND expires_at <= unixepoch() * 1000;
CREATE INDEX session_due ON session (expires_at) WHERE revoked_at IS NULL;

CREATE TABLE account_link (
  hash       TEXT PRIMARY KEY, -- SHA-256 of the secret
  kind       TEXT NOT NULL,
  user_id    INTEGER,          -- NULL for the setup
  created_by INTEGER,          -- NULL for the server itself
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) WITHOUT ROWID;

CREATE TABLE invitation (
  id           INTEGER PRIMARY KEY,
  token_hash   TEXT UNIQUE, -- SHA-256 of the secret
  workspace_id INTEGER NOT NULL REFERENCES workspace,
  role         TEXT NOT NULL,
  channel_ids  TEXT, -- with commas; NULL for none
  uses_max     INTEGER NOT NULL,
  created_by   INTEGER NOT NULL REFERENCES app_user,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  uses         INTEGER NOT NULL,
  revoked_at   INTEGER,
  ver          INTEGER NOT NULL
);
CREATE INDEX invitation_workspace ON invitation (workspace_id, id);
CREATE INDEX invitation_open ON invitation (workspace_id, expires_at) WHERE revoked_at IS NULL;
CREATE INDEX invitation_maker ON invitation (created_by, expires_at) WHERE revoked_at IS NULL;

CREATE TABLE invitation_use (
  invitation_id INTEGER NOT NULL REFERENCES invitation,
  user_id       INTEGER NOT NULL REFERENCES app_user,
  at            INTEGER NOT NULL,
  PRIMARY KEY (invitation_id, user_id, at)
) WITHOUT ROWID;

-- Removed by another person: earlier links do not let the user in again.
CREATE TABLE workspace_removal (
  workspace_id INTEGER NOT NULL REFERENCES workspace,
  user_id      INTEGER NOT NULL REFERENCES app_user,
  at           INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, user_id)
) WITHOUT ROWID;
