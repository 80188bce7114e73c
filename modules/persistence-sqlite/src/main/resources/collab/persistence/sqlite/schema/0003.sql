-- Search, the earlier texts of edited messages, and single mentions marked as read.

-- The index of the words of messages; the text is stored in message, and the triggers below update the index.
CREATE VIRTUAL TABLE message_text USING fts5 (text, content = 'message', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO message_text (message_text) VALUES ('rebuild');
CREATE TRIGGER message_text_insert AFTER INSERT ON message BEGIN INSERT INTO message_text (rowid, text) VALUES (new.id, new.text); END;
CREATE TRIGGER message_text_update AFTER UPDATE OF text ON message BEGIN INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', old.id, old.text); INSERT INTO message_text (rowid, text) VALUES (new.id, new.text); END;

-- The texts of a message before its edits; deleted with the message.
CREATE TABLE message_version (
  message_id INTEGER NOT NULL REFERENCES message,
  ver        INTEGER NOT NULL,
  text       TEXT NOT NULL,
  at         INTEGER NOT NULL, -- when the message received this text
  PRIMARY KEY (message_id, ver)
) WITHOUT ROWID;

ALTER TABLE mention ADD COLUMN seen INTEGER NOT NULL DEFAULT 0; -- 1: marked as read individually, independent of the read state
CREATE INDEX mention_user ON mention (user_id, message_id);
