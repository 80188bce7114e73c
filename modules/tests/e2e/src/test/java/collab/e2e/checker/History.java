package collab.e2e.checker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The history of one run: kept for the checker, and written as lines of JSON at the same time. Many threads add
 * entries; the order of the entries of one thread is kept.
 */
public final class History implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectWriter LINE = MAPPER.writerFor(HistoryEntry.class);
    private static final ObjectReader ENTRY = MAPPER.readerFor(HistoryEntry.class);

    private final long began;
    private final BufferedWriter file;
    private final List<HistoryEntry> entries = new ArrayList<>();
    private boolean closed;

    private History(long began, BufferedWriter file, boolean closed) {
        this.began = began;
        this.file = file;
        this.closed = closed;
    }

    public static History create(Path file) {
        try {
            return new History(System.nanoTime(), Files.newBufferedWriter(file), false);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A history without a file. */
    public static History inMemory() {
        return new History(System.nanoTime(), new BufferedWriter(Writer.nullWriter()), false);
    }

    /** A history on the same clock that keeps nothing, for clients that are judged by another record. */
    public History unrecorded() {
        return new History(began, new BufferedWriter(Writer.nullWriter()), true);
    }

    /** Nanoseconds since the start of the run. */
    public long now() {
        return System.nanoTime() - began;
    }

    public synchronized void add(HistoryEntry entry) {
        if (closed) return; // unrecorded, or a client that ended after the history was closed
        try {
            file.write(line(entry));
            file.newLine();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        entries.add(entry);
    }

    public synchronized List<HistoryEntry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            file.close();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    static String line(HistoryEntry entry) {
        try {
            return LINE.writeValueAsString(entry);
        } catch (JsonProcessingException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static HistoryEntry entry(String line) {
        try {
            return ENTRY.readValue(line);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("not a history entry: " + line, malformed);
        }
    }

    /** Reads the history of an earlier run. */
    public static List<HistoryEntry> read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(History::entry).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
