-- Messages that address everybody in a channel, numbered like messages themselves: unread is a difference, no row per member.

ALTER TABLE message ADD COLUMN broadcast TEXT; -- whom the present text addresses, a Broadcast; NULL for nobody
ALTER TABLE message ADD COLUMN broadcast_no INTEGER; -- its number, when it was sent to the whole channel; never used again
CREATE INDEX message_broadcast ON message (channel_id, broadcast_no) WHERE broadcast_no IS NOT NULL;

ALTER TABLE channel ADD COLUMN broadcast_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channel_member ADD COLUMN broadcast_no INTEGER NOT NULL DEFAULT 0; -- the channel's when the stay began
ALTER TABLE read_state ADD COLUMN read_broadcast_no INTEGER NOT NULL DEFAULT 0;
