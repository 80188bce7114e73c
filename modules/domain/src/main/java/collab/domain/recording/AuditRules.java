package collab.domain.recording;

import collab.domain.AccountCommand;
import collab.domain.AuditCommand;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.FactorCommand;
import collab.domain.InvitationCommand;
import collab.domain.OwnCommand;
import collab.domain.access.AccessPolicy;
import collab.domain.audit.AuditActor;
import collab.domain.audit.AuditRecord;
import collab.domain.audit.Origin;
import collab.domain.model.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides which accepted commands the audit log records. The switches have no default, so that a new command does not compile before
 * this is decided for it. The world is the one before the command.
 */
public record AuditRules(AccessPolicy policy, Instant now, Origin origin) {
    /** The decision with the record of the command, if the log records it. A command that changed nothing has none. */
    public Decision.Accepted recorded(Command command, Decision.Accepted accepted) {
        if (accepted.events().isEmpty() && accepted.effects().isEmpty()) return accepted;
        Optional<AuditedAct> act = act(command, accepted);
        if (act.isEmpty()) return accepted;
        List<Effect> effects = new ArrayList<>(accepted.effects());
        effects.add(new Effect.Audited(record(act.get())));
        return new Decision.Accepted(accepted.events(), effects, accepted.result());
    }

    private AuditRecord record(AuditedAct act) {
        return new AuditRecord(
                now,
                act.actor().orElseGet(() -> actor(policy, origin)),
                origin.address(),
                act.action(),
                act.target(),
                act.workspace(),
                act.count(),
                act.detail());
    }

    /** The caller, or the user for whom the server acts. */
    public static AuditActor actor(AccessPolicy policy, Origin origin) {
        return switch (policy.caller()) {
            case Caller.Person person -> AuditActor.user(person.userId(), Optional.of(person.sessionId()));
            case Caller.System _ ->
                origin.person()
                        .map(person -> AuditActor.user(person.userId(), Optional.of(person.sessionId())))
                        .orElseGet(() -> AuditActor.of(origin.actorKind()));
        };
    }

    private Optional<AuditedAct> act(Command command, Decision.Accepted accepted) {
        AccountActs accounts = new AccountActs(policy);
        ContentActs content = new ContentActs(policy);
        return switch (command) {
            case Command.OfUser ofUser -> accounts.act(ofUser, accepted);
            case Command.OfGroup ofGroup -> Optional.of(accounts.act(ofGroup, accepted));
            case Command.OfSession ofSession -> accounts.act(ofSession, accepted);
            case AccountCommand ofAccount -> accounts.act(ofAccount, accepted);
            case Command.OfWorkspace ofWorkspace -> content.act(ofWorkspace, accepted);
            case Command.OfChannel ofChannel -> content.act(ofChannel);
            case Command.OfMessage ofMessage -> content.act(ofMessage);
            case Command.OfImport ofImport -> Optional.of(content.act(ofImport, accepted));
            case InvitationCommand ofInvitation -> Optional.of(content.act(ofInvitation, accepted));
            case FactorCommand ofFactor -> accounts.act(ofFactor);
            case OwnCommand _ -> Optional.empty(); // it changes only what the caller has
            case AuditCommand _ -> Optional.empty(); // its effects are records
        };
    }
}
