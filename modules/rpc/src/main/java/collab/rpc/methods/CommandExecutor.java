package collab.rpc.methods;

import collab.api.Json;
import collab.api.MutatingParams;
import collab.domain.Command;
import collab.domain.Rejection;
import collab.persistence.Ledger;
import collab.persistence.LedgerUnavailable;
import collab.persistence.Snapshots;
import collab.rpc.auth.TokenGenerator;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The steps that all commands share: the {@code op_id} with a hash of the parameters, and the submission to the
 * ledger. A call with a known {@code op_id} is not executed again; its result shows the present state of the entity.
 */
final class CommandExecutor {
    private static final List<String> SECRETS = List.of("password", "current_password");

    private final Ledger ledger;
    private final Snapshots snapshots;

    CommandExecutor(Ledger ledger, Snapshots snapshots) {
        this.ledger = ledger;
        this.snapshots = snapshots;
    }

    /**
     * Submits a command on behalf of the caller.
     *
     * @param params where the {@code op_id} comes from
     * @throws RpcFailure when the domain rejects the command
     * @throws LedgerUnavailable when the ledger did not decide it
     */
    CommandResult execute(CallContext call, MutatingParams<?> params, Command command) {
        var submission = new Ledger.Submission(call.caller(), command, operation(params), call.origin());
        return result(ledger.submit(submission));
    }

    /**
     * Submits a command that is checked before the ledger decides it. When the check rejects the call, a repeat of a call that succeeded
     * still gets its result: the first call may have changed what is checked.
     *
     * @param checked returns the command, or throws {@link RpcFailure}
     */
    CommandResult executeChecked(CallContext call, MutatingParams<?> params, Supplier<Command> checked) {
        return executeChecked(call, params, _ -> true, checked);
    }

    /**
     * Submits a command with a secret, which the stored hash of the parameters leaves out. An earlier call with the same parameters is
     * therefore a repeat only when it also had the same secret.
     *
     * @param sameSecret whether the secret of the earlier call equals the one of this call
     * @param checked returns the command, or throws {@link RpcFailure}
     * @throws RpcFailure {@code operation_reused} when the call passes the check and has another secret than the earlier call
     */
    CommandResult executeChecked(
            CallContext call,
            MutatingParams<?> params,
            Predicate<CommandResult> sameSecret,
            Supplier<Command> checked) {
        Command command;
        try {
            command = checked.get();
        } catch (RpcFailure rejected) {
            return earlier(call, params).filter(sameSecret).orElseThrow(() -> rejected);
        }
        if (earlier(call, params).filter(sameSecret.negate()).isPresent()) {
            throw new RpcFailure(RpcError.of(new Rejection(
                    Rejection.Reason.OPERATION_REUSED,
                    "the op_id was used before for a call with another password, or the password was changed after that"
                            + " call; expected a new op_id")));
        }
        return execute(call, params, command);
    }

    /** Looked up after the check: a call at the same time that passed it and was committed is found. */
    private Optional<CommandResult> earlier(CallContext call, MutatingParams<?> params) {
        return operation(params)
                .flatMap(operation -> snapshots.read(snapshot -> snapshot.repeatOf(call.caller(), operation)))
                .map(CommandExecutor::result);
    }

    private static CommandResult result(Ledger.Verdict verdict) {
        return switch (verdict) {
            case Ledger.Verdict.Committed committed -> new CommandResult(committed.commit());
            case Ledger.Verdict.Rejected rejected -> throw new RpcFailure(RpcError.of(rejected.rejection()));
        };
    }

    /** Whether changes can be committed; after a full disk, the delivery probe finds out when there is room again. */
    boolean writable() {
        return ledger.writable();
    }

    private static Optional<Ledger.Operation> operation(MutatingParams<?> params) {
        return params.opId()
                .map(opId -> new Ledger.Operation(opId, params.method().wireName(), fingerprint(params)));
    }

    /** Records write their members in the order of the contract, so equal parameters give equal bytes. */
    private static String fingerprint(MutatingParams<?> params) {
        ObjectNode json = params.toJson();
        json.remove("op_id");
        json.remove(SECRETS); // a stored fast hash of a password would allow an attacker to guess the password
        return TokenGenerator.hash(Json.bytes(json));
    }
}
