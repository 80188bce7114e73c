package collab.rpc.admin;

import collab.api.AuditListParams;
import collab.api.AuditListResult;
import collab.api.AuditNamespace;
import collab.api.ErrorCode;
import collab.domain.AuditCommand;
import collab.domain.audit.AuditTarget;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.persistence.AuditEntry;
import collab.persistence.AuditSearch;
import collab.persistence.Ledger;
import collab.persistence.Persistence;
import collab.persistence.Snapshot;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.AuditViews;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import collab.rpc.view.VisibleSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** {@code audit.*}: reading the audit log. */
public final class AuditMethods implements AuditNamespace<CallContext> {
    /** Further calls of a reader within this time are not recorded. */
    private static final Duration READ_PERIOD = Duration.ofHours(1);

    private final Persistence persistence;
    private final InstantSource clock;

    /** When the reading of each reader was recorded: entries within {@link #READ_PERIOD}. Only holders of the right are in it. */
    private final Map<Reading, Instant> recorded = new ConcurrentHashMap<>();

    /** A reader of the log, or of the part of a workspace. */
    private record Reading(UserId reader, Optional<WorkspaceId> workspace) {}

    public AuditMethods(Persistence persistence, InstantSource clock) {
        this.persistence = persistence;
        this.clock = clock;
    }

    @Override
    public AuditListResult auditList(CallContext call, AuditListParams params) {
        boolean own = params.own().orElse(false);
        AuditSearch search = search(call, params, own);
        if (!own) {
            persistence.snapshots().read(snapshot -> requireRight(snapshot, call, params));
            recordReading(call, params.workspaceId().map(WorkspaceId::new));
        }
        return persistence.snapshots().scan(snapshot -> result(snapshot, call, search, own));
    }

    private static AuditSearch search(CallContext call, AuditListParams params, boolean own) {
        if (params.targetKind().isPresent() != params.targetId().isPresent()) {
            throw new RpcFailure(
                    ErrorCode.INVALID_VALUE, "target_kind and target_id belong together; give both or none of them");
        }
        return new AuditSearch(
                new AuditSearch.Filter(
                        params.actorId().map(UserId::new),
                        params.targetKind()
                                .map(kind -> AuditViews.target(
                                        kind, params.targetId().orElseThrow())),
                        params.action().map(AuditViews::action),
                        params.workspaceId().map(WorkspaceId::new),
                        own ? Optional.of(call.userId()) : Optional.empty(),
                        new AuditSearch.Period(params.since(), params.until())),
                params.beforeId().map(OptionalLong::of).orElseGet(OptionalLong::empty),
                params.limit() + 1);
    }

    private static boolean requireRight(Snapshot snapshot, CallContext call, AuditListParams params) {
        VisibleSnapshot visible = VisibleSnapshot.of(snapshot, call);
        boolean permitted = params.workspaceId()
                .map(id -> visible.access().holds(Right.AUDIT_LOG, new WorkspaceId(id)))
                .orElseGet(() -> visible.access().holds(Right.AUDIT_LOG));
        if (!permitted) {
            throw new RpcFailure(
                    ErrorCode.PERMISSION_DENIED,
                    "only administrators and holders of the right audit_log may read the audit log");
        }
        return true;
    }

    /** Before anything is answered: a reading that cannot be recorded is rejected. */
    private void recordReading(CallContext call, Optional<WorkspaceId> workspace) {
        Reading reading = new Reading(call.userId(), workspace);
        Instant now = clock.instant();
        recorded.values().removeIf(at -> Duration.between(at, now).abs().compareTo(READ_PERIOD) >= 0);
        if (recorded.containsKey(reading)) return;
        var submission = new Ledger.Submission(
                call.caller(), new AuditCommand.NoteAuditRead(workspace), Optional.empty(), call.origin());
        if (persistence.ledger().submit(submission) instanceof Ledger.Verdict.Rejected rejected) {
            throw new RpcFailure(RpcError.of(rejected.rejection()));
        }
        recorded.put(reading, now);
    }

    private static AuditListResult result(Snapshot snapshot, CallContext call, AuditSearch search, boolean own) {
        Page<AuditEntry> page = Page.of(snapshot.audit(search), search.limit() - 1);
        return new AuditListResult(
                page.rows().stream()
                        .map(entry -> AuditViews.of(entry, !own || isBy(entry, call.userId())))
                        .toList(),
                users(snapshot, page.rows()).stream().map(EntityViews::of).toList(),
                page.next(AuditEntry::id),
                snapshot.position().value());
    }

    /** Attempts that failed are by no user: their networks are shown to the owner of the account. */
    private static boolean isBy(AuditEntry entry, UserId user) {
        return entry.record().actor().userId().map(user::equals).orElse(true);
    }

    private static Collection<User> users(Snapshot snapshot, List<AuditEntry> entries) {
        Map<Long, User> users = new TreeMap<>();
        entries.stream()
                .flatMap(AuditMethods::named)
                .distinct()
                .forEach(id -> snapshot.user(new UserId(id)).ifPresent(user -> users.put(id, user)));
        return users.values();
    }

    private static Stream<Long> named(AuditEntry entry) {
        return Stream.concat(
                entry.record().actor().userId().map(UserId::value).stream(),
                entry
                        .record()
                        .target()
                        .filter(target -> target.kind() == AuditTarget.Kind.USER)
                        .map(AuditTarget::id)
                        .stream());
    }
}
