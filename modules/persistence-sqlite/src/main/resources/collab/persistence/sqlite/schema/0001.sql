-- Users, workspaces, channels, messages, and the event log.
--
-- Times are milliseconds since 1970 UTC. A membership is an interval of log positions, joined_seq <= s < left_seq; an open one
-- ends at 9223372036854775807. Rows with their own id are never deleted, so that max(id) + 1 is always a new id.

CREATE TABLE log_state (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  epoch   TEXT NOT NULL,
  head    INTEGER NOT NULL,
  floor   INTEGER NOT NULL,
  commits INTEGER NOT NULL -- shows after a failed COMMIT whether the transaction was committed
);

CREATE TABLE event_log (
  seq           INTEGER PRIMARY KEY,
  at            INTEGER NOT NULL,
  actor_id      INTEGER NOT NULL, -- 0: the server
  type          TEXT NOT NULL,
  audience_kind INTEGER NOT NULL, -- AudienceKind
  audience_id   INTEGER,          -- the channel, workspace or user; NULL for listed users
  event         BLOB NOT NULL
);
CREATE INDEX event_log_audience ON event_log (audience_kind, audience_id, seq) WHERE audience_id IS NOT NULL;

-- The recipients of an event for listed users, and the subject of an event for peers.
CREATE TABLE event_recipient (
  user_id INTEGER NOT NULL,
  seq     INTEGER NOT NULL,
  PRIMARY KEY (user_id, seq)
) WITHOUT ROWID;
CREATE INDEX event_recipient_seq ON event_recipient (seq);

-- An event for the peers of a user, once for each workspace of that user at that position: a reader looks up the events of its
-- workspaces, not those of each user in them.
CREATE TABLE event_peers (
  workspace_id INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, seq)
) WITHOUT ROWID;
CREATE INDEX event_peers_seq ON event_peers (seq);

CREATE TABLE app_user (
  id             INTEGER PRIMARY KEY,
  username       TEXT NOT NULL UNIQUE,
  display_name   TEXT NOT NULL,
  avatar_url     TEXT,
  status_text    TEXT NOT NULL,
  created_at     INTEGER NOT NULL,
  deactivated_at INTEGER,
  ver            INTEGER NOT NULL
);

CREATE TABLE user_right (
  user_id      INTEGER NOT NULL REFERENCES app_user,
  name         TEXT NOT NULL,
  workspace_id INTEGER NOT NULL, -- 0: the whole server
  PRIMARY KEY (user_id, name, workspace_id)
) WITHOUT ROWID;
CREATE INDEX user_right_name ON user_right (name, user_id);

CREATE TABLE session (
  id         INTEGER PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES app_user,
  token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
);
CREATE INDEX session_user ON session (user_id) WHERE revoked_at IS NULL;
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE workspace (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER,
  ver        INTEGER NOT NULL
);

CREATE TABLE workspace_member (
  workspace_id INTEGER NOT NULL REFERENCES workspace,
  user_id      INTEGER NOT NULL REFERENCES app_user,
  joined_seq   INTEGER NOT NULL,
  left_seq     INTEGER NOT NULL,
  role         TEXT NOT NULL,
  PRIMARY KEY (workspace_id, left_seq, user_id) -- the open memberships of a workspace are one range, ascending by user
) WITHOUT ROWID;
CREATE INDEX workspace_member_user ON workspace_member (user_id, left_seq, workspace_id, joined_seq);
CREATE INDEX workspace_member_closed ON workspace_member (left_seq) WHERE left_seq < 9223372036854775807;

CREATE TABLE channel (
  id           INTEGER PRIMARY KEY,
  workspace_id INTEGER NOT NULL REFERENCES workspace,
  kind         TEXT NOT NULL,
  name         TEXT, -- NULL for direct messages
  topic        TEXT NOT NULL,
  members      TEXT, -- of a direct message: the user ids, ascending, with commas; unique in the workspace
  created_by   INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  archived_at  INTEGER,
  deleted_at   INTEGER, -- deleted with its workspace
  last_no      INTEGER NOT NULL,
  ver          INTEGER NOT NULL
);
CREATE UNIQUE INDEX channel_name ON channel (workspace_id, name) WHERE name IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX channel_members ON channel (workspace_id, members) WHERE members IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX channel_workspace ON channel (workspace_id, id);

CREATE TABLE channel_member (
  channel_id INTEGER NOT NULL REFERENCES channel,
  user_id    INTEGER NOT NULL REFERENCES app_user,
  joined_seq INTEGER NOT NULL,
  left_seq   INTEGER NOT NULL,
  role       TEXT NOT NULL,
  joined_at  INTEGER NOT NULL,
  PRIMARY KEY (channel_id, left_seq, user_id)
) WITHOUT ROWID;
CREATE INDEX channel_member_user ON channel_member (user_id, left_seq, channel_id, joined_seq);
CREATE INDEX channel_member_closed ON channel_member (left_seq) WHERE left_seq < 9223372036854775807;

CREATE TABLE message (
  id            INTEGER PRIMARY KEY,
  channel_id    INTEGER NOT NULL REFERENCES channel,
  no            INTEGER, -- NULL for replies
  user_id       INTEGER NOT NULL REFERENCES app_user,
  parent_id     INTEGER,
  text          TEXT NOT NULL, -- blank when deleted; the row remains, because ids and ordinals are never reused
  created_at    INTEGER NOT NULL,
  edited_at     INTEGER,
  deleted_at    INTEGER,
  pinned        INTEGER NOT NULL,
  reactions     BLOB, -- the last array of reactions, in a collab.event.v2.MessageReacted; NULL for none
  reply_count   INTEGER NOT NULL,
  last_reply_at INTEGER,
  mentions      TEXT, -- user ids, ascending, with commas; NULL for none
  ver           INTEGER NOT NULL
);
CREATE INDEX message_channel ON message (channel_id, id) WHERE parent_id IS NULL;
CREATE INDEX message_reply ON message (channel_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX message_thread ON message (parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX message_pinned ON message (channel_id, id) WHERE pinned = 1;

CREATE TABLE mention (
  user_id    INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  PRIMARY KEY (user_id, channel_id, message_id)
) WITHOUT ROWID;
CREATE INDEX mention_message ON mention (message_id, user_id);

CREATE TABLE read_state (
  user_id    INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  last_read  INTEGER,
  read_no    INTEGER NOT NULL,
  mentions   INTEGER NOT NULL,
  ver        INTEGER NOT NULL,
  PRIMARY KEY (user_id, channel_id)
) WITHOUT ROWID;

-- The results of commands with an op_id, by which a repeated command is recognised.
CREATE TABLE operation (
  id              INTEGER PRIMARY KEY, -- ascending in time, for pruning
  user_id         INTEGER NOT NULL,    -- 0: the server
  op_id           TEXT NOT NULL,
  method          TEXT NOT NULL,
  parameters_hash TEXT NOT NULL,
  result_kind     TEXT NOT NULL,       -- IdempotencyStore.ResultKind
  result_id       INTEGER NOT NULL,
  result_second   INTEGER NOT NULL,
  seq             INTEGER NOT NULL,
  await           INTEGER NOT NULL,
  at              INTEGER NOT NULL
);
CREATE UNIQUE INDEX operation_key ON operation (user_id, op_id);
