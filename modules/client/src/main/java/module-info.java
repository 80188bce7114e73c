/** The Java SDK: calls, and a live stream that resumes by itself. */
module collab.client {
    requires collab.api;
    requires collab.wire;
    requires java.net.http;
}
