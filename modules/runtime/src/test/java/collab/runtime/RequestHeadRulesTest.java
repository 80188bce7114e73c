package collab.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestHeadRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.255.0.9:1", "[::1]", "[::1]:8080"})
    void namesOfThisMachineAreLoopback(String host) {
        assertTrue(RequestHeadRules.isLoopback(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "localhost@evil.example",
                "evil.example@localhost",
                "localhost/x",
                "127.0.0.1evil",
                "0.0.0.0",
                "[::]",
                "10.0.0.1"
            })
    void otherNamesAreNotLoopback(String host) {
        assertFalse(RequestHeadRules.isLoopback(host));
    }
}
