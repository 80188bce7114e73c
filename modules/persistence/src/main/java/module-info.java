/** One transaction in, one log out. */
module collab.persistence {
    requires transitive collab.domain;
    requires collab.wire;
    requires io.helidon.dbclient;
    requires io.helidon.dbclient.jdbc;
    requires io.helidon.dbclient.hikari;
    requires io.helidon.config;
    requires com.zaxxer.hikari;
    requires java.sql;
    requires org.xerial.sqlitejdbc;
}
