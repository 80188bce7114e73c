-- Search, the earlier texts of edited messages, and mentions one by one.

-- The words of messages; the text itself stays in message, and the triggers below keep the two together.
CREATE VIRTUAL TABLE message_text USING fts5 (text, content = 'message', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO message_text (message_text) VALUES ('rebuild');
CREATE TRIGGER message_text_insert AFTER INSERT ON message BEGIN INSERT INTO message_text (rowid, text) VALUES (new.id, new.text); END;
CREATE TRIGGER message_text_update AFTER UPDATE OF text ON message BEGIN INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', old.id, old.text); INSERT INTO message_text (rowid, text) VALUES (new.id, new.text); END;

-- What a message said before it was edited; gone when the message is deleted.
CREATE TABLE message_version (
  message_id INTEGER NOT NULL REFERENCES message,
  ver        INTEGER NOT NULL,
  text       TEXT NOT NULL,
  at         INTEGER NOT NULL, -- when it came to say that
  PRIMARY KEY (message_id, ver)
) WITHOUT ROWID;

ALTER TABLE mention ADD COLUMN seen INTEGER NOT NULL DEFAULT 0; -- marked as read by itself, wherever the reader stands
CREATE INDEX mention_user ON mention (user_id, message_id);
