package collab.rpc.config;

/** How users authenticate ({@code auth.mode}). */
public enum AuthMode {
    /** By username alone, for development: the server accepts connections of its own machine only. */
    DEV,

    /** By username and password. */
    TOKEN,

    /** A reverse proxy authenticates users and sends their username in a header. */
    PROXY;

    /** @throws IllegalArgumentException when the mode is missing or unknown: there is no default */
    public static AuthMode parse(String name) {
        return switch (name) {
            case "dev" -> DEV;
            case "token" -> TOKEN;
            case "proxy" -> PROXY;
            default ->
                throw new IllegalArgumentException(
                        "auth.mode must be dev, token or proxy, got " + (name.isEmpty() ? "nothing" : name));
        };
    }
}
