package collab.runtime;

import java.io.Serial;

/** The configuration is invalid; the message names the source, the key, the value and what is accepted. */
public final class SettingsException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public SettingsException(String message) {
        super(message);
    }

    SettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
