package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.api.RpcApi;
import collab.rpc.limit.RateLimiter;
import collab.rpc.limit.RateLimits;
import collab.rpc.limit.ScanLimits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MethodHandlersTest {
    /** The two namespaces of one subject. */
    private static final Map<String, String> SHARED = Map.ofEntries(
            Map.entry("users", "user"),
            Map.entry("setup", "auth"),
            Map.entry("account", "auth"),
            Map.entry("invite", "invitation"),
            Map.entry("prefs", "read"),
            Map.entry("draft", "read"));

    @TempDir
    Path folder;

    @Test
    void namespaceIsHandledByClassOfItsName() throws InvocationTargetException, IllegalAccessException {
        try (RpcFixture fixture = new RpcFixtureSeeds(folder).open()) {
            MethodHandlers handlers = new MethodHandlers(
                    fixture.persistence,
                    fixture.endpoint.authentication(),
                    _ -> Set.of(),
                    (_, _) -> {},
                    new ScanLimits(new RateLimiter(RateLimits.defaults(), () -> 0), 2),
                    InstantSource.system());
            for (Method namespace : RpcApi.class.getMethods()) {
                String name = SHARED.getOrDefault(namespace.getName(), namespace.getName());
                String expected = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + "Methods";
                assertEquals(expected, namespace.invoke(handlers).getClass().getSimpleName());
            }
        }
    }
}
