package collab.domain.id;

/**
 * A position in the event log; 0 is before the first event. Entities carry the position of their last change as their
 * version ({@code ver}), so the type belongs to the domain.
 */
public record LogPosition(long value) implements Comparable<LogPosition> {
    public static final LogPosition START = new LogPosition(0);

    public LogPosition {
        if (value < 0 || value > IdRange.MAX) {
            throw new IllegalArgumentException("log position must be between 0 and " + IdRange.MAX + ", is " + value);
        }
    }

    public LogPosition plus(long events) {
        return new LogPosition(value + events);
    }

    public boolean isAfter(LogPosition other) {
        return value > other.value;
    }

    @Override
    public int compareTo(LogPosition other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
