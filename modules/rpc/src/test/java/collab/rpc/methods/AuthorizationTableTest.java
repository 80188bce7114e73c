package collab.rpc.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import collab.api.Json;
import collab.api.RpcMethod;
import collab.domain.Command;
import collab.domain.id.UserId;
import collab.domain.model.Caller;
import collab.domain.model.Grant;
import collab.domain.model.Right;
import collab.persistence.Ledger;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table {@code authorization.txt}: what each kind of caller gets from each method of the contract. A line has a method, its
 * parameters, and the verdict of each kind in the order of {@link Kind}: {@code ok}, the name of an error, or the HTTP status. A
 * method without a line fails the test. {@code -Dcollab.authorization=write} writes the verdicts of the code, to be read before they are
 * committed.
 *
 * <p>The calls are about a private channel of Carol, its message, the workspace General, and Carol. No answer to a caller who is not
 * a member of the channel contains its name, its topic or its text.
 */
@Tag("security")
class AuthorizationTableTest {
    /** The callers, in the order in which they call: those with fewer rights first, so that their calls change nothing for others. */
    private enum Kind {
        ANONYMOUS,
        DEACTIVATED,
        REVOKED,
        /** Owner of another workspace. */
        OTHER_WORKSPACE,
        /** Member of the workspace and not of the channel. */
        NON_MEMBER,
        /** Guest of the workspace, added to the channel. */
        GUEST,
        /** Member of the channel; not the author of the message. */
        MEMBER,
        /** Administrator of the server and owner of the workspace; not a member of the channel. */
        ADMIN;

        boolean mayRead() {
            return this == GUEST || this == MEMBER;
        }
    }

    private record Row(String line, RpcMethod method, String params, List<String> verdicts) {
        static Row of(String line) {
            String[] parts = line.split(" \\| ", -1);
            String[] call = parts[0].strip().split(" ", 2);
            List<String> verdicts =
                    parts.length < 2 ? List.of() : List.of(parts[1].strip().split(" +"));
            return new Row(parts[0].strip(), RpcMethod.of(call[0]).orElseThrow(), call[1], verdicts);
        }

        String withVerdicts(List<String> seen) {
            return line + " | " + String.join(" ", seen);
        }
    }

    private static final String FILE = "authorization.txt";

    /** In the name, the topic and the message of the channel. */
    private static final String MARKER = "zanzibar";

    @TempDir
    static Path folder;

    private static final Map<Kind, String> TOKENS = new EnumMap<>(Kind.class);
    private static final List<String> WRITTEN = new ArrayList<>();
    private static RpcFixtureSeeds seeds;
    private static RpcFixture queries;
    private static long channel;
    private static long message;
    private static String epoch;

    // ---- The entities ----

    @BeforeAll
    static void seed() {
        seeds = new RpcFixtureSeeds(folder);
        try (RpcFixture fixture = RpcFixture.open(folder.resolve("seed"))) {
            long erin = user(fixture, "erin");
            fixture.persistence
                    .ledger()
                    .submit(new Ledger.Submission(
                            Caller.SYSTEM,
                            new Command.GrantRight(
                                    new UserId(erin), new Grant(Right.WORKSPACE_MANAGE, Optional.empty())),
                            Optional.empty()));
            fixture.result("erin", "workspace.create", "{'name': 'Elsewhere'}");
            long grace = user(fixture, "grace");
            long heidi = user(fixture, "heidi");
            join(fixture, grace, "guest");
            join(fixture, heidi, "member");
            channel(fixture, List.of(2L, grace, heidi));
            fixture.result("alice", "group.create", "{'name': 'keepers'}");
            fixture.result("alice", "group.members.add", "{'group_id': 1, 'user_id': 2}");
            epoch = fixture.result("alice", "session.bootstrap", "{}")
                    .path("epoch")
                    .asText();
            tokens(fixture, heidi);
        }
        queries = seeds.open();
    }

    private static long user(RpcFixture fixture, String name) {
        return fixture.result("alice", "user.create", "{'username': '" + name + "', 'display_name': '" + name + "'}")
                .at("/user/id")
                .asLong();
    }

    private static void join(RpcFixture fixture, long user, String role) {
        fixture.result(
                "alice",
                "workspace.members.add",
                "{'workspace_id': 1, 'user_id': " + user + ", 'role': '" + role + "'}");
    }

    private static void channel(RpcFixture fixture, List<Long> members) {
        channel = fixture.result(
                        "carol",
                        "channel.create",
                        "{'workspace_id': 1, 'kind': 'private', 'name': '" + MARKER + "', 'topic': '" + MARKER + "'}")
                .at("/channel/id")
                .asLong();
        for (long member : members) {
            fixture.result(
                    "carol", "channel.members.add", "{'channel_id': " + channel + ", 'user_id': " + member + "}");
        }
        message = fixture.result(
                        "carol", "message.send", "{'channel_id': " + channel + ", 'text': 'the plan: " + MARKER + "'}")
                .at("/message/id")
                .asLong();
    }

    private static void tokens(RpcFixture fixture, long heidi) {
        TOKENS.put(Kind.DEACTIVATED, fixture.token("heidi"));
        fixture.result("alice", "user.deactivate", "{'user_id': " + heidi + "}");
        String revoked = fixture.login("bob");
        fixture.callWith(revoked, "auth.logout", "{}");
        TOKENS.put(Kind.REVOKED, revoked);
        TOKENS.put(Kind.OTHER_WORKSPACE, fixture.token("erin"));
        TOKENS.put(Kind.NON_MEMBER, fixture.token("dave"));
        TOKENS.put(Kind.GUEST, fixture.token("grace"));
        TOKENS.put(Kind.MEMBER, fixture.token("bob"));
        TOKENS.put(Kind.ADMIN, fixture.token("alice"));
    }

    @AfterAll
    static void close() throws IOException {
        queries.close();
        if (writing() && WRITTEN.size() == rows().size())
            Files.writeString(Path.of("src/test/resources/collab/rpc/methods", FILE), written());
    }

    private static boolean writing() {
        return "write".equals(System.getProperty("collab.authorization"));
    }

    private static String written() {
        return WRITTEN.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    // ---- The table ----

    private static List<Row> rows() {
        try (InputStream in = AuthorizationTableTest.class.getResourceAsStream(FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Row::of)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void everyMethodHasARow() {
        Set<String> missing = new TreeSet<>();
        for (RpcMethod method : RpcMethod.values()) missing.add(method.wireName());
        rows().forEach(row -> missing.remove(row.method().wireName()));
        assertEquals(Set.of(), missing, "methods without a line in " + FILE);
    }

    @TestFactory
    Stream<DynamicTest> everyCallerGetsTheVerdictOfTheTable() {
        return rows().stream().map(row -> dynamicTest(row.line(), () -> check(row)));
    }

    /** A method that changes something has a copy of the entities for each row. */
    private static void check(Row row) {
        boolean changes = row.method().mutating() || row.method() == RpcMethod.AUTH_TOKEN_CREATE;
        RpcFixture fixture = changes ? seeds.open() : queries;
        List<String> seen = new ArrayList<>();
        try {
            for (Kind kind : Kind.values()) seen.add(verdict(fixture, kind, row));
        } finally {
            if (changes) fixture.close();
        }
        WRITTEN.add(row.withVerdicts(seen));
        if (!writing()) assertEquals(named(row.verdicts()), named(seen), row::line);
    }

    private static String named(List<String> verdicts) {
        List<String> names = Arrays.stream(Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();
        if (names.size() != verdicts.size()) return verdicts.toString();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++)
            text.append(names.get(i)).append(": ").append(verdicts.get(i)).append('\n');
        return text.toString();
    }

    private static String verdict(RpcFixture fixture, Kind kind, Row row) {
        String params = row.params()
                .replace(": P", ": " + channel)
                .replace("[P]", "[" + channel + "]")
                .replace(": M", ": " + message)
                .replace("EPOCH", epoch);
        String body = RpcFixture.body(row.method().wireName(), params);
        HttpResponse<String> response = Optional.ofNullable(TOKENS.get(kind))
                .map(token -> fixture.post(body, "Authorization", "Bearer " + token))
                .orElseGet(() -> fixture.post(body));
        if (!kind.mayRead()) {
            assertFalse(
                    response.body().contains(MARKER), () -> kind + " reads the private channel: " + response.body());
        }
        if (response.statusCode() != 200) return Integer.toString(response.statusCode());
        JsonNode answer = Json.parse(response.body());
        return answer.has("result") ? "ok" : answer.at("/error/data/code").asText();
    }
}
