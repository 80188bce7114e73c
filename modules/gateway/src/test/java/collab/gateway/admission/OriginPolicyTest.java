package collab.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("security")
final class OriginPolicyTest {
    private final OriginPolicy policy = new OriginPolicy(Set.of("https://chat.example.org"));

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080,            localhost:8080, false, true",
        "http://LOCALHOST:8080,            localhost:8080, false, true",
        "http://host,                      host:80,        false, true",
        "https://host,                     host,           true,  true",
        "http://[::1]:8080,                [::1]:8080,     false, true",
        "https://chat.example.org,         localhost:8080, false, true",
        "https://chat.example.org:443,     localhost:8080, false, true",
        "http://chat.example.org,          localhost:8080, false, false",
        "https://chat.example.org:444,     localhost:8080, false, false",
        "https://chat.example.org.evil.co, localhost:8080, false, false",
        "https://evil.co#chat.example.org, localhost:8080, false, false",
        "https://chat.example.org@evil.co, localhost:8080, false, false",
        "https://chat.example.org/path,    localhost:8080, false, false",
        "https://localhost:8080,           localhost:8080, false, false",
        "http://localhost:8080,            localhost:8080, true,  false",
        "http://localhost,                 localhost:8080, false, false",
        "ftp://localhost:8080,             localhost:8080, false, false",
        "null,                             localhost:8080, false, false",
        "'',                               localhost:8080, false, false"
    })
    void sameOriginAndConfiguredOriginsAreAllowed(String origin, String host, boolean secure, boolean allowed) {
        assertEquals(allowed, policy.allows(origin, Optional.of(host), secure));
    }

    @Test
    void requestWithoutHostHasNoSameOrigin() {
        assertEquals(false, policy.allows("http://localhost:8080", Optional.empty(), false));
    }

    @Test
    void invalidConfiguredOriginIsRejected() {
        assertThrows(IllegalArgumentException.class, () -> new OriginPolicy(Set.of("*")));
        assertThrows(IllegalArgumentException.class, () -> new OriginPolicy(Set.of("chat.example.org")));
    }
}
