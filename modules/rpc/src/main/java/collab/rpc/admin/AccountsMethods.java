package collab.rpc.admin;

import collab.api.AccountStateView;
import collab.api.AccountView;
import collab.api.AccountsListParams;
import collab.api.AccountsListResult;
import collab.api.AccountsNamespace;
import collab.api.ErrorCode;
import collab.domain.model.Right;
import collab.persistence.AccountSearch;
import collab.persistence.Persistence;
import collab.persistence.Snapshot;
import collab.rpc.jsonrpc.CallContext;
import collab.rpc.jsonrpc.RpcFailure;
import collab.rpc.view.EntityViews;
import collab.rpc.view.Page;
import collab.rpc.view.VisibleSnapshot;
import java.util.Locale;
import java.util.Optional;

/** {@code accounts.*}: the accounts of the server, for its administrators. */
public final class AccountsMethods implements AccountsNamespace<CallContext> {
    private final Persistence persistence;

    public AccountsMethods(Persistence persistence) {
        this.persistence = persistence;
    }

    @Override
    public AccountsListResult accountsList(CallContext call, AccountsListParams params) {
        return persistence.snapshots().read(snapshot -> list(snapshot, call, params));
    }

    private static AccountsListResult list(Snapshot snapshot, CallContext call, AccountsListParams params) {
        if (!VisibleSnapshot.of(snapshot, call).access().holds(Right.ADMIN)) {
            throw new RpcFailure(ErrorCode.PERMISSION_DENIED, "only administrators may list the accounts");
        }
        AccountSearch search = new AccountSearch(
                params.state().map(state -> state == AccountStateView.ACTIVE),
                params.prefix().orElse("").strip().toLowerCase(Locale.ROOT),
                params.after().orElse(""),
                params.limit() + 1);
        Page<AccountSearch.Found> page = Page.of(snapshot.accounts(search), params.limit());
        return new AccountsListResult(
                page.rows().stream().map(AccountsMethods::view).toList(),
                page.more() ? Optional.of(page.rows().getLast().user().username()) : Optional.empty(),
                snapshot.position().value());
    }

    private static AccountView view(AccountSearch.Found found) {
        return new AccountView(
                EntityViews.of(found.user()),
                found.user().active() ? AccountStateView.ACTIVE : AccountStateView.DEACTIVATED,
                found.hasPassword(),
                found.administrator(),
                found.seenAt());
    }
}
