-- One search index for all scripts. Its tokens come from SearchTokenizer; the text of a message stays in message.

DROP TRIGGER message_text_insert;
DROP TRIGGER message_text_update;
DROP TABLE message_text;
DROP TABLE message_sign;

-- The ascii tokenizer splits at ASCII characters that are neither letters nor digits, so the terms stay as they are between spaces.
CREATE VIRTUAL TABLE message_index USING fts5 (terms, content = '', contentless_delete = 1, tokenize = 'ascii');

CREATE TABLE search_index (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  tokenizer    INTEGER NOT NULL, -- SearchTokenizer.VERSION of the stored terms; another version starts the index again
  indexed_from INTEGER NOT NULL  -- all messages with this id or a greater one are in the index; older ones are added in the background
);
INSERT INTO search_index (id, tokenizer, indexed_from) VALUES (1, 0, 0);
