package collab.persistence.sqlite;

import collab.persistence.sqlite.query.Statements;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbTransaction;
import io.helidon.dbclient.jdbc.CloseableJdbcConnectionPool;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** One SQLite file, accessed with Helidon's DbClient: a pool of connections and the transactions on them. */
final class Database implements AutoCloseable {
    private final Pool pool;
    private final DbClient client;

    private Database(Pool pool) {
        this.pool = pool;
        this.client = JdbcClientBuilder.create().connectionPool(pool).build();
    }

    /** Opens the one connection that writes. */
    static Database writing(Path file) {
        return new Database(new Pool("ledger", SqliteSource.writing(file), 1, false));
    }

    /** Opens connections that only read. */
    static Database reading(Path file, int connections) {
        return new Database(new Pool("readers", SqliteSource.reading(file), connections, true));
    }

    /** Begins a transaction; the caller must end it. */
    Transaction begin() {
        return new Transaction(client.transaction());
    }

    /** Runs the work in a transaction and commits it. */
    <T> T within(Function<Statements, T> work) {
        Transaction transaction = begin();
        try {
            T result = work.apply(transaction.statements());
            RunningQuery.ends();
            transaction.commit();
            return result;
        } catch (Throwable failure) {
            RunningQuery.ends();
            transaction.rollback();
            throw failure;
        }
    }

    /** Runs a statement that SQLite allows only outside a transaction. */
    void outside(String sql, Object... parameters) {
        new Statements(client.execute()).run(sql, parameters);
    }

    /** Runs statements on one connection, each in its own transaction. */
    <T> T outside(Function<Statements, T> work) {
        return work.apply(new Statements(client.execute()));
    }

    /** Replaces the present connections: after a failure the state of their transactions is unknown. */
    void renewConnections() {
        pool.source.getHikariPoolMXBean().softEvictConnections();
    }

    @Override
    public void close() {
        client.close();
    }

    /** Returns the error code of SQLite, if SQLite caused the failure. */
    static Optional<SQLiteErrorCode> errorCode(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return Optional.of(sqlite.getResultCode());
            }
        }
        return Optional.empty();
    }

    /** A transaction that has begun with its first statement and ends once. */
    static final class Transaction {
        private final DbTransaction transaction;
        private final Statements statements;
        private boolean ended;

        private Transaction(DbTransaction transaction) {
            this.transaction = transaction;
            this.statements = new Statements(transaction);
        }

        Statements statements() {
            return statements;
        }

        void commit() {
            ended = true;
            transaction.commit();
        }

        /** Does nothing when the transaction has ended. Never fails: a failed rollback ends with the closing of its connection. */
        void rollback() {
            if (ended) {
                return;
            }
            ended = true;
            try {
                transaction.rollback();
            } catch (RuntimeException e) {
                System.getLogger(Database.class.getName())
                        .log(System.Logger.Level.DEBUG, "the rollback failed: " + e.getMessage(), e);
            }
        }
    }

    /** HikariCP for DbClient. Helidon's integration accepts only a URL, not a {@link DataSource}. */
    private static final class Pool implements CloseableJdbcConnectionPool {
        private final HikariDataSource source;

        Pool(String name, DataSource connections, int size, boolean readOnly) {
            HikariConfig config = new HikariConfig();
            config.setPoolName(name);
            config.setDataSource(connections);
            config.setMaximumPoolSize(size);
            config.setMinimumIdle(size);
            config.setReadOnly(readOnly);
            config.setMaxLifetime(0); // connections to a file do not expire
            this.source = new HikariDataSource(config);
        }

        @Override
        public Connection connection() {
            try {
                Connection connection = source.getConnection();
                RunningQuery.uses(connection);
                return connection;
            } catch (SQLException e) {
                throw new DbClientException("no connection to the database", e);
            }
        }

        @Override
        public String dbType() {
            return "jdbc:sqlite";
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
