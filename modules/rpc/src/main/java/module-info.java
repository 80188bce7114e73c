/** The JSON-RPC endpoint: authentication, and one handler class per method namespace. */
module collab.rpc {
    requires transitive collab.persistence; // the store that the methods work on
    requires transitive collab.runtime;
    requires transitive collab.api;
    requires transitive collab.domain;
    requires static com.google.errorprone.annotations; // documents which lock guards a field
    requires org.bouncycastle.argon; // password hashes
    requires collab.wire; // headers of gateways, events as JSON
    requires transitive io.helidon.webserver; // the handler is a route

    exports collab.rpc.auth;
    exports collab.rpc.config;
    exports collab.rpc.http;
    exports collab.rpc.jsonrpc;
    exports collab.rpc.limit;
    exports collab.rpc.methods;
}
