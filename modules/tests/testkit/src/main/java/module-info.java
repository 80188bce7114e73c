/** Clock, scheduler and sockets that belong to the test, and the contract that everything said is held against. */
module collab.testkit {
    requires collab.api;
    requires collab.domain;
    requires collab.wire;

    exports collab.testkit;
}
