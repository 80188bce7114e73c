/** Clock, scheduler and sockets that belong to the test. */
module collab.testkit {
    requires collab.domain;
    requires collab.wire;

    exports collab.testkit;
}
