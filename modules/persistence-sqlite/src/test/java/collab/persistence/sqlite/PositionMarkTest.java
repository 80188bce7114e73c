package collab.persistence.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.domain.id.LogPosition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionMarkTest {
    private static final PositionMark MARK =
            new PositionMark("k3-_abcdEFGH", new LogPosition(165), -7, Instant.parse("2026-11-23T09:00:00.123Z"));

    private static String line(PositionMark mark) {
        return new String(mark.encode().array(), StandardCharsets.US_ASCII);
    }

    @Test
    void encodedMarkIsParsed() {
        assertEquals(Optional.of(MARK), PositionMark.parse(line(MARK)));
    }

    @Test
    void marksOfOneEpochHaveTheSameLength() {
        PositionMark last = new PositionMark(MARK.epoch(), new LogPosition((1L << 53) - 1), 1, Instant.EPOCH);
        assertEquals(line(MARK).length(), line(last).length());
    }

    @Test
    void markWithAnyOtherByteIsNotParsed() {
        String line = line(MARK);
        for (int i = 0; i < line.length() - 1; i++) {
            String torn = line.substring(0, i) + (line.charAt(i) == '0' ? '1' : '0') + line.substring(i + 1);
            assertEquals(Optional.empty(), PositionMark.parse(torn), torn);
            assertEquals(Optional.empty(), PositionMark.parse(line.substring(0, i)));
        }
    }

    /** The table of RELIABILITY.md. */
    @ParameterizedTest
    @CsvSource({
        "k3-_abcdEFGH, 165, false", // a stop
        "k3-_abcdEFGH, 166, false", // a crash between the commit and the mark
        "k3-_abcdEFGH, 164, true", // an older file, or a lost -wal file
        "k3-_abcdEFGH, 0, true",
        "another-one_, 165, true", // the file of another history
        "another-one_, 200, true"
    })
    void logContradictsTheMark(String epoch, long head, boolean contradicts) {
        assertEquals(
                contradicts, MARK.contradiction(epoch, new LogPosition(head)).isPresent());
    }

    @Test
    void contradictionNamesThePositions() {
        String reason = MARK.contradiction(MARK.epoch(), new LogPosition(100)).orElseThrow();
        assertTrue(reason.contains("ends at position 100, but position 165 was committed"), reason);
    }
}
