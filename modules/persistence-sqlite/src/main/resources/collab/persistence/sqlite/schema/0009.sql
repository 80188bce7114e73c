-- A deleted message is not unread. Deleting does not renumber, so the deleted messages are subtracted from the difference of ordinals:
-- these indexes contain them only, however many messages are unread.

CREATE INDEX message_deleted ON message (channel_id, no, deleted_at) WHERE no IS NOT NULL AND deleted_at IS NOT NULL;
CREATE INDEX message_broadcast_deleted ON message (channel_id, broadcast_no, deleted_at)
  WHERE broadcast_no IS NOT NULL AND deleted_at IS NOT NULL;
