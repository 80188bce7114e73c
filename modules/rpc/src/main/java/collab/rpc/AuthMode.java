package collab.rpc;

/** How people prove who they are ({@code auth.mode}). Only {@link Identity} acts on it. */
public enum AuthMode {
    /** A name is enough: for one person at their own machine, who is the only one reached. */
    DEV;

    /** Fails closed: no mode or one that is not served, no start. */
    public static AuthMode parse(String word) {
        if (word.equals("dev")) return DEV;
        throw new IllegalArgumentException(
                "auth.mode must be dev, the only mode this version serves, is " + (word.isEmpty() ? "not set" : word));
    }
}
