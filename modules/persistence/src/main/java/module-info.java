/** The contract of the store: one transaction writes state and events, one log is read. */
@SuppressWarnings("module") // the implementation is built after its contract
module collab.persistence {
    requires transitive collab.domain;
    requires transitive com.google.protobuf; // the bytes of a logged event travel on uncopied
    requires collab.wire;
    requires static com.google.errorprone.annotations; // documents which lock guards a field

    exports collab.persistence;
    exports collab.persistence.spi to
            collab.persistence.sqlite;
}
