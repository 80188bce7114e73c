/** JSON-RPC in, command, response out. */
module collab.rpc {
    requires transitive collab.persistence; // what the endpoint works on
    requires transitive collab.ops; // where it counts
    requires collab.api;
    requires collab.domain;
    requires org.bouncycastle.argon; // how passwords are kept
    requires collab.wire; // what a gateway says of its clients, events as JSON
    requires transitive io.helidon.webserver; // the handler is a route

    exports collab.rpc;
}
