-- The order of history is (sort_at, id). A message that was sent stands after those that were there; an imported one stands at its time.

ALTER TABLE message ADD COLUMN sort_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN imported INTEGER NOT NULL DEFAULT 0; -- 1: its place follows its time, not its arrival
UPDATE message SET sort_at = created_at;
UPDATE message SET imported = 1 WHERE id IN (SELECT message_id FROM imported_message WHERE source_key <> CAST(message_id AS TEXT));
UPDATE message SET sort_at = sent.latest FROM (SELECT id, max(created_at) OVER (PARTITION BY channel_id, coalesce(parent_id, 0) ORDER BY id) AS latest FROM message WHERE imported = 0) sent WHERE sent.id = message.id AND sent.latest > message.created_at;

CREATE INDEX message_position ON message (channel_id, sort_at, id) WHERE parent_id IS NULL;
CREATE INDEX message_reply_position ON message (channel_id, sort_at, id) WHERE parent_id IS NOT NULL;
DROP INDEX message_thread;
CREATE INDEX message_thread ON message (parent_id, sort_at, id) WHERE parent_id IS NOT NULL;
-- The messages that were sent: here the orders of (sort_at, id), of id and of no are the same.
CREATE INDEX message_sent ON message (channel_id, sort_at, id) WHERE no IS NOT NULL AND imported = 0;
CREATE INDEX message_imported ON message (sort_at, id) WHERE imported = 1;
CREATE INDEX message_time ON message (sort_at, id);
