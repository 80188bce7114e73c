package collab.domain.recording;

import collab.domain.AccountCommand;
import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.FactorCommand;
import collab.domain.access.AccessPolicy;
import collab.domain.audit.AuditAction;
import collab.domain.audit.AuditActor;
import collab.domain.audit.AuditTarget;
import collab.domain.credential.Scope;
import collab.domain.id.GroupId;
import collab.domain.id.GroupMember;
import collab.domain.id.UserId;
import collab.domain.model.Grant;
import collab.domain.model.Group;
import collab.domain.model.Session;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the audit log records of accounts, sessions and groups. */
record AccountActs(AccessPolicy policy) {

    // ---- Accounts and sessions ----

    Optional<AuditedAct> act(Command.OfUser command, Decision.Accepted accepted) {
        return switch (command) {
            case Command.CreateUser _ ->
                Optional.of(
                        AuditedAct.of(AuditAction.ACCOUNT_CREATED, AuditTarget.of(((User) accepted.result()).id())));
            case Command.SetPassword set ->
                Optional.of(AuditedAct.of(AuditAction.PASSWORD_CHANGED, AuditTarget.of(set.userId())));
            case Command.UpdateUser update -> byAnother(update.userId(), AuditAction.ACCOUNT_UPDATED);
            case Command.SetStatusText _ -> Optional.empty();
            case Command.DeactivateUser deactivate ->
                Optional.of(AuditedAct.of(AuditAction.ACCOUNT_DEACTIVATED, AuditTarget.of(deactivate.userId())));
            case Command.ReactivateUser reactivate ->
                Optional.of(AuditedAct.of(AuditAction.ACCOUNT_REACTIVATED, AuditTarget.of(reactivate.userId())));
            case Command.GrantRight grant -> {
                Grant given = grant.grant();
                AuditedAct act = new AuditedAct(
                        AuditAction.RIGHT_GRANTED,
                        Optional.of(AuditTarget.of(grant.userId())),
                        given.workspaceId(),
                        Optional.empty(),
                        1,
                        "");
                yield Optional.of(act.with("right", given.right()));
            }
        };
    }

    private Optional<AuditedAct> byAnother(UserId user, AuditAction action) {
        return policy.is(user) ? Optional.empty() : Optional.of(AuditedAct.of(action, AuditTarget.of(user)));
    }

    Optional<AuditedAct> act(Command.OfSession command, Decision.Accepted accepted) {
        return switch (command) {
            case Command.OpenSession open -> {
                Session session = (Session) accepted.result();
                AuditedAct act = AuditedAct.of(AuditAction.SIGNED_IN, AuditTarget.of(session.userId()))
                        .by(session);
                yield Optional.of(open.proof()
                        .map(proof -> act.with("factor", word(proof)))
                        .orElse(act));
            }
            case Command.OpenToken _ -> {
                Session token = (Session) accepted.result();
                yield Optional.of(AuditedAct.of(AuditAction.TOKEN_CREATED, AuditTarget.of(token.userId()))
                        .with("token", token.id())
                        .with(
                                "scopes",
                                token.scopes().stream()
                                        .sorted()
                                        .map(Scope::name)
                                        .collect(Collectors.joining(","))));
            }
            case Command.RevokeSession revoke ->
                policy.world().session(revoke.sessionId()).map(session -> {
                    AuditTarget owner = AuditTarget.of(session.userId());
                    return policy.through(session.id())
                            ? AuditedAct.of(AuditAction.SIGNED_OUT, owner)
                            : AuditedAct.of(AuditAction.SESSION_REVOKED, owner).with("session", session.id());
                });
        };
    }

    Optional<AuditedAct> act(AccountCommand command, Decision.Accepted accepted) {
        return switch (command) {
            case AccountCommand.CompleteSetup _ -> {
                Workspace workspace = (Workspace) accepted.result();
                AuditedAct act =
                        AuditedAct.in(workspace.id(), AuditAction.SETUP_COMPLETED, AuditTarget.of(workspace.id()));
                yield Optional.of(
                        opened(accepted).map(session -> act.by(session)).orElse(act));
            }
            case AccountCommand.IssueSetupLink _ -> Optional.empty(); // the server has no user yet
            case AccountCommand.IssueResetLink issue ->
                Optional.of(AuditedAct.of(AuditAction.RESET_LINK_MADE, AuditTarget.of(issue.userId())));
            case AccountCommand.ResetPassword _ -> {
                UserId user = ((User) accepted.result()).id();
                yield Optional.of(AuditedAct.of(AuditAction.PASSWORD_RESET, AuditTarget.of(user))
                        .by(AuditActor.user(user, Optional.empty())));
            }
            case AccountCommand.RevokeOtherSessions _ ->
                policy.person()
                        .map(user -> AuditedAct.of(AuditAction.OTHER_SESSIONS_REVOKED, AuditTarget.of(user))
                                .times(accepted.events().size()));
            case AccountCommand.EndExpiredSessions _ -> Optional.empty(); // time passed, no user acted
            case AccountCommand.MarkSessionsSeen _ -> Optional.empty();
        };
    }

    Optional<AuditedAct> act(FactorCommand command) {
        return switch (command) {
            case FactorCommand.BeginFactor _ -> Optional.empty(); // without effect until it is confirmed
            case FactorCommand.ConfirmFactor _ -> ofCaller(AuditAction.SECOND_FACTOR_ADDED);
            case FactorCommand.RemoveFactor _ -> ofCaller(AuditAction.SECOND_FACTOR_REMOVED);
            case FactorCommand.RenewRecoveryCodes _ -> ofCaller(AuditAction.RECOVERY_CODES_RENEWED);
            case FactorCommand.ResetFactor reset ->
                Optional.of(AuditedAct.of(AuditAction.SECOND_FACTOR_RESET, AuditTarget.of(reset.userId())));
            case FactorCommand.CountCode _ -> Optional.empty(); // wrong codes are recorded as sums
            case FactorCommand.ConfirmSession confirm ->
                policy.world().session(confirm.sessionId()).map(session -> {
                    AuditedAct act = AuditedAct.of(AuditAction.SESSION_CONFIRMED, AuditTarget.of(session.userId()))
                            .by(session);
                    return act.with(
                            "factor", confirm.proof().map(AccountActs::word).orElse("password"));
                });
        };
    }

    private Optional<AuditedAct> ofCaller(AuditAction action) {
        return policy.person().map(user -> AuditedAct.of(action, AuditTarget.of(user)));
    }

    private static String word(FactorCommand.Proof proof) {
        return switch (proof) {
            case FactorCommand.Proof.Totp _ -> "totp";
            case FactorCommand.Proof.Recovery _ -> "recovery";
        };
    }

    private static Optional<Session> opened(Decision.Accepted accepted) {
        return accepted.effects().stream()
                .filter(Effect.SessionOpened.class::isInstance)
                .map(effect -> ((Effect.SessionOpened) effect).session())
                .findFirst();
    }

    // ---- Groups ----

    AuditedAct act(Command.OfGroup command, Decision.Accepted accepted) {
        return switch (command) {
            case Command.CreateGroup _ ->
                AuditedAct.of(AuditAction.GROUP_CREATED, AuditTarget.of(((Group) accepted.result()).id()));
            case Command.UpdateGroup update ->
                AuditedAct.of(AuditAction.GROUP_UPDATED, AuditTarget.of(update.groupId()));
            case Command.DeleteGroup delete ->
                AuditedAct.of(AuditAction.GROUP_DELETED, AuditTarget.of(delete.groupId()));
            case Command.AddGroupMember add -> member(AuditAction.GROUP_MEMBER_ADDED, add.groupId(), add.member());
            case Command.RemoveGroupMember remove ->
                member(AuditAction.GROUP_MEMBER_REMOVED, remove.groupId(), remove.member());
            case Command.SetGroupRights set ->
                AuditedAct.of(AuditAction.GROUP_RIGHTS_SET, AuditTarget.of(set.groupId()))
                        .with(
                                "rights",
                                set.grants().stream().map(AccountActs::word).collect(Collectors.joining(",")));
        };
    }

    private static String word(Grant grant) {
        return grant.right()
                + grant.workspaceId().map(workspace -> ":" + workspace).orElse("");
    }

    private static AuditedAct member(AuditAction action, GroupId group, GroupMember member) {
        AuditedAct act = AuditedAct.of(action, AuditTarget.of(group));
        return switch (member) {
            case GroupMember.Person(UserId user) -> act.with("user", user);
            case GroupMember.Nested(GroupId nested) -> act.with("group", nested);
        };
    }
}
