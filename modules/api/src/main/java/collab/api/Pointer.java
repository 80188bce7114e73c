package collab.api;

/**
 * A place in a JSON document (RFC 6901), built link by link on the way down and rendered only when something is wrong
 * there.
 */
public final class Pointer {
    /** The whole document. */
    public static final Pointer ROOT = new Pointer();

    private final Pointer parent;
    private final String token;

    private Pointer() {
        this.parent = this;
        this.token = "";
    }

    private Pointer(Pointer parent, String token) {
        this.parent = parent;
        this.token = token;
    }

    /**
     * {@return a member of the object here}
     *
     * @param name of the member
     */
    public Pointer child(String name) {
        return new Pointer(this, name);
    }

    /**
     * {@return an item of the array here}
     *
     * @param index from 0
     */
    public Pointer child(int index) {
        return new Pointer(this, Integer.toString(index));
    }

    /** Printable and bounded even where a client made up the names. */
    @Override
    public String toString() {
        if (parent == this) return "";
        return parent + "/" + Json.printable(token).replace("~", "~0").replace("/", "~1");
    }
}
