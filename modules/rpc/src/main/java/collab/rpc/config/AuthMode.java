package collab.rpc.config;

import collab.rpc.auth.Authentication;

/** How people prove who they are ({@code auth.mode}). Only {@link Authentication} acts on it. */
public enum AuthMode {
    /** A name is enough: for one person at their own machine, who is the only one reached. */
    DEV,

    /** Accounts with passwords. */
    TOKEN,

    /** A proxy in front has signed people in and says who they are. */
    PROXY;

    /** Fails closed: no mode or one that is not served, no start. */
    public static AuthMode parse(String word) {
        return switch (word) {
            case "dev" -> DEV;
            case "token" -> TOKEN;
            case "proxy" -> PROXY;
            default ->
                throw new IllegalArgumentException(
                        "auth.mode must be dev, token or proxy, is " + (word.isEmpty() ? "not set" : word));
        };
    }
}
