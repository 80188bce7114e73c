/** The Java SDK: calls to the server, and a live stream that resumes by itself. */
module collab.client {
    requires transitive collab.api;
    requires transitive com.fasterxml.jackson.databind; // payloads are trees
    requires collab.wire;
    requires static com.google.errorprone.annotations; // which lock guards which field
    requires transitive java.net.http;

    exports collab.client;
}
