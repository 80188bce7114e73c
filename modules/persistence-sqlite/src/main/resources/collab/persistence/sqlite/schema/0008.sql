-- What imports created or found, by its identity in the source: a later import finds it again, whatever its name is.

CREATE TABLE import_identity (
  kind         TEXT NOT NULL,    -- SourceIdentity.Kind
  workspace_id INTEGER NOT NULL, -- the workspace of a channel; 0 for the other kinds
  source       TEXT NOT NULL,
  source_key   TEXT NOT NULL,
  target_id    INTEGER NOT NULL,
  complete     INTEGER NOT NULL, -- SourceIdentity.Target.complete
  PRIMARY KEY (kind, workspace_id, source, source_key)
) WITHOUT ROWID;
CREATE INDEX import_identity_target ON import_identity (kind, target_id);
