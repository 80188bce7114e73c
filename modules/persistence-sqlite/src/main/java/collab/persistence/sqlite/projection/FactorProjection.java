package collab.persistence.sqlite.projection;

import collab.domain.Effect;
import collab.domain.credential.SecondFactor;
import collab.domain.id.UserId;
import collab.persistence.sqlite.query.Statements;

/** Writes second factors and recovery codes. */
final class FactorProjection {
    private static final String PUT = """
            INSERT INTO totp (user_id, sealed, confirmed, last_step, attempts, attempts_since)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET sealed = excluded.sealed, confirmed = excluded.confirmed, last_step = excluded.last_step,
              attempts = excluded.attempts, attempts_since = excluded.attempts_since
            """;

    private static final String DELETE = "DELETE FROM totp WHERE user_id = ?";

    private static final String DELETE_RECOVERY_CODES = "DELETE FROM recovery_code WHERE user_id = ?";

    private static final String INSERT_RECOVERY_CODE = "INSERT INTO recovery_code (user_id, mac) VALUES (?, ?)";

    private static final String USE_RECOVERY_CODE =
            "UPDATE recovery_code SET used_at = ? WHERE user_id = ? AND mac = ?";

    private final Statements statements;

    FactorProjection(Statements statements) {
        this.statements = statements;
    }

    void put(SecondFactor factor) {
        statements.run(
                PUT,
                factor.userId(),
                factor.sealed(),
                factor.confirmed(),
                factor.lastStep(),
                factor.attempts().count(),
                factor.attempts().since());
    }

    void remove(UserId user) {
        statements.run(DELETE, user);
        statements.run(DELETE_RECOVERY_CODES, user);
    }

    void setRecoveryCodes(Effect.RecoveryCodesSet set) {
        statements.run(DELETE_RECOVERY_CODES, set.userId());
        set.macs().forEach(mac -> statements.run(INSERT_RECOVERY_CODE, set.userId(), mac));
    }

    void useRecoveryCode(Effect.RecoveryCodeUsed used) {
        statements.run(USE_RECOVERY_CODE, used.at(), used.userId(), used.mac());
    }
}
