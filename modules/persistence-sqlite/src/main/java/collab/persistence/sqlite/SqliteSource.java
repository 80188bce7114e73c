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
 * Opens connections to one SQLite file that keep their prepared statements.
 *
 * <p>DbClient prepares every statement anew and the pool above closes what it handed out; parsing the same SQL again cost more
 * than running it. So a statement that is closed is only reset and waits here for its next use. There is one per text, and
 * all texts are constants of this module, which bounds them.
 */
final class SqliteSource implements DataSource {
    private final Path file;
    private final Properties properties;

    private SqliteSource(Path file, SQLiteConfig config) {
        this.file = file;
        this.properties = config.toProperties();
    }

    /** Connections that write: durable at COMMIT, and a transaction takes the write lock when it begins. */
    static SqliteSource writing(Path file) {
        SQLiteConfig config = common();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "4000");
        return new SqliteSource(file, config);
    }

    /** Connections that can only read; a transaction sees the moment of its first query. */
    static SqliteSource reading(Path file) {
        SQLiteConfig config = common();
        config.setReadOnly(true);
        return new SqliteSource(file, config);
    }

    private static SQLiteConfig common() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(5_000);
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false); // else every INSERT is followed by a SELECT
        return config;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return new KeepingConnection(file, properties);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    private static final class KeepingConnection extends JDBC4Connection {
        private final Map<String, KeptStatement> kept = new HashMap<>();

        KeepingConnection(Path file, Properties properties) throws SQLException {
            super("jdbc:sqlite:" + file, file.toString(), properties);
        }

        @Override
        public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
                throws SQLException {
            KeptStatement statement = kept.get(sql);
            if (statement == null) {
                statement = new KeptStatement(this, sql);
                kept.put(sql, statement);
            } else if (statement.inUse) {
                return super.prepareStatement(sql, type, concurrency, holdability);
            }
            statement.inUse = true;
            return statement;
        }

        /** After some failures, a full disk for example, SQLite has rolled back by itself and says so when asked again. */
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
            kept.clear(); // finalised with the connection
            super.close();
        }
    }

    private static final class KeptStatement extends JDBC4PreparedStatement {
        private final String[] columns;
        private final KeptRows rows = new KeptRows(this);
        private boolean inUse;

        KeptStatement(JDBC4Connection connection, String sql) throws SQLException {
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
            rows.close(); // resets
            batch = null; // forgets the parameters
            inUse = false;
        }
    }

    /**
     * The rows of a kept statement. DbClient asks for the description of every column with every row, which the driver makes
     * anew from native calls and a regular expression: a quarter of a send. Nobody here looks at column types, so they are
     * not said.
     */
    private static final class KeptRows extends JDBC4ResultSet {
        KeptRows(KeptStatement statement) {
            super(statement);
        }

        void begin(String[] columns, boolean any) {
            cols = columns;
            colsMeta = columns;
            emptyResultSet = !any;
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
        @SuppressWarnings("NullAway") // how the driver itself says that it does not know
        public String getColumnClassName(int column) {
            return null;
        }
    }

    // What a DataSource must also have.

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
        // opening a file does not wait
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
