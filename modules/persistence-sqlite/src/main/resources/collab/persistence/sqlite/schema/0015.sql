-- What a person chose for themselves, and marking as unread.

CREATE TABLE pref (
  user_id  INTEGER NOT NULL REFERENCES app_user,
  scope    TEXT    NOT NULL, -- ME, WORKSPACE or CHANNEL
  scope_id INTEGER NOT NULL, -- the workspace or the channel; 0 for ME
  key      TEXT    NOT NULL,
  value    TEXT    NOT NULL, -- the entries of the value, one in each line; a default is not stored
  ver      INTEGER NOT NULL,
  PRIMARY KEY (user_id, scope, scope_id, key)
) WITHOUT ROWID;

-- When the person marked as unread last: a mark of a program that does not know of it yet changes nothing.
ALTER TABLE read_state ADD COLUMN held_ver INTEGER NOT NULL DEFAULT 0;
ALTER TABLE thread_state ADD COLUMN held_ver INTEGER NOT NULL DEFAULT 0;

-- A person's own messages are never unread. They stand after the read position only where the person marked as unread.
CREATE INDEX message_own ON message (user_id, channel_id, no, deleted_at) WHERE no IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX message_own_reply ON message (user_id, parent_id, reply_no, deleted_at) WHERE reply_no IS NOT NULL AND deleted_at IS NULL;

-- Texts that are not sent. An empty one keeps its version, so that a device that does not know of it overwrites nothing.
CREATE TABLE draft (
  user_id    INTEGER NOT NULL REFERENCES app_user,
  channel_id INTEGER NOT NULL REFERENCES channel,
  parent_id  INTEGER NOT NULL, -- the message that started the thread; 0 for the channel itself
  text       TEXT    NOT NULL,
  updated_at INTEGER NOT NULL,
  ver        INTEGER NOT NULL,
  PRIMARY KEY (user_id, channel_id, parent_id)
) WITHOUT ROWID;
