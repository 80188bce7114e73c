-- Messages to all members of a channel. They are numbered like messages: the unread count is a difference, without a row per member.

ALTER TABLE message ADD COLUMN broadcast TEXT; -- the members that the present text addresses, a Broadcast; NULL for none
ALTER TABLE message ADD COLUMN broadcast_no INTEGER; -- its number, when it was sent to the whole channel; never reused
CREATE INDEX message_broadcast ON message (channel_id, broadcast_no) WHERE broadcast_no IS NOT NULL;

ALTER TABLE channel ADD COLUMN broadcast_no INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channel_member ADD COLUMN broadcast_no INTEGER NOT NULL DEFAULT 0; -- the channel's number when the membership began
ALTER TABLE read_state ADD COLUMN read_broadcast_no INTEGER NOT NULL DEFAULT 0;
