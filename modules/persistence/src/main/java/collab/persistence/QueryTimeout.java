package collab.persistence;

import java.io.Serial;
import java.time.Duration;

/** A query did not end before its deadline and was interrupted. The same query can succeed when it reads fewer rows. */
public final class QueryTimeout extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public QueryTimeout(Duration timeout) {
        super("the query took longer than " + timeout.toMillis() + " ms");
    }
}
