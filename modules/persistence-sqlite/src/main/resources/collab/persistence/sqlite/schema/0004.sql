-- Passwords, and names for sessions that programs hold.

CREATE TABLE user_password (
  user_id INTEGER PRIMARY KEY REFERENCES app_user,
  hash    TEXT NOT NULL -- Argon2id with salt and parameters, in PHC form
);

ALTER TABLE session ADD COLUMN name TEXT; -- what its owner calls it; NULL for a login
