package collab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsing rejects values that do not match and names the position; it never rounds, truncates or converts. */
class StrictReadingTest {
    private static final String ID = "an integer from 1 to 9007199254740991";

    // ---- Numbers ----

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "-1, -1",
        "1.0, 1.0",
        "1.5, 1.5",
        "1e0, 1",
        "1e400, 1E+400",
        "9007199254740992, 9007199254740992",
        "9007199254740993, 9007199254740993",
        "9223372036854775808, 9223372036854775808",
        "18446744073709551617, 18446744073709551617",
        "\"1\", a string",
        "null, null",
        "[1], an array",
        "true, a boolean"
    })
    void parserRejectsValuesThatAreNoIds(String json, String actual) {
        InvalidParams invalid = refused(RpcMethod.CHANNEL_GET, "{\"channel_id\":" + json + "}");
        assertEquals("/channel_id", invalid.pointer());
        assertEquals(ID, invalid.expected());
        assertEquals(actual, invalid.actual());
        assertEquals("/channel_id: expected " + ID + ", got " + actual, invalid.getMessage());
        assertEquals(ErrorCode.INVALID_PARAMS, invalid.code());
    }

    @Test
    void parserReadsTheLargestIdExactly() {
        var params = (ChannelGetParams) RpcMethod.CHANNEL_GET.parse(Json.parse("{\"channel_id\":9007199254740991}"));
        assertEquals(9007199254740991L, params.channelId());
    }

    // ---- Strings ----

    @Test
    void textHasAtMostSixteenThousandCharacters() {
        String wave = "\uD83D\uDC4B"; // one code point, two chars
        assertEquals(32_000, send(wave.repeat(16_000)).text().length());
        InvalidParams invalid = assertThrows(InvalidParams.class, () -> send(wave.repeat(16_001)));
        assertEquals("/text: expected a string of 1 to 16000 characters, got 16001 characters", invalid.getMessage());
        assertEquals(ErrorCode.TEXT_TOO_LONG, invalid.code());
    }

    @Test
    void emptyTextIsInvalidParams() {
        InvalidParams invalid = assertThrows(InvalidParams.class, () -> send(""));
        assertEquals("/text: expected a string of 1 to 16000 characters, got 0 characters", invalid.getMessage());
        assertEquals(ErrorCode.INVALID_PARAMS, invalid.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "\\udc4b", "\\udc4b\\ud83d", "a\\ud83db", "\\ud83d\\ud83d\\udc4b"})
    void parserRejectsUnpairedSurrogates(String escaped) {
        InvalidParams invalid = refused(RpcMethod.MESSAGE_SEND, "{\"channel_id\":1,\"text\":\"" + escaped + "\"}");
        assertEquals("/text: expected Unicode text, got an unpaired surrogate", invalid.getMessage());
    }

    @Test
    void parserAcceptsSurrogatePairs() {
        var params = RpcMethod.MESSAGE_SEND.parse(Json.parse("{\"channel_id\":1,\"text\":\"\\ud83d\\udc4b\"}"));
        assertEquals(MessageSendParams.of(1, "\uD83D\uDC4B"), params);
    }

    /** A dollar in a Java pattern also matches before a final line feed: "ok\n" was once accepted as an op_id. */
    @Test
    void patternDoesNotMatchBeforeAFinalLineFeed() {
        InvalidParams invalid = refused(RpcMethod.AUTH_LOGOUT, "{\"op_id\":\"tab1:1\\n\"}");
        assertEquals("/op_id", invalid.pointer());
        assertEquals("\"tab1:1\uFFFD\"", invalid.actual());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "has space", "ümlaut", "semi;colon"})
    void opIdRejectsOtherCharacters(String opId) {
        assertEquals(
                "/op_id",
                refused(RpcMethod.AUTH_LOGOUT, "{\"op_id\":\"" + opId + "\"}").pointer());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T05:38:00Z",
                "2026-11-23T05:38:00.12Z",
                "2026-11-23T05:38:00.1234Z",
                "2026-11-23T05:38:00.123+00:00",
                "2026-02-30T05:38:00.123Z",
                "2026-11-23T24:00:00.000Z",
                "2026-11-23T23:59:60.000Z",
                "2026-11-23 05:38:00.123Z"
            })
    void timeHasOneSpelling(String spelling) {
        var answer = AuthTicketResult.of("secret", Instant.EPOCH).toJson();
        AuthTicketParams asked = AuthTicketParams.of();
        assertEquals(Instant.EPOCH, asked.parseResult(answer).expiresAt());
        answer.put("expires_at", spelling);
        InvalidParams invalid = assertThrows(InvalidParams.class, () -> asked.parseResult(answer));
        assertEquals("/expires_at", invalid.pointer());
    }

    // ---- Objects and arrays ----

    @Test
    void errorNamesTheUnknownParameter() {
        InvalidParams invalid = refused(RpcMethod.CHANNEL_GET, "{\"channel_id\":1,\"chanel/id\":2}");
        assertEquals("/chanel~1id: expected no such member, got 2", invalid.getMessage());
    }

    @Test
    void errorNamesTheMissingParameter() {
        InvalidParams invalid = refused(RpcMethod.CHANNEL_GET, "{}");
        assertEquals("/channel_id: expected " + ID + ", got nothing", invalid.getMessage());
    }

    @Test
    void parserRejectsParametersByPosition() {
        assertEquals(
                "params: expected an object, got an array",
                refused(RpcMethod.CHANNEL_GET, "[1]").getMessage());
        assertEquals(
                "params: expected an object, got null",
                refused(RpcMethod.USER_ME, "null").getMessage());
    }

    @Test
    void absentParametersEqualEmptyOnes() {
        assertEquals(UserMeParams.of(), RpcMethod.USER_ME.parse(MissingNode.getInstance()));
        assertThrows(InvalidParams.class, () -> RpcMethod.CHANNEL_GET.parse(MissingNode.getInstance()));
    }

    @Test
    void pointerNamesTheItem() {
        InvalidParams invalid =
                refused(RpcMethod.CHANNEL_CREATE, "{\"workspace_id\":1,\"kind\":\"group_dm\",\"peer_ids\":[2,3,0]}");
        assertEquals("/peer_ids/2", invalid.pointer());
        invalid = refused(RpcMethod.CHANNEL_CREATE, "{\"workspace_id\":1,\"kind\":\"dm\",\"peer_ids\":[2,2]}");
        assertEquals("/peer_ids/1: expected unique items, got a duplicate", invalid.getMessage());
        invalid = refused(RpcMethod.CHANNEL_CREATE, "{\"workspace_id\":1,\"kind\":\"dm\",\"peer_ids\":[]}");
        assertEquals("/peer_ids: expected an array of 1 to 50 items, got 0 items", invalid.getMessage());
        invalid = refused(RpcMethod.CHANNEL_CREATE, "{\"workspace_id\":1,\"kind\":\"Public\"}");
        assertEquals("/kind: expected one of public, private, dm, group_dm, got \"Public\"", invalid.getMessage());
    }

    @Test
    void resultsIgnoreUnknownMembers() {
        var answer = Json.parse("{\"status\":\"ok\",\"version\":\"9\",\"mood\":\"sunny\"}");
        assertEquals(
                RpcHealthResult.of(HealthStatusView.OK, "9"),
                RpcHealthParams.of().parseResult(answer));
    }

    // ---- Messages ----

    @Test
    void errorMessageContainsNoControlCharacters() {
        InvalidParams invalid =
                refused(RpcMethod.USER_ME, "{\"\\u001b[31m\\u202e\\ud800" + "x".repeat(900) + "\":\"secret words\"}");
        assertTrue(invalid.pointer().startsWith("/\uFFFD[31m\uFFFD\uFFFDxxx"), invalid.pointer());
        assertTrue(invalid.pointer().length() < 80, invalid.pointer());
        assertTrue(Json.isUnicode(invalid.getMessage()));
        assertFalse(invalid.getMessage().contains("secret"));
    }

    @Test
    void errorMessageAndToStringHideSecrets() {
        InvalidParams invalid = refused(
                RpcMethod.USER_CREATE, "{\"username\":\"erin\",\"display_name\":\"Erin\",\"password\":\"hunter2\"}");
        assertEquals("/password: expected a string of 8 to 1024 characters, got 7 characters", invalid.getMessage());
        String printed = AuthLoginParams.of("alice").withPassword("hunter22").toString();
        assertEquals("AuthLoginParams[username=alice, password=***]", printed);
        assertFalse(AuthTicketResult.of("s3cret", Instant.EPOCH).toString().contains("s3cret"));
    }

    // ---- The byte parser ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{} {}",
                "{}x",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "[1,]",
                "{'a':1}",
                "{a:1}",
                "// comment\n{}",
                "NaN",
                "01",
                "+1",
                "\"a\nb\"",
                "\uFEFF{}",
                "1e99999999999"
            })
    void parserRejectsMalformedJson(String json) {
        assertThrows(MalformedJson.class, () -> Json.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void parserRejectsOtherEncodingsAndInvalidUtf8() {
        assertThrows(MalformedJson.class, () -> Json.parse("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)));
        assertThrows(MalformedJson.class, () -> Json.parse(new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'}));
        assertThrows(
                MalformedJson.class, () -> Json.parse(new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}));
        assertThrows(MalformedJson.class, () -> Json.parse(new byte[] {'"', (byte) 0xFF, '"'}));
    }

    @Test
    void parserLimitsNestingNumbersNamesAndStrings() {
        Json.parse("[".repeat(64) + "]".repeat(64));
        assertThrows(MalformedJson.class, () -> Json.parse("[".repeat(65) + "]".repeat(65)));
        assertThrows(MalformedJson.class, () -> Json.parse("[".repeat(1_000_000)));
        Json.parse("1".repeat(100));
        assertThrows(MalformedJson.class, () -> Json.parse("1".repeat(101)));
        assertThrows(MalformedJson.class, () -> Json.parse("0." + "1".repeat(1_000)));
        assertThrows(MalformedJson.class, () -> Json.parse("{\"" + "n".repeat(100_000) + "\":1}"));
        assertThrows(MalformedJson.class, () -> Json.parse("\"" + "s".repeat((1 << 20) + 1) + "\""));
    }

    @Test
    void malformedJsonMessageContainsThePositionOnly() {
        MalformedJson malformed = assertThrows(MalformedJson.class, () -> Json.parse("{\"password\": hunter2}"));
        assertEquals("malformed at line 1, column 14", malformed.getMessage());
    }

    // ---- Records ----

    @Test
    void parserAppliesDefaultsAndWriterOmitsThem() {
        var params = (MessageListParams) RpcMethod.MESSAGE_LIST.parse(Json.parse("{\"channel_id\":1}"));
        assertEquals(50, params.limit());
        assertEquals(Optional.empty(), params.sinceId());
        assertEquals("{\"channel_id\":1}", params.toJson().toString());
        assertEquals(
                "{\"channel_id\":1,\"limit\":7}", params.withLimit(7).toJson().toString());
        assertTrue(MessagePinResult.of(3).await());
        assertEquals(
                "{\"seq\":3,\"await\":false}",
                MessagePinResult.of(3).withAwait(false).toJson().toString());
    }

    @Test
    void recordsCopyTheirArguments() {
        var ids = new ArrayList<>(List.of(2L));
        var create = ChannelCreateParams.of(1, ChannelKindView.DM).withPeerIds(ids);
        ids.add(3L);
        assertEquals(Optional.of(List.of(2L)), create.peerIds());
        var counts = new LinkedHashMap<>(Map.of(1L, 2L));
        var unread = ReadUnreadCountsResult.of(counts, 9);
        counts.clear();
        assertEquals(Map.of(1L, 2L), unread.counts());
        assertThrows(UnsupportedOperationException.class, () -> unread.counts().clear());
    }

    @Test
    void recordsTruncateTimesToMilliseconds() {
        var precise = Instant.parse("2026-11-23T05:38:00.123456789Z");
        var ticket = AuthTicketResult.of("t", precise);
        assertEquals(ticket, AuthTicketParams.of().parseResult(ticket.toJson()));
    }

    private static MessageSendParams send(String text) {
        return (MessageSendParams)
                RpcMethod.MESSAGE_SEND.parse(Json.object().put("channel_id", 1).put("text", text));
    }

    private static InvalidParams refused(RpcMethod method, String json) {
        return assertThrows(InvalidParams.class, () -> method.parse(Json.parse(json)));
    }
}
