package collab.gateway;

import java.util.Locale;

/** Why a client can not go on where it was and must boot. */
enum ResumeFailure {
    TOO_OLD,
    EPOCH,
    TOO_FAR,
    FUTURE,
    MALFORMED;

    /** As it stands in the frame. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
