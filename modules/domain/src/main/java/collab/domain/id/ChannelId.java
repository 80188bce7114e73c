package collab.domain.id;

/** Identifies a channel or a direct message. */
public record ChannelId(long value) implements Comparable<ChannelId> {
    public ChannelId {
        IdRange.check("channel id", value);
    }

    @Override
    public int compareTo(ChannelId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
