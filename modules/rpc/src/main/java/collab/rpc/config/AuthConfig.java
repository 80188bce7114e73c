package collab.rpc.config;

import java.util.Optional;
import java.util.Set;

/**
 * The settings of the auth modes.
 *
 * @param passwordHashesParallel number of passwords hashed at the same time, 19 MiB each ({@code
 *     auth.password-hashes-parallel}, default 2)
 * @param proxySecret the secret that the proxy sends with each request ({@code auth.proxy-secret-file}); required in
 *     mode proxy
 * @param proxyAddresses IP addresses from which the proxy calls this server without a gateway in between ({@code
 *     auth.proxy-addresses})
 * @param setup how the first administrator comes to be ({@code setup.mode})
 * @param publicUrl the URL at which people open the page ({@code http.public-url})
 */
public record AuthConfig(
        int passwordHashesParallel,
        Optional<String> proxySecret,
        Set<String> proxyAddresses,
        SetupMode setup,
        Optional<String> publicUrl) {
    public AuthConfig {
        proxyAddresses = Set.copyOf(proxyAddresses);
        if (passwordHashesParallel < 1 || passwordHashesParallel > 64) {
            throw new IllegalArgumentException(
                    "auth.password-hashes-parallel must be between 1 and 64, is " + passwordHashesParallel);
        }
    }

    public static AuthConfig defaults() {
        return new AuthConfig(2, Optional.empty(), Set.of(), SetupMode.PAGE, Optional.empty());
    }

    public AuthConfig withSetup(SetupMode value) {
        return new AuthConfig(passwordHashesParallel, proxySecret, proxyAddresses, value, publicUrl);
    }

    public AuthConfig withProxy(String secret, Set<String> addresses) {
        return new AuthConfig(passwordHashesParallel, Optional.of(secret), addresses, setup, publicUrl);
    }

    public AuthConfig withPublicUrl(String url) {
        return new AuthConfig(passwordHashesParallel, proxySecret, proxyAddresses, setup, Optional.of(url));
    }
}
