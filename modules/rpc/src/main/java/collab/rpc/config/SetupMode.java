package collab.rpc.config;

/** How the first administrator of a server comes to be ({@code setup.mode}). */
public enum SetupMode {
    /** At the setup page, by the link that the server prints at start. */
    PAGE,

    /** The server creates the account {@code admin} and writes its password to a file; mode token only. */
    FILE,

    /** The first person whom the proxy names becomes administrator; mode proxy only. */
    FIRST_PROXIED;

    /** @throws IllegalArgumentException when the name is unknown or does not fit the auth mode */
    public static SetupMode parse(String name, AuthMode auth) {
        SetupMode mode = switch (name) {
            case "page" -> PAGE;
            case "file" -> FILE;
            case "first-proxied" -> FIRST_PROXIED;
            default -> throw new IllegalArgumentException("setup.mode must be page, file or first-proxied, is " + name);
        };
        if (mode == FILE && auth != AuthMode.TOKEN) {
            throw new IllegalArgumentException("setup.mode file needs auth.mode token");
        }
        if (mode == FIRST_PROXIED && auth != AuthMode.PROXY) {
            throw new IllegalArgumentException("setup.mode first-proxied needs auth.mode proxy");
        }
        return mode;
    }
}
