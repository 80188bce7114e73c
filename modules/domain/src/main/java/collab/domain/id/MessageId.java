package collab.domain.id;

/** Identifies a message. Ids ascend in commit order over all channels. */
public record MessageId(long value) implements Comparable<MessageId> {
    public MessageId {
        IdRange.check("message id", value);
    }

    @Override
    public int compareTo(MessageId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
