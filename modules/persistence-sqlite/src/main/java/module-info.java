/** The store on SQLite: one writer with group commit, readers on separate connections. */
module collab.persistence.sqlite {
    requires transitive collab.persistence;
    requires collab.wire;
    requires io.helidon.dbclient;
    requires io.helidon.dbclient.jdbc;
    requires com.zaxxer.hikari;
    requires java.sql;
    requires org.xerial.sqlitejdbc;
    requires static com.google.errorprone.annotations; // documents which lock guards a field

    exports collab.persistence.sqlite;
}
