package collab.domain.rules;

import collab.domain.Effect;
import collab.domain.credential.SecondFactor;
import collab.domain.id.SessionId;
import collab.domain.id.UserId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The second factors of a {@link MemoryState}, and when sessions were used and confirmed. */
final class MemoryFactors {
    private final Map<UserId, SecondFactor> factors = new HashMap<>();
    private final Map<UserId, Set<String>> recoveryMacs = new HashMap<>();
    final Map<SessionId, Instant> seen = new HashMap<>();
    final Map<SessionId, Instant> confirmed = new HashMap<>();

    void set(SecondFactor factor) {
        factors.put(factor.userId(), factor);
    }

    void removed(UserId user) {
        factors.remove(user);
        recoveryMacs.remove(user);
    }

    void recoveryCodes(Effect.RecoveryCodesSet set) {
        recoveryMacs.put(set.userId(), new HashSet<>(set.macs()));
    }

    void recoveryCodeUsed(Effect.RecoveryCodeUsed used) {
        recoveryMacs.get(used.userId()).remove(used.mac());
    }

    Optional<SecondFactor> factor(UserId user) {
        return Optional.ofNullable(factors.get(user));
    }

    boolean hasRecoveryCode(UserId user, String mac) {
        return recoveryMacs.getOrDefault(user, Set.of()).contains(mac);
    }
}
