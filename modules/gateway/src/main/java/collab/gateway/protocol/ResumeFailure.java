package collab.gateway.protocol;

import java.util.Locale;

/** Why a client can not go on where it was and must boot. */
public enum ResumeFailure {
    TOO_OLD,
    EPOCH,
    TOO_FAR,
    FUTURE,
    MALFORMED;

    /** As it stands in the frame. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
