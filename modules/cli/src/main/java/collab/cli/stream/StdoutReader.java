package collab.cli.stream;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;

/**
 * Notices that the program which reads stdout has ended, while there is nothing to write. Java reports a closed pipe only for a write,
 * so a command that follows events would outlive {@code head} until the next event.
 */
public final class StdoutReader {
    private static final int STDOUT = 1;

    /** {@code POLLERR}, set for a pipe, and {@code POLLHUP}, set for a socket or a terminal. */
    private static final int GONE = 0x8 | 0x10;

    private static final int FOREVER = -1;
    private static final int INTERRUPTED = -1;

    /** How often a signal to the thread may interrupt the wait before it is given up. */
    private static final int INTERRUPTS_MAX = 100;

    /** {@code struct pollfd}. */
    private static final MemoryLayout POLLFD =
            MemoryLayout.structLayout(ValueLayout.JAVA_INT, ValueLayout.JAVA_SHORT, ValueLayout.JAVA_SHORT);

    private static final long RETURNED_EVENTS_OFFSET = 6;

    private StdoutReader() {}

    /** Calls the action once, on a thread of its own, when the pipe of stdout has no reader any more. */
    public static void whenGone(Consumer<StandardOutput.WriteFailed> action) {
        Thread.ofPlatform().name("stdout-reader").daemon().start(() -> {
            if (awaitError()) action.accept(new StandardOutput.WriteFailed(new IOException("Broken pipe")));
        });
    }

    /** Blocks until stdout is broken; false when that cannot happen, as for a file. */
    @SuppressWarnings("restricted") // the image allows native access for this module
    private static boolean awaitError() {
        Linker linker = Linker.nativeLinker();
        MethodHandle poll = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("poll"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment watched = arena.allocate(POLLFD); // errors are always reported, other events are not wanted
            watched.set(ValueLayout.JAVA_INT, 0, STDOUT);
            int ready = INTERRUPTED;
            for (int i = 0; i < INTERRUPTS_MAX && ready == INTERRUPTED; i++) {
                ready = (int) poll.invokeExact(watched, 1L, FOREVER);
            }
            return ready == 1 && (watched.get(ValueLayout.JAVA_SHORT, RETURNED_EVENTS_OFFSET) & GONE) != 0;
        } catch (Throwable impossible) {
            throw new IllegalStateException("poll failed", impossible);
        }
    }
}
