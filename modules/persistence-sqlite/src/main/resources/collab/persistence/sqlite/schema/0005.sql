-- Groups of users and of groups, and the rights of groups.

CREATE TABLE app_group (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  description TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  deleted_at  INTEGER,
  ver         INTEGER NOT NULL
);
CREATE UNIQUE INDEX app_group_name ON app_group (name) WHERE deleted_at IS NULL;

CREATE TABLE group_person (
  group_id INTEGER NOT NULL REFERENCES app_group,
  user_id  INTEGER NOT NULL REFERENCES app_user,
  PRIMARY KEY (group_id, user_id)
) WITHOUT ROWID;
CREATE INDEX group_person_user ON group_person (user_id, group_id);

CREATE TABLE group_nested (
  group_id INTEGER NOT NULL REFERENCES app_group,
  inner_id INTEGER NOT NULL REFERENCES app_group,
  PRIMARY KEY (group_id, inner_id)
) WITHOUT ROWID;
CREATE INDEX group_nested_inner ON group_nested (inner_id, group_id);

CREATE TABLE group_right (
  group_id     INTEGER NOT NULL REFERENCES app_group,
  name         TEXT NOT NULL,
  workspace_id INTEGER NOT NULL, -- 0: the whole server
  PRIMARY KEY (group_id, name, workspace_id)
) WITHOUT ROWID;
CREATE INDEX group_right_name ON group_right (name, group_id);
