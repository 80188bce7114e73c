/** JSON-RPC in, command, response out. */
module collab.rpc {
    requires collab.api;
    requires collab.domain;
    requires collab.persistence;
    requires io.helidon.webserver;
}
