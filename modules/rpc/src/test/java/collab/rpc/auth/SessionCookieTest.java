package collab.rpc.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class SessionCookieTest {
    @Test
    void cookieIsHttpOnlyAndSameSite() {
        assertEquals(
                "collab_session=t; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
                SessionCookie.of("t", Duration.ofMinutes(1), false));
    }

    @Test
    void cookieHasHostPrefixOverTls() {
        assertEquals(
                "__Host-collab_session=t; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
                SessionCookie.of("t", Duration.ofMinutes(1), true));
        assertEquals(
                "__Host-collab_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
                SessionCookie.deletion(true));
    }

    @Test
    void cookieIsFoundAmongOthers() {
        assertEquals(Optional.of("t"), SessionCookie.token("a=b; collab_session=t; c=d", false));
        assertEquals(Optional.of("t"), SessionCookie.token("collab_session=t;collab_session=u", false));
        assertEquals(Optional.empty(), SessionCookie.token("xcollab_session=t; collab_sessionx=t", false));
    }

    @Test
    void cookieWithoutHostPrefixIsIgnoredOverTls() {
        assertEquals(Optional.empty(), SessionCookie.token("collab_session=t", true));
        assertEquals(Optional.of("t"), SessionCookie.token("__Host-collab_session=t", true));
    }
}
