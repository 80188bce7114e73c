package collab.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import collab.api.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RpcRequestTest {
    private static RpcRequest parse(String body) {
        return RpcRequest.parse(body.getBytes(StandardCharsets.UTF_8), 50);
    }

    private static RpcRequest.Call only(String body) {
        return assertInstanceOf(RpcRequest.Single.class, parse(body)).call();
    }

    private static RpcRequest.Call.Valid valid(String body) {
        return assertInstanceOf(RpcRequest.Call.Valid.class, only(body));
    }

    private static ErrorCode malformed(String body) {
        return assertInstanceOf(RpcRequest.Malformed.class, parse(body)).error().code();
    }

    @Test
    void notificationIsCallWithoutId() {
        assertEquals(
                "{\"a\":1}",
                valid("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{\"a\":1}}")
                        .params()
                        .toString());
        assertTrue(valid("{\"jsonrpc\":\"2.0\",\"method\":\"x\"}").notification());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-7", "1.5", "123456789012345678901234567890", "\"abc\"", "\"\"", "1E+400"})
    void idIsReturnedUnchanged(String id) {
        assertEquals(
                id,
                valid("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"x\"}")
                        .id()
                        .toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "[]", "{}", "\"\\ud800\""})
    void invalidIdIsRejectedWithNullId(String id) {
        var call = assertInstanceOf(
                RpcRequest.Call.Invalid.class, only("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"x\"}"));
        assertTrue(call.id().isNull());
        assertEquals(ErrorCode.INVALID_REQUEST, call.error().code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"1.0\",\"id\":9,\"method\":\"x\"}",
                "{\"jsonrpc\":2.0,\"id\":9,\"method\":\"x\"}",
                "{\"id\":9,\"method\":\"x\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":9}",
                "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"x\",\"params\":null}",
                "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"x\",\"params\":\"bar\"}",
            })
    void invalidCallKeepsValidId(String body) {
        var call = assertInstanceOf(RpcRequest.Call.Invalid.class, only(body));
        assertEquals(9, call.id().intValue());
        assertEquals(ErrorCode.INVALID_REQUEST, call.error().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "\"x\"", "true"})
    void valueThatIsNotAnObjectIsRejected(String body) {
        var call = assertInstanceOf(RpcRequest.Call.Invalid.class, only(body));
        assertTrue(call.id().isNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"jsonrpc\":\"2.0\",\"method\":\"x\"} {}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"x\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"a\":1,\"a\":2}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":NaN}",
                "{'jsonrpc':'2.0'}",
            })
    void bodyThatIsNotOneJsonValueIsParseError(String body) {
        assertEquals(ErrorCode.PARSE_ERROR, malformed(body));
    }

    @Test
    void nestingDepthIsBounded() {
        String deep = "[".repeat(65) + "]".repeat(65);
        assertEquals(
                ErrorCode.PARSE_ERROR, malformed("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":" + deep + "}"));
    }

    @Test
    void invalidUtf8IsParseError() {
        byte[] latin1 = "{\"jsonrpc\":\"2.0\",\"method\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(
                ErrorCode.PARSE_ERROR,
                assertInstanceOf(RpcRequest.Malformed.class, RpcRequest.parse(latin1, 50))
                        .error()
                        .code());
    }

    @Test
    void batchSizeIsBounded() {
        assertEquals(ErrorCode.INVALID_REQUEST, malformed("[]"));
        assertEquals(
                50,
                assertInstanceOf(RpcRequest.Batch.class, parse(batchOf(50)))
                        .calls()
                        .size());
        assertEquals(ErrorCode.INVALID_REQUEST, malformed(batchOf(51)));
    }

    private static String batchOf(int calls) {
        return IntStream.range(0, calls)
                .mapToObj(i -> "{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"x\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void emptyParamsArrayMeansNoParams() {
        assertTrue(valid("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":[]}")
                .params()
                .isMissingNode());
    }
}
