package collab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each method name leads to its own method; other names lead to none. */
class RpcDispatcherTest {
    private record Call(String namespace, String verb, Object context, Object params) {}

    private final List<Call> calls = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PRESENCE_MARK_CONNECTION")
    void dispatcherCallsTheMethodOfTheParameters(RpcMethod method) {
        RpcParams<?> params = Contract.exampleParams(method);
        RpcResult result = new RpcDispatcher<>(api()).dispatch("Alice", params);
        assertEquals(List.of(new Call(namespace(method), verb(method), "Alice", params)), calls);
        assertSame(method, params.method());
        assertEquals(result, params.parseResult(result.toJson()));
    }

    @Test
    void lookupFindsOnlyMethodsOfTheContract() {
        for (RpcMethod method : RpcMethod.values()) assertEquals(Optional.of(method), RpcMethod.of(method.wireName()));
        for (String name : List.of("", "message", "Message.send", "message.send ", "rpc.shutdown", "MESSAGE_SEND")) {
            assertEquals(Optional.empty(), RpcMethod.of(name));
        }
    }

    @Test
    void serverAndClientInterfacesHaveTheMethodsOfTheContract() {
        List<String> verbs = Stream.of(RpcMethod.values())
                .map(RpcDispatcherTest::verb)
                .sorted()
                .toList();
        assertEquals(
                verbs,
                Stream.of(RpcApi.class.getMethods())
                        .map(Method::getReturnType)
                        .flatMap(namespace -> Stream.of(namespace.getMethods()))
                        .map(Method::getName)
                        .sorted()
                        .toList());
        assertEquals(
                Stream.concat(verbs.stream(), Stream.of("call")).sorted().toList(),
                Stream.of(RpcCalls.class.getMethods())
                        .map(Method::getName)
                        .sorted()
                        .toList());
    }

    @Test
    void typedMethodsUseTheGenericCall() {
        List<RpcParams<?>> sent = new ArrayList<>();
        RpcCalls client = new RpcCalls() {
            @Override
            public <R extends RpcResult> R call(RpcParams<R> params) {
                sent.add(params);
                return params.parseResult(Json.object().put("seq", 7));
            }
        };
        var pin = MessagePinParams.of(5).withOpId("cli:1");
        assertEquals(MessagePinResult.of(7), client.messagePin(pin));
        assertEquals(List.of(pin), sent);
    }

    /** A server that returns the results of the examples. */
    @SuppressWarnings("unchecked")
    private RpcApi<String> api() {
        return (RpcApi<String>)
                proxy(RpcApi.class, (_, method, _) -> namespace(method.getName(), method.getReturnType()));
    }

    private Object namespace(String name, Class<?> type) {
        return proxy(type, (_, method, arguments) -> {
            calls.add(new Call(name, method.getName(), arguments[0], arguments[1]));
            var params = (RpcParams<?>) arguments[1];
            return params.parseResult(Contract.method(params.method()).at("/examples/0/result/value"));
        });
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static String namespace(RpcMethod method) {
        return method.wireName().split("\\.")[0];
    }

    private static String verb(RpcMethod method) {
        StringBuilder verb = new StringBuilder();
        for (String word : method.wireName().split("[._]")) {
            verb.append(verb.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return verb.toString();
    }
}
