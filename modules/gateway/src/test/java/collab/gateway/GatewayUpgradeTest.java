package collab.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.testkit.RawClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Upgrades to WebSocket at a complete gateway. */
@Timeout(60)
final class GatewayUpgradeTest extends GatewayTestBase {
    @Test
    void invalidUpgradesAreRejected() {
        String[] alice = {"Authorization", "Bearer alice-token"};
        assertEquals(404, BrowserClient.rejectionStatus(gateway, "/ws/user/abc", alice));
        assertEquals(404, BrowserClient.rejectionStatus(gateway, "/ws/user/1/more", alice));
        assertEquals(404, BrowserClient.rejectionStatus(gateway, "/elsewhere", alice));
        assertEquals(401, BrowserClient.rejectionStatus(gateway, "/ws/user/1"));
        assertEquals(401, BrowserClient.rejectionStatus(gateway, "/ws/user/1", "Authorization", "Bearer nonsense"));
        assertEquals(401, BrowserClient.rejectionStatus(gateway, "/ws/user/1", "Authorization", "Basic alice-token"));
        assertEquals(403, BrowserClient.rejectionStatus(gateway, "/ws/user/2", alice));
        for (String origin : List.of(
                "https://evil.example",
                "null",
                "http://127.0.0.1",
                "https://127.0.0.1:" + gateway.port(),
                "http://127.0.0.1:" + gateway.port() + ".evil.example",
                "https://chat.example.org.evil.example")) {
            assertEquals(
                    403,
                    BrowserClient.rejectionStatus(gateway, "/ws/user/1", alice[0], alice[1], "Origin", origin),
                    origin);
        }
        assertEquals(0, server.subscriptions(), "a rejected client causes no subscription");
    }

    @Test
    void cookieAndAllowedOriginsAreAccepted() throws Exception {
        for (String origin : List.of("http://127.0.0.1:" + gateway.port(), "https://chat.example.org")) {
            BrowserClient alice = BrowserClient.openWith(
                    gateway, 1, "Origin", origin, "Cookie", "theme=dark; collab_session=alice-token; x=y");
            alice.next("hello");
            alice.close();
        }
        BrowserClient.openWith(gateway, 1, "Cookie", "__Host-collab_session=alice-token; collab_session=old")
                .next("hello");
    }

    @Test
    void expiredCookieDoesNotHideValidToken() throws Exception {
        BrowserClient.openWith(gateway, 1, "Cookie", "collab_session=old", "Authorization", "bearer alice-token")
                .next("hello");
    }

    /** The cookie came first at the upgrade and the bearer token at {@code /rpc}: one client was two users. */
    @Test
    void bearerTokenTakesPrecedenceOverCookie() throws Exception {
        String[] bob = {"Cookie", "collab_session=alice-token", "Authorization", "Bearer bob-token"};
        BrowserClient.openWith(gateway, 2, bob).next("hello");
        assertEquals(403, BrowserClient.rejectionStatus(gateway, "/ws/user/1", bob));
        assertEquals(
                401,
                BrowserClient.rejectionStatus(
                        gateway, "/ws/user/1", "Cookie", "collab_session=alice-token", "Authorization", "Bearer old"));
    }

    @Test
    void ticketIsAcceptedOnceAndNotConfirmedAsSubprotocol() throws Exception {
        server.ticket("once");
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.handshake(
                    "/ws/user/1", "Sec-WebSocket-Protocol: collab.ticket.once, collab.v2.json\r\n"));
            String head = client.readHead();
            assertTrue(head.startsWith("HTTP/1.1 101 "), head);
            assertTrue(head.contains("Sec-WebSocket-Protocol: collab.v2.json\r\n"), head);
        }
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.handshake(
                    "/ws/user/1", "Sec-WebSocket-Protocol: collab.ticket.once, collab.v2.json\r\n"));
            assertTrue(client.readHead().startsWith("HTTP/1.1 401 "));
        }
    }

    @Test
    void unknownProtocolVersionIsRejectedWith400() throws Exception {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send(RawClient.handshake("/ws/user/1", "Sec-WebSocket-Protocol: collab.v9.json\r\n"));

            assertTrue(client.readHead().startsWith("HTTP/1.1 400 "));
        }
    }

    @Test
    void socketBeyondLimitIsAcceptedAndClosedWith4129() throws Exception {
        for (int i = 0; i < 3; i++) alice("").next("hello");

        assertEquals(4129, alice("").closeCode());
    }

    @Test
    void unexpectedMessageClosesWith4002() throws Exception {
        BrowserClient alice = alice("");
        alice.next("hello");
        alice.send("{\"type\":\"subscribe\"}");

        assertEquals(4002, alice.closeCode());
    }

    @Test
    void crossSitePageWithoutOriginIsRejected() {
        String[] alice = {"Authorization", "Bearer alice-token"};
        assertEquals(
                403,
                BrowserClient.rejectionStatus(
                        gateway, "/ws/user/1", alice[0], alice[1], "Sec-Fetch-Site", "cross-site"));
        BrowserClient.openWith(gateway, 1, alice[0], alice[1], "Sec-Fetch-Site", "same-origin")
                .close();
    }

    // ---- Revocation ----

    @Test
    void revokedSessionIsClosedAndRejectedAfterwards() throws Exception {
        BrowserClient alice = alice("");
        alice.next("hello");
        server.revoke(1);

        assertEquals(4004, alice.closeCode());
        assertEquals(401, BrowserClient.rejectionStatus(gateway, "/ws/user/1", "Authorization", "Bearer alice-token"));
    }

    @Test
    void revocationBeforeAdmitAnswerRejectsUpgrade() throws Exception {
        alice("").next("hello"); // subscribes to the user's events
        boolean[] once = {true};
        server.beforeAdmitAnswer = () -> {
            if (!once[0]) return;
            once[0] = false;
            server.revoke(1);
            server.awaitAcknowledged(server.head());
        };

        assertEquals(401, BrowserClient.rejectionStatus(gateway, "/ws/user/1", "Authorization", "Bearer alice-token"));
    }

    @Test
    void revocationBeforeSubscriptionIsFoundBySecondVerification() {
        boolean[] once = {true};
        server.beforeAdmitAnswer = () -> {
            if (!once[0]) return;
            once[0] = false;
            server.revoke(1); // no subscription yet, so the stream does not contain it
        };

        assertEquals(401, BrowserClient.rejectionStatus(gateway, "/ws/user/1", "Authorization", "Bearer alice-token"));
        assertEquals(2, server.admissions);
    }
}
