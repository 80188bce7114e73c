/** Imports and exports of workspaces: reads other formats and our own, and writes through the SDK. */
module collab.archive {
    requires transitive collab.client;
    requires collab.domain; // the canonical form of emoji, the grammar of mentions

    exports collab.archive;
    exports collab.archive.mattermost;
    exports collab.archive.slack;
}
