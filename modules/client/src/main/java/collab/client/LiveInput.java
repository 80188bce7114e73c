package collab.client;

import com.fasterxml.jackson.databind.JsonNode;

/** An input that other threads pass to the thread of a live session. */
sealed interface LiveInput {
    record Answered(long callId, JsonNode result) implements LiveInput {}

    record Failed(long callId, RuntimeException failure) implements LiveInput {}

    /** An input of one socket; it is ignored when the session has left that socket. */
    sealed interface OfSocket extends LiveInput {
        LiveConnection connection();
    }

    /** The upgrade failed. */
    record Refused(LiveConnection connection, Throwable failure) implements OfSocket {}

    record Message(LiveConnection connection, String text) implements OfSocket {}

    /** A message that is not a text, or too long. */
    record Unreadable(LiveConnection connection, String why) implements OfSocket {}

    record Closed(LiveConnection connection, int code, String reason) implements OfSocket {}
}
