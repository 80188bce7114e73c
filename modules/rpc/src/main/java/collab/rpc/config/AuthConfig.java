package collab.rpc.config;

import java.util.Optional;
import java.util.Set;

/**
 * What the auth modes are told beside their name.
 *
 * @param passwordHashesParallel passwords hashed at the same time, 19 MiB each ({@code auth.password-hashes-parallel}, default 2)
 * @param proxySecret what the proxy proves itself with ({@code auth.proxy-secret-file}); needed in proxy mode
 * @param proxyAddresses where the proxy calls this server from without a gateway between ({@code auth.proxy-addresses})
 */
public record AuthConfig(int passwordHashesParallel, Optional<String> proxySecret, Set<String> proxyAddresses) {
    public AuthConfig {
        proxyAddresses = Set.copyOf(proxyAddresses);
        if (passwordHashesParallel < 1 || passwordHashesParallel > 64) {
            throw new IllegalArgumentException(
                    "auth.password-hashes-parallel must be between 1 and 64, is " + passwordHashesParallel);
        }
    }

    public static AuthConfig defaults() {
        return new AuthConfig(2, Optional.empty(), Set.of());
    }
}
