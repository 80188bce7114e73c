package collab.dbclient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import io.helidon.dbclient.jdbc.JdbcConnectionPool;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** DbClient as it was released throws NoClassDefFoundError on this core, as soon as one is built. */
class RelinkedDbClientTest {
    @Test
    void answersAQueryOnTheNewerCore() {
        JdbcConnectionPool pool = RelinkedDbClientTest::connection;
        try (DbClient client = JdbcClientBuilder.create().connectionPool(pool).build()) {
            int sum = client.execute()
                    .createGet("SELECT :left + :right AS sum")
                    .addParam("left", 19)
                    .addParam("right", 23)
                    .execute()
                    .orElseThrow()
                    .column("sum")
                    .getInt();
            assertEquals(42, sum);
        }
    }

    private static Connection connection() {
        try {
            return DriverManager.getConnection("jdbc:sqlite::memory:");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
