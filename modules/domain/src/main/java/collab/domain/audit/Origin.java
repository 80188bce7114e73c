package collab.domain.audit;

import collab.domain.model.Caller;
import java.util.Optional;

/**
 * From where a command was submitted.
 *
 * @param actorKind who acts when no user does
 * @param address the IP address of the client; absent for the server itself and for commands of the operator
 * @param person the user for whom the server submitted the command in its own name
 */
public record Origin(AuditActor.Kind actorKind, Optional<String> address, Optional<Caller.Person> person) {
    /** The server itself. */
    public static final Origin SERVER = new Origin(AuditActor.Kind.SYSTEM, Optional.empty(), Optional.empty());

    /** A command of the operator, on the machine of a stopped server. */
    public static final Origin OPERATOR = new Origin(AuditActor.Kind.CLI, Optional.empty(), Optional.empty());

    /** A call without a session. */
    public static Origin ofClient(String address) {
        return new Origin(AuditActor.Kind.SYSTEM, Optional.of(address), Optional.empty());
    }

    /** A call of a user. */
    public static Origin ofClient(String address, Caller.Person person) {
        return new Origin(AuditActor.Kind.SYSTEM, Optional.of(address), Optional.of(person));
    }
}
