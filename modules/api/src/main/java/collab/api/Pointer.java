package collab.api;

/**
 * A JSON pointer (RFC 6901). The parser extends it for each level and renders it only for error messages.
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
     * {@return the pointer of a member of this object}
     *
     * @param name the name of the member
     */
    public Pointer child(String name) {
        return new Pointer(this, name);
    }

    /**
     * {@return the pointer of an item of this array}
     *
     * @param index the index, from 0
     */
    public Pointer child(int index) {
        return new Pointer(this, Integer.toString(index));
    }

    /** Member names are shortened and made printable, because clients choose them. */
    @Override
    public String toString() {
        if (parent == this) return "";
        return parent + "/" + Json.printable(token).replace("~", "~0").replace("/", "~1");
    }
}
