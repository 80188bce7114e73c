package collab.e2e.workload;

import collab.api.RpcMethod;
import collab.e2e.checker.HistoryEntry;
import collab.e2e.harness.RpcCallRejected;
import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.WireClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an actor does with accounts and sessions. Sessions are ended of users who exist only for that, and then watched:
 * the token must be rejected at once, and the socket must end.
 */
final class AccountActions {
    /** A client that receives nothing for longer is disconnected: two pings of the gateway are missing. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(40);

    /** After this time a socket of an ended session must receive nothing more, whatever failed meanwhile. */
    private static final Duration END_MAX = Duration.ofSeconds(90);

    private static final int UNAUTHENTICATED = -32001;

    private final Actor actor;

    AccountActions(Actor actor) {
        this.actor = actor;
    }

    // ---- Profiles ----

    void create() {
        newUser();
    }

    void update() {
        if (actor.chance(70)) actor.run(RpcMethod.USER_UPDATE, "display_name", actor.fresh("Name"));
        else actor.run(RpcMethod.USER_UPDATE, "avatar_url", "https://pictures.example/" + actor.fresh("picture"));
    }

    void setStatusText() {
        actor.run(RpcMethod.PRESENCE_SET_STATUS_TEXT, "text", actor.chance(30) ? "" : actor.fresh("status"));
    }

    void updateStatus() {
        actor.run(RpcMethod.PRESENCE_UPDATE, "text", actor.fresh("status"), "status", "away");
    }

    // ---- Sessions ----

    /** A user who exists only until one of the following calls. */
    private record Leaver(String name, RpcCaller session) {}

    private Optional<Leaver> newUser() {
        String name = actor.fresh("leaver");
        return actor.operations()
                .run(
                        actor.team().someOwner(actor.random()).caller(),
                        actor.random(),
                        RpcMethod.USER_CREATE,
                        "username",
                        name,
                        "display_name",
                        "Leaver")
                .map(created -> new Leaver(name, actor.careful().signIn(name)));
    }

    void logout() {
        newUser()
                .ifPresent(leaver -> end(
                        RpcMethod.AUTH_LOGOUT,
                        leaver.session(),
                        method -> actor.operations().once(leaver.session(), actor.random(), method)));
    }

    void revokeToken() {
        newUser().ifPresent(leaver -> {
            JsonNode created = actor.operations()
                    .careful(leaver.session(), actor.random())
                    .read("auth.token.create", "name", "a program");
            long session = created.at("/session/id").longValue();
            RpcCaller program = leaver.session()
                    .bearing(created.get("token").textValue(), leaver.session().userId());
            end(
                    RpcMethod.AUTH_TOKEN_REVOKE,
                    program,
                    method -> actor.operations().run(leaver.session(), actor.random(), method, "session_id", session));
        });
    }

    void setPassword() {
        newUser().ifPresent(leaver -> {
            RpcCaller other = actor.careful().signIn(leaver.name());
            end(
                    RpcMethod.USER_SET_PASSWORD,
                    other,
                    method -> actor.operations()
                            .run(leaver.session(), actor.random(), method, "password", "correct horse battery"));
        });
    }

    void deactivate() {
        newUser()
                .ifPresent(leaver -> end(
                        RpcMethod.USER_DEACTIVATE,
                        leaver.session(),
                        method -> actor.run(method, "user_id", leaver.session().userId())));
    }

    void revokeOthers() {
        newUser().ifPresent(leaver -> {
            RpcCaller other = actor.careful().signIn(leaver.name());
            end(
                    RpcMethod.AUTH_SESSIONS_REVOKE_OTHERS,
                    other,
                    method -> actor.operations().run(leaver.session(), actor.random(), method));
        });
    }

    void reactivate() {
        newUser().ifPresent(leaver -> {
            long user = leaver.session().userId();
            if (actor.run(RpcMethod.USER_DEACTIVATE, "user_id", user).isPresent()) {
                actor.run(RpcMethod.USER_REACTIVATE, "user_id", user);
            }
        });
    }

    /** Ends a session by a call while a socket of the session is open. */
    private void end(RpcMethod method, RpcCaller session, Function<RpcMethod, Optional<JsonNode>> call) {
        Optional<WireClient> socket = open(session);
        try {
            if (call.apply(method).isEmpty()) return;
            String served = isAccepted(session) ? "its token is accepted" : "";
            if (served.isEmpty() && socket.isPresent() && !ends(socket.get())) served = "its socket is open";
            actor.operations()
                    .history()
                    .add(new HistoryEntry.Revoked(
                            actor.operations().history().now(), method.wireName(), session.userId(), served));
        } finally {
            socket.ifPresent(WireClient::close);
        }
    }

    private Optional<WireClient> open(RpcCaller session) {
        try {
            RpcCaller at = actor.operations().careful(session, actor.random()).current();
            return Optional.of(WireClient.open(at, Optional.empty()));
        } catch (UncheckedIOException | WireClient.UpgradeRejected unreachable) {
            return Optional.empty(); // a fault at this time: only the token is watched
        }
    }

    private boolean isAccepted(RpcCaller session) {
        try {
            actor.operations().careful(session, actor.random()).read("user.me");
            return true;
        } catch (RpcCallRejected rejected) {
            if (rejected.code() != UNAUTHENTICATED) throw rejected;
            return false;
        }
    }

    private static boolean ends(WireClient socket) {
        long deadline = System.nanoTime() + END_MAX.toNanos();
        int frames = 0;
        while (!socket.ended()) {
            if (!socket.getsMore(frames, SILENCE_MAX)) return true; // cut without a sign
            frames = socket.frames().size();
            if (System.nanoTime() > deadline) return false;
        }
        return true;
    }
}
