-- Messages from elsewhere, by what they were called there: so that nothing is imported twice.

CREATE TABLE imported_message (
  channel_id INTEGER NOT NULL REFERENCES channel,
  source_key TEXT NOT NULL,
  message_id INTEGER NOT NULL REFERENCES message,
  PRIMARY KEY (channel_id, source_key)
) WITHOUT ROWID;
