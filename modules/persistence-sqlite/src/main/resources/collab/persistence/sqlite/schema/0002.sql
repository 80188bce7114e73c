-- Imported messages by their key in the source, so that no message is imported twice.

CREATE TABLE imported_message (
  channel_id INTEGER NOT NULL REFERENCES channel,
  source_key TEXT NOT NULL,
  message_id INTEGER NOT NULL REFERENCES message,
  PRIMARY KEY (channel_id, source_key)
) WITHOUT ROWID;
