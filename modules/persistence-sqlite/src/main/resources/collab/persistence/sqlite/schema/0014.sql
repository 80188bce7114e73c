-- Replies are numbered like messages, and a person's state in a thread is a row: who follows, and up to which reply it is read.

ALTER TABLE message ADD COLUMN reply_no INTEGER; -- among the replies that were sent to the thread; NULL for other messages
ALTER TABLE message ADD COLUMN last_reply_no INTEGER NOT NULL DEFAULT 0; -- the highest ordinal of its replies
UPDATE message SET reply_no = numbered.ordinal FROM (SELECT id, row_number() OVER (PARTITION BY parent_id ORDER BY id) AS ordinal FROM message WHERE parent_id IS NOT NULL AND imported = 0) numbered WHERE numbered.id = message.id;
UPDATE message SET last_reply_no = counted.most FROM (SELECT parent_id, max(reply_no) AS most FROM message WHERE reply_no IS NOT NULL GROUP BY parent_id) counted WHERE counted.parent_id = message.id;
-- Deleting does not renumber: the deleted replies are subtracted from the difference of ordinals.
CREATE INDEX message_reply_deleted ON message (parent_id, reply_no, deleted_at) WHERE reply_no IS NOT NULL AND deleted_at IS NOT NULL;

-- A mention in a reply counts in its thread, and in no channel.
ALTER TABLE mention ADD COLUMN parent_id INTEGER;
UPDATE mention SET parent_id = (SELECT m.parent_id FROM message m WHERE m.id = mention.message_id);
CREATE INDEX mention_thread ON mention (user_id, parent_id, message_id) WHERE parent_id IS NOT NULL;

CREATE TABLE thread_state (
  user_id    INTEGER NOT NULL REFERENCES app_user,
  parent_id  INTEGER NOT NULL REFERENCES message,
  channel_id INTEGER NOT NULL REFERENCES channel,
  following  INTEGER NOT NULL,
  read_no    INTEGER NOT NULL,
  mentions   INTEGER NOT NULL,
  ver        INTEGER NOT NULL,
  PRIMARY KEY (user_id, parent_id)
) WITHOUT ROWID;
CREATE INDEX thread_state_channel ON thread_state (user_id, channel_id, parent_id);

-- Members who started a thread, wrote in it or were named in it follow it. They have read it: a migration makes nothing unread.
INSERT INTO thread_state (user_id, parent_id, channel_id, following, read_no, mentions, ver)
SELECT taking.user_id, taking.parent_id, p.channel_id, 1, p.last_reply_no, 0, 0
FROM (
  SELECT user_id, id AS parent_id FROM message WHERE parent_id IS NULL AND (reply_count > 0 OR last_reply_no > 0)
  UNION
  SELECT user_id, parent_id FROM message WHERE parent_id IS NOT NULL
  UNION
  SELECT user_id, parent_id FROM mention WHERE parent_id IS NOT NULL) taking
JOIN message p ON p.id = taking.parent_id
JOIN channel_member cm ON cm.channel_id = p.channel_id AND cm.left_seq = 9223372036854775807 AND cm.user_id = taking.user_id;

-- Except a mention that is unread, after the last reply of the person: it stays unread, in its thread.
UPDATE thread_state SET read_no = unread.first - 1, mentions = unread.many
FROM (
  SELECT mn.user_id, mn.parent_id, min(m.reply_no) AS first, count(*) AS many
  FROM mention mn
  JOIN message m ON m.id = mn.message_id AND m.reply_no IS NOT NULL
  LEFT JOIN read_state r ON r.user_id = mn.user_id AND r.channel_id = mn.channel_id
  WHERE mn.parent_id IS NOT NULL AND mn.seen = 0 AND mn.message_id > coalesce(r.last_read, 0)
    AND NOT EXISTS (
      SELECT 1 FROM message own
      WHERE own.parent_id = mn.parent_id AND own.user_id = mn.user_id AND own.reply_no > m.reply_no)
  GROUP BY mn.user_id, mn.parent_id) unread
WHERE unread.user_id = thread_state.user_id AND unread.parent_id = thread_state.parent_id;

UPDATE read_state SET mentions = (
  SELECT count(*) FROM mention mn
  WHERE mn.user_id = read_state.user_id AND mn.channel_id = read_state.channel_id
    AND mn.message_id > coalesce(read_state.last_read, 0) AND mn.seen = 0 AND mn.parent_id IS NULL)
WHERE mentions > 0;
