package collab.domain.preference;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Every preference that a user has, with what it accepts and its default. */
public enum PrefKey {
    /** Which messages of channels notify, where the channel has no level of its own. */
    NOTIFY_LEVEL("notify.level", PrefScope.ME, Shape.CHOICE, "mentions all nothing"),
    NOTIFY_THREADS("notify.threads", PrefScope.ME, Shape.CHOICE, "true false"),
    /** Whether {@code @channel} and {@code @here} notify. */
    NOTIFY_BROADCASTS("notify.broadcasts", PrefScope.ME, Shape.CHOICE, "true false"),
    /** Whether a notification shows the text of the message. */
    NOTIFY_PREVIEW("notify.preview", PrefScope.ME, Shape.CHOICE, "true false"),
    /** Words that notify like a mention. */
    NOTIFY_KEYWORDS("notify.keywords", PrefScope.ME, Shape.WORDS, ""),
    /** Whether unfinished texts are kept on the server. */
    DRAFTS_SYNC("drafts.sync", PrefScope.ME, Shape.CHOICE, "true false"),
    /** Ids of channels, in the order in which they are shown. */
    FAVOURITES("favourites", PrefScope.WORKSPACE, Shape.CHANNELS, ""),
    LEVEL("level", PrefScope.CHANNEL, Shape.CHOICE, "default all mentions nothing"),
    MUTED("muted", PrefScope.CHANNEL, Shape.CHOICE, "false true");

    /** What a preference accepts. */
    public enum Shape {
        /** One of a few texts. */
        CHOICE,
        /** Words or short phrases. */
        WORDS,
        /** Ids of channels. */
        CHANNELS
    }

    private final String word;
    private final PrefScope scope;
    private final Shape shape;
    private final String accepted;

    /** @param accepted the texts of a choice, separated by spaces; the first is the default */
    PrefKey(String word, PrefScope scope, Shape shape, String accepted) {
        this.word = word;
        this.scope = scope;
        this.shape = shape;
        this.accepted = accepted;
    }

    public static Optional<PrefKey> of(PrefScope scope, String word) {
        return Arrays.stream(values())
                .filter(key -> key.scope == scope && key.word.equals(word))
                .findAny();
    }

    /** The name in the contract. */
    public String word() {
        return word;
    }

    public PrefScope scope() {
        return scope;
    }

    public Shape shape() {
        return shape;
    }

    /** The texts that a choice accepts; the first is the default. */
    public List<String> accepted() {
        return List.of(accepted.split(" "));
    }
}
