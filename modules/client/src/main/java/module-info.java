/** The Java SDK: calls, and a live stream that resumes by itself. */
module collab.client {
    requires transitive collab.api;
    requires transitive com.fasterxml.jackson.databind; // payloads are trees
    requires collab.wire;
    requires transitive java.net.http;

    exports collab.client;
}
