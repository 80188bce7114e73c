/** Imports and exports of workspaces: reads other formats and our own, and writes through the SDK. */
module collab.archive {
    requires transitive collab.client;

    exports collab.archive;
    exports collab.archive.mattermost;
    exports collab.archive.slack;
}
