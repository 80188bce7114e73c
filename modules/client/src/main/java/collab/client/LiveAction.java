package collab.client;

import com.fasterxml.jackson.databind.JsonNode;

/** An action of {@link LiveProtocol} for its owner, which performs actions in the order in which they were returned. */
sealed interface LiveAction {
    /** A method that the protocol calls, without parameters. */
    enum Query {
        BOOTSTRAP("session.bootstrap"),
        /** Reveals whether a socket was refused because the user has no valid session. */
        USER_ME("user.me");

        private final String method;

        Query(String method) {
            this.method = method;
        }

        String method() {
            return method;
        }
    }

    record Call(long id, Query query) implements LiveAction {}

    record Open(long userId, long resumeFrom, String epoch) implements LiveAction {}

    record SendPong(long ts, long last) implements LiveAction {}

    record Close(int code, String reason) implements LiveAction {}

    record Booted(JsonNode state) implements LiveAction {}

    record Deliver(LiveEvent event) implements LiveAction {}

    record Report(LiveSession.State state, String why) implements LiveAction {}
}
