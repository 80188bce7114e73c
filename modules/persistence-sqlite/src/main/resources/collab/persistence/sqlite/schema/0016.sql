-- What sessions may be used for, when their owners were confirmed, and second factors.

ALTER TABLE session ADD COLUMN scopes TEXT; -- with commas; NULL for a login session, which has all
ALTER TABLE session ADD COLUMN confirmed_at INTEGER; -- when the owner last proved who they are; NULL for an access token
UPDATE session SET scopes = 'READ,SEND,MANAGE,ADMIN' WHERE name IS NOT NULL;

CREATE TABLE totp (
  user_id        INTEGER PRIMARY KEY REFERENCES app_user,
  sealed         TEXT NOT NULL, -- the secret, encrypted with a key that is not in the database
  confirmed      INTEGER NOT NULL,
  last_step      INTEGER NOT NULL, -- of the code that was accepted last
  attempts       INTEGER NOT NULL, -- codes tried since then
  attempts_since INTEGER
);

CREATE TABLE recovery_code (
  user_id INTEGER NOT NULL REFERENCES app_user,
  mac     TEXT NOT NULL, -- a keyed hash
  used_at INTEGER,
  PRIMARY KEY (user_id, mac)
) WITHOUT ROWID;
