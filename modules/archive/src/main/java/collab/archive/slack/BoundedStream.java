package collab.archive.slack;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A file of JSON elements, each of which has at most {@link #ELEMENT_MAX} bytes with the white space before it. */
final class BoundedStream extends FilterInputStream {
    /** The most bytes of one element, and of white space between two elements. */
    static final int ELEMENT_MAX = 8 << 20;

    private long read;

    BoundedStream(InputStream in) {
        super(in);
    }

    /** The next element begins. */
    void next() {
        read = 0;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        if (next >= 0) count(1);
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int more = super.read(into, offset, length);
        if (more > 0) count(more);
        return more;
    }

    private void count(int more) throws StreamConstraintsException {
        read += more;
        if (read > ELEMENT_MAX) {
            throw new StreamConstraintsException("an element has more than " + ELEMENT_MAX + " bytes");
        }
    }
}
