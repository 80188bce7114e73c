package collab.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Measures the disk under a folder without the product. */
public final class DiskProbe {
    private static final int PAGE_BYTES = 4096;

    private DiskProbe() {}

    /** Appends a page and calls {@code fdatasync}, repeatedly. */
    public static Histogram sync(Path folder, Duration time) throws IOException {
        Histogram nanos = Latencies.histogram();
        Path file = Files.createTempFile(folder, "sync", "");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocateDirect(PAGE_BYTES);
            long end = System.nanoTime() + time.toNanos();
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                channel.write(page.clear());
                channel.force(false);
                nanos.recordValue(Latencies.bounded(System.nanoTime() - now));
            }
        } finally {
            Files.delete(file);
        }
        return nanos;
    }

    /**
     * Commits rows of a message's size in groups with SQLite, {@code synchronous=FULL}, in one loop.
     *
     * @return rows per second
     */
    public static double rowsPerSecond(Path folder, int group, Duration time) throws SQLException, IOException {
        Path file = Files.createTempFile(folder, "rows", ".db");
        long rows = 0;
        long begin = System.nanoTime();
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            try (Statement statement = database.createStatement()) {
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
                statement.execute("CREATE TABLE row(id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
            }
            database.setAutoCommit(false);
            try (PreparedStatement insert = database.prepareStatement("INSERT INTO row(body) VALUES (?)")) {
                for (long end = begin + time.toNanos(); System.nanoTime() < end; rows += group) {
                    for (int i = 0; i < group; i++) {
                        insert.setString(1, DueTimestamp.text(rows + i).repeat(3));
                        insert.executeUpdate();
                    }
                    database.commit();
                }
            }
        }
        return rows / ((System.nanoTime() - begin) / 1e9);
    }
}
