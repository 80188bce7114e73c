package collab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearNameTest {
    private static final List<String> KNOWN =
            List.of("message", "mention", "channel", "search", "server", "start", "user", "users", "workspace");

    @ParameterizedTest
    @CsvSource({
        "mesage, message",
        "messaeg, message",
        "massage, message",
        "messages, message",
        "chanel, channel",
        "chnanel, channel",
        "serch, search",
        "usr, user",
        "sevrer, server",
        "work, workspace",
        "sta, start"
    })
    void slipIsCorrected(String typed, String meant) {
        assertEquals(Optional.of(meant), NearName.of(typed, KNOWN));
    }

    /** picocli proposed "server" for any word with an e in it. */
    @ParameterizedTest
    @CsvSource({"naïve", "xyzzy", "mute", "se", "me", "x", "''", "deactivate"})
    void otherWordIsNotCorrected(String typed) {
        assertEquals(Optional.empty(), NearName.of(typed, KNOWN));
    }

    @ParameterizedTest
    @CsvSource({"a, a, 0", "ab, ba, 1", "abc, ab, 1", "abc, xbc, 1", "ca, abc, 3", "'', abc, 3", "kitten, sitting, 3"})
    void distanceCountsSlips(String from, String to, int slips) {
        assertEquals(slips, NearName.distance(from, to));
        assertEquals(slips, NearName.distance(to, from));
    }
}
