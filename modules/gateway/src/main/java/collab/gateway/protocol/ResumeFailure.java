package collab.gateway.protocol;

import java.util.Locale;

/** Why a client cannot resume and must boot. */
public enum ResumeFailure {
    TOO_OLD,
    EPOCH,
    TOO_FAR,
    FUTURE,
    MALFORMED;

    /** The name in the frame. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
