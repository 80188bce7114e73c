package collab.rpc.methods;

import collab.api.ErrorCode;
import collab.api.UserCreateParams;
import collab.api.UserCreateResult;
import collab.api.UserDeactivateParams;
import collab.api.UserDeactivateResult;
import collab.api.UserGetParams;
import collab.api.UserGetResult;
import collab.api.UserImportParams;
import collab.api.UserImportResult;
import collab.api.UserMeParams;
import collab.api.UserMeResult;
import collab.api.UserNamespace;
import collab.api.UserPermissionsParams;
import collab.api.UserPermissionsResult;
import collab.api.UserReactivateParams;
import collab.api.UserReactivateResult;
import collab.api.UserSetPasswordParams;
import collab.api.UserSetPasswordResult;
import collab.api.UserUpdateParams;
import collab.api.UserUpdateResult;
import collab.api.UsersFindParams;
import collab.api.UsersFindResult;
import collab.api.UsersListParams;
import collab.api.UsersListResult;
import collab.api.UsersNamespace;
import collab.domain.Command;
import collab.domain.id.UserId;
import collab.domain.model.Right;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.rpc.auth.Confirmations;
import collab.rpc.auth.UserPasswords;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.Cursors;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import java.util.Locale;
import java.util.function.Predicate;

/** {@code user.*} and {@code users.*}: accounts, passwords and rights. */
final class UserMethods implements UserNamespace<CallContext>, UsersNamespace<CallContext> {
    private final CommandExecutor commands;
    private final ImportMethods imports;
    private final QueryExecutor queries;
    private final UserPasswords passwords;
    private final Confirmations confirmations;

    UserMethods(CommandExecutor commands, QueryExecutor queries, UserPasswords passwords, Confirmations confirmations) {
        this.commands = commands;
        this.imports = new ImportMethods(commands, queries);
        this.queries = queries;
        this.passwords = passwords;
        this.confirmations = confirmations;
    }

    // ---- Commands ----

    @Override
    public UserCreateResult userCreate(CallContext call, UserCreateParams params) {
        Predicate<CommandResult> samePassword = created -> params.password()
                .map(password -> passwords.isPassword(new UserId(created.user().id()), password))
                .orElse(true);
        var done = commands.executeChecked(call, params, samePassword, () -> {
            if (params.password().isPresent()) requireAdministrator(call);
            return new Command.CreateUser(
                    params.username(),
                    params.displayName(),
                    params.password().map(password -> passwords.hash(password, params.username())));
        });
        return new UserCreateResult(done.user(), done.seq(), done.await());
    }

    /** Checked before a password is hashed: only an administrator may cause that work. */
    private void requireAdministrator(CallContext call) {
        boolean administrator = queries.read(call, visible -> visible.access().holds(Right.ADMIN));
        if (!administrator) {
            throw new RpcFailure(ErrorCode.PERMISSION_DENIED, "only administrators may do this");
        }
    }

    @Override
    public UserUpdateResult userUpdate(CallContext call, UserUpdateParams params) {
        UserId user = params.userId().map(UserId::new).orElse(call.userId());
        if (user.equals(call.userId())) Confirmations.requireAccountScope(call);
        var done =
                commands.execute(call, params, new Command.UpdateUser(user, params.displayName(), params.avatarUrl()));
        return new UserUpdateResult(done.user(), done.seq(), done.await());
    }

    @Override
    public UserDeactivateResult userDeactivate(CallContext call, UserDeactivateParams params) {
        var done = commands.execute(call, params, new Command.DeactivateUser(new UserId(params.userId())));
        return new UserDeactivateResult(done.user(), done.seq(), done.await());
    }

    @Override
    public UserReactivateResult userReactivate(CallContext call, UserReactivateParams params) {
        var done = commands.execute(call, params, new Command.ReactivateUser(new UserId(params.userId())));
        return new UserReactivateResult(done.user(), done.seq(), done.await());
    }

    @Override
    public UserSetPasswordResult userSetPassword(CallContext call, UserSetPasswordParams params) {
        UserId user = params.userId().map(UserId::new).orElse(call.userId());
        Predicate<CommandResult> samePassword = _ -> passwords.isPassword(user, params.password());
        var done = commands.executeChecked(call, params, samePassword, () -> {
            if (user.equals(call.userId())) {
                passwords.requireCurrent(user, params.currentPassword());
            } else {
                queries.read(call, visible -> visible.user(user.value()));
                requireAdministrator(call);
                confirmations.require(call);
            }
            return new Command.SetPassword(user, passwords.hash(params.password(), user));
        });
        return new UserSetPasswordResult(done.seq(), done.await());
    }

    @Override
    public UserImportResult userImport(CallContext call, UserImportParams params) {
        return imports.people(call, params);
    }

    // ---- Queries ----

    @Override
    public UserMeResult userMe(CallContext call, UserMeParams params) {
        UserId me = call.userId();
        return queries.read(
                call,
                visible -> new UserMeResult(
                        EntityViews.of(visible.user(me.value())),
                        EntityViews.permissions(visible.snapshot().grants(me)),
                        visible.seq()));
    }

    @Override
    public UserGetResult userGet(CallContext call, UserGetParams params) {
        return queries.read(
                call, visible -> new UserGetResult(EntityViews.of(visible.user(params.userId())), visible.seq()));
    }

    @Override
    public UserPermissionsResult userPermissions(CallContext call, UserPermissionsParams params) {
        return queries.read(call, visible -> {
            User user = visible.user(params.userId().orElse(call.userId().value()));
            if (!visible.access().is(user.id()) && !visible.access().holds(Right.ADMIN)) {
                throw new RpcFailure(
                        ErrorCode.PERMISSION_DENIED, "only administrators may read the permissions of another user");
            }
            return new UserPermissionsResult(
                    EntityViews.permissions(visible.snapshot().grants(user.id())), visible.seq());
        });
    }

    @Override
    public UsersFindResult usersFind(CallContext call, UsersFindParams params) {
        return queries.read(call, visible -> {
            boolean mayAdd = visible.access().holds(Right.WORKSPACE_ADMIN)
                    || visible.snapshot().workspacesOf(call.userId()).stream()
                            .anyMatch(workspace -> visible.access().administers(workspace.id()));
            if (!mayAdd) {
                throw new RpcFailure(
                        ErrorCode.PERMISSION_DENIED, "only owners of a workspace and administrators may find users");
            }
            User user = visible.snapshot()
                    .userByName(params.username().strip().toLowerCase(Locale.ROOT))
                    .filter(User::active)
                    .orElseThrow(() ->
                            new RpcFailure(ErrorCode.USER_NOT_FOUND, "there is no active user with this user name"));
            return new UsersFindResult(EntityViews.of(user), visible.seq());
        });
    }

    @Override
    public UsersListResult usersList(CallContext call, UsersListParams params) {
        return queries.read(call, visible -> {
            Workspace workspace = visible.workspace(params.workspaceId());
            Page<User> page = Page.of(
                    visible.snapshot().users(workspace.id(), Cursors.afterUser(params.afterId()), params.limit() + 1),
                    params.limit());
            return new UsersListResult(
                    page.rows().stream().map(EntityViews::of).toList(),
                    page.next(user -> user.id().value()),
                    visible.seq());
        });
    }
}
