-- Passwords, and names for the sessions of programs.

CREATE TABLE user_password (
  user_id INTEGER PRIMARY KEY REFERENCES app_user,
  hash    TEXT NOT NULL -- Argon2id with salt and parameters, in PHC form
);

ALTER TABLE session ADD COLUMN name TEXT; -- the name that the user gave it; NULL for a login
