package collab.persistence.sqlite;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;
import org.sqlite.jdbc4.JDBC4ResultSet;

/**
 * Opens connections to one SQLite file that cache their prepared statements.
 *
 * <p>DbClient prepares every statement again and the connection pool closes each one after its use; parsing the same SQL again cost
 * more than running it. Therefore closing a statement only resets it, and the connection keeps it for its next use. A connection
 * keeps one statement per SQL text; all texts are constants of this module, which bounds the cache.
 */
final class SqliteSource implements DataSource {
    static final int BUSY_TIMEOUT_MS = 5_000;

    private final Path file;
    private final Properties properties;

    private SqliteSource(Path file, SQLiteConfig config) {
        this.file = file;
        this.properties = config.toProperties();
    }

    /** Connections that write: a COMMIT is durable, and a transaction takes the write lock when it begins. */
    static SqliteSource writing(Path file) {
        SQLiteConfig config = common();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "4000");
        config.setJournalSizeLimit((int) WalTruncation.BYTES_MAX);
        return new SqliteSource(file, config);
    }

    /** Connections that only read; a transaction sees the state at its first query. */
    static SqliteSource reading(Path file) {
        SQLiteConfig config = common();
        config.setReadOnly(true);
        return new SqliteSource(file, config);
    }

    private static SQLiteConfig common() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false); // otherwise the driver runs a SELECT after every INSERT
        return config;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return new CachingConnection(file, properties);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    private static final class CachingConnection extends JDBC4Connection {
        private final Map<String, CachedStatement> statements = new HashMap<>();

        CachingConnection(Path file, Properties properties) throws SQLException {
            super("jdbc:sqlite:" + file, file.toString(), properties);
        }

        @Override
        public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
                throws SQLException {
            CachedStatement statement = statements.get(sql);
            if (statement == null || statement.pointer.isClosed()) { // the driver finalises a statement that failed
                statement = new CachedStatement(this, sql);
                statements.put(sql, statement);
            } else if (statement.inUse) {
                return super.prepareStatement(sql, type, concurrency, holdability);
            }
            statement.inUse = true;
            return statement;
        }

        /** After some failures, for example a full disk, SQLite has already rolled back and rejects a second rollback. */
        @Override
        public void rollback() throws SQLException {
            try {
                super.rollback();
            } catch (SQLException e) {
                if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                    throw e;
                }
                getDatabase().exec(transactionPrefix(), getAutoCommit());
            }
        }

        @Override
        public void close() throws SQLException {
            statements.clear(); // the connection finalises them
            super.close();
        }
    }

    private static final class CachedStatement extends JDBC4PreparedStatement {
        private final String[] columns;
        private final CachedRows rows = new CachedRows(this);
        private boolean inUse;

        CachedStatement(JDBC4Connection connection, String sql) throws SQLException {
            super(connection, sql);
            columns = rs.colsMeta;
        }

        @Override
        public ResultSet getResultSet() {
            rows.begin(columns, resultsWaiting);
            resultsWaiting = false;
            return rows;
        }

        @Override
        public void close() throws SQLException {
            rows.close(); // resets the statement
            batch = null; // removes the parameters
            inUse = false;
        }
    }

    /**
     * The rows of a cached statement. DbClient reads the description of every column with every row. The driver computes it each
     * time with native calls and a regular expression, which cost a quarter of the time of sending a message. This module does not
     * use column types, so they are empty here.
     */
    private static final class CachedRows extends JDBC4ResultSet {
        CachedRows(CachedStatement statement) {
            super(statement);
        }

        void begin(String[] columns, boolean hasRows) {
            cols = columns;
            colsMeta = columns;
            emptyResultSet = !hasRows;
            open = true;
        }

        @Override
        public int getColumnCount() {
            return colsMeta.length;
        }

        @Override
        public String getColumnLabel(int column) {
            return colsMeta[column - 1];
        }

        @Override
        public String getColumnTypeName(int column) {
            return "";
        }

        @Override
        @SuppressWarnings("NullAway") // the driver returns null for an unknown class
        public String getColumnClassName(int column) {
            return null;
        }
    }

    // ---- Other methods of a DataSource ----

    @Override
    public PrintWriter getLogWriter() {
        throw new UnsupportedOperationException("no log writer");
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException("no log writer");
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // opening a file takes no login
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("not a wrapper for " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
