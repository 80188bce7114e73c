package collab.persistence.sqlite;

import collab.domain.id.LogPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The line in {@code collab.position}: what clients may know of the log, stored outside of the database file.
 *
 * @param epoch the epoch under which positions were sent
 * @param head the newest committed position
 * @param file the number of the database file in its file system
 * @param retention the time of the {@link RetentionClock}
 */
record PositionMark(String epoch, LogPosition head, long file, Instant retention) {
    private static final Pattern LINE = Pattern.compile(
            "(hero-collab epoch=(\\S+) head=(\\d{19}) file=([0-9a-f]{16}) retention=(\\d{19})) check=([0-9a-f]{8})\\s*");

    /** A line of the same length for all positions of an epoch, so that it can be overwritten in place. */
    ByteBuffer encode() {
        String fields = "hero-collab epoch=%s head=%019d file=%016x retention=%019d"
                .formatted(epoch, head.value(), file, Math.max(0, retention.toEpochMilli()));
        String line = "%s check=%s\n".formatted(fields, check(fields));
        return ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    }

    /** Empty for anything else than a complete line, for example after a write that a power loss tore. */
    static Optional<PositionMark> parse(String line) {
        Matcher fields = LINE.matcher(line);
        if (!fields.matches() || !check(fields.group(1)).equals(fields.group(6))) return Optional.empty();
        return Optional.of(new PositionMark(
                fields.group(2),
                new LogPosition(Long.parseLong(fields.group(3))),
                Long.parseUnsignedLong(fields.group(4), 16),
                Instant.ofEpochMilli(Long.parseLong(fields.group(5)))));
    }

    private static String check(String fields) {
        CRC32 sum = new CRC32();
        sum.update(fields.getBytes(StandardCharsets.US_ASCII));
        return "%08x".formatted(sum.getValue());
    }

    /**
     * Returns why positions that clients hold may not be positions of this log; empty when the log continues the one that they
     * know. A log that is ahead of the mark is what a crash between a commit and the write of the mark leaves.
     */
    Optional<String> contradiction(String logEpoch, LogPosition logHead) {
        if (!epoch.equals(logEpoch)) {
            return Optional.of("the database has epoch " + logEpoch + ", the folder belongs to epoch " + epoch);
        }
        if (head.isAfter(logHead)) {
            return Optional.of("the log ends at position " + logHead + ", but position " + head
                    + " was committed: an older database was put back, or the -wal file was lost");
        }
        return Optional.empty();
    }
}
