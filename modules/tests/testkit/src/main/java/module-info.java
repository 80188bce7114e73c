/** Test support: a clock, a scheduler and a network that the test controls, and validation against the contract. */
module collab.testkit {
    requires collab.api;
    requires collab.domain;
    requires collab.wire;

    exports collab.testkit;
}
