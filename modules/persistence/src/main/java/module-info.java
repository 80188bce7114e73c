/** One transaction in, one log out. */
module collab.persistence {
    requires transitive collab.domain;
    requires transitive com.google.protobuf; // the bytes of a logged event travel on uncopied
    requires collab.wire;
    requires io.helidon.dbclient;
    requires io.helidon.dbclient.jdbc;
    requires com.zaxxer.hikari;
    requires java.sql;
    requires org.xerial.sqlitejdbc;
    requires static com.google.errorprone.annotations; // which lock guards what

    exports collab.persistence;
}
