/** Workspaces as files: reads those of others and our own, and brings them in over the SDK. */
module collab.archive {
    requires transitive collab.client;

    exports collab.archive;
}
