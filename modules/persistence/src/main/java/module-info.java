/** The contract of the store: one transaction writes state and events; consumers read one event log. */
@SuppressWarnings("module") // the implementation is built after this module
module collab.persistence {
    requires transitive collab.domain;
    requires transitive com.google.protobuf; // a logged event exposes its bytes without a copy
    requires collab.wire;
    requires static com.google.errorprone.annotations; // documents which lock guards a field

    exports collab.persistence;
    exports collab.persistence.search;
    exports collab.persistence.spi to
            collab.persistence.sqlite;
}
