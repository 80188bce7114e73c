-- The audit log: who did what to whom, and from where. Records are never changed; the retention deletes the oldest ones.

CREATE TABLE audit (
  id           INTEGER PRIMARY KEY,
  at           INTEGER NOT NULL,
  actor_kind   TEXT NOT NULL,
  actor_id     INTEGER,
  session_id   INTEGER,
  token        INTEGER NOT NULL, -- whether the session is an access token
  action       TEXT NOT NULL,
  target_kind  TEXT,
  target_id    INTEGER,
  workspace_id INTEGER,
  address      TEXT,
  count        INTEGER NOT NULL,
  detail       TEXT NOT NULL
);
CREATE INDEX audit_actor ON audit (actor_id, id);
CREATE INDEX audit_target ON audit (target_kind, target_id, id);
CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_workspace ON audit (workspace_id, id);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_address ON audit (at) WHERE address IS NOT NULL;

-- Records up to the floor may be deleted.
CREATE TABLE audit_state (floor INTEGER NOT NULL);
INSERT INTO audit_state (floor) VALUES (0);

CREATE TRIGGER audit_kept BEFORE DELETE ON audit WHEN OLD.id > (SELECT floor FROM audit_state) BEGIN SELECT RAISE(ABORT, 'a record of the audit log is kept'); END;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit WHEN NEW.address IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at OR NEW.actor_kind IS NOT OLD.actor_kind OR NEW.actor_id IS NOT OLD.actor_id OR NEW.session_id IS NOT OLD.session_id OR NEW.token IS NOT OLD.token OR NEW.action IS NOT OLD.action OR NEW.target_kind IS NOT OLD.target_kind OR NEW.target_id IS NOT OLD.target_id OR NEW.workspace_id IS NOT OLD.workspace_id OR NEW.count IS NOT OLD.count OR NEW.detail IS NOT OLD.detail BEGIN SELECT RAISE(ABORT, 'a record of the audit log cannot be changed'); END;
CREATE TRIGGER audit_floor_rises BEFORE UPDATE ON audit_state WHEN NEW.floor < OLD.floor BEGIN SELECT RAISE(ABORT, 'the floor of the audit log only rises'); END;

-- Who may invite people into a workspace. An upgrade changes nothing: members may.
ALTER TABLE workspace ADD COLUMN invites TEXT NOT NULL DEFAULT 'MEMBERS';
