package collab.cli.stream;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Stdout of a command. The first write that fails ends the command with {@link WriteFailed}, so that output which was not written never
 * looks complete. {@code System.out} and a {@link PrintWriter} on it swallow such errors.
 */
public final class StandardOutput extends OutputStream {
    private static final StandardOutput PROCESS = new StandardOutput(new FileOutputStream(FileDescriptor.out));

    private final OutputStream target;
    private volatile Optional<WriteFailed> failure = Optional.empty();

    public StandardOutput(OutputStream target) {
        this.target = target;
    }

    /** The one stream of the process, so that a failure is known to all who write. */
    public static StandardOutput ofProcess() {
        return PROCESS;
    }

    /** A writer that passes every line on at once, in UTF-8. */
    public PrintWriter writer() {
        return new PrintWriter(this, true, StandardCharsets.UTF_8);
    }

    /** The first failure. */
    public Optional<WriteFailed> failure() {
        return failure;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (failure.isPresent()) throw failure.get();
        try {
            target.write(bytes, offset, length);
        } catch (IOException unwritten) {
            WriteFailed first = new WriteFailed(unwritten);
            failure = Optional.of(first);
            throw first;
        }
    }

    /** Stdout cannot be written. */
    public static final class WriteFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        WriteFailed(IOException cause) {
            super("cannot write to stdout: " + cause.getMessage(), cause);
        }

        /** Whether the program that reads stdout has ended, for example {@code head}. The texts are those of the C locale. */
        public boolean readerHasGone() {
            String message = getCause() == null ? "" : String.valueOf(getCause().getMessage());
            return message.contains("Broken pipe") || message.contains("Connection reset by peer");
        }
    }
}
