package collab.rpc.view;

import collab.api.TokenScopeView;
import collab.domain.credential.Scope;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Converts the scopes of access tokens. */
public final class TokenScopes {
    private TokenScopes() {}

    /** @param scopes without that of the account, in any order */
    static List<TokenScopeView> views(Set<Scope> scopes) {
        return scopes.stream().sorted().map(TokenScopes::view).toList();
    }

    private static TokenScopeView view(Scope scope) {
        return switch (scope) {
            case READ -> TokenScopeView.READ;
            case SEND -> TokenScopeView.SEND;
            case MANAGE -> TokenScopeView.MANAGE;
            case ADMIN -> TokenScopeView.ADMIN;
            case ACCOUNT -> throw new IllegalStateException("an access token has the scope of the account");
        };
    }

    public static Set<Scope> of(List<TokenScopeView> views) {
        return views.stream().map(TokenScopes::scope).collect(Collectors.toUnmodifiableSet());
    }

    private static Scope scope(TokenScopeView view) {
        return switch (view) {
            case READ -> Scope.READ;
            case SEND -> Scope.SEND;
            case MANAGE -> Scope.MANAGE;
            case ADMIN -> Scope.ADMIN;
        };
    }
}
