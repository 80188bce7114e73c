package collab.gateway.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

/**
 * The HTTP listener of a gateway.
 *
 * @param host the address of the listener
 * @param port 0 selects a free port
 * @param origins other origins whose pages may open sockets
 * @param proxies addresses whose forwarding headers are trusted
 */
public record HttpConfig(String host, int port, Set<String> origins, Set<String> proxies, HttpLimits limits) {

    public HttpConfig {
        origins = Set.copyOf(origins);
        proxies = Set.copyOf(proxies);
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("http.port must be 0 to 65535, is " + port);
    }

    public HttpConfig withHost(String other) {
        return new HttpConfig(other, port, origins, proxies, limits);
    }

    public HttpConfig withPort(int other) {
        return new HttpConfig(host, other, origins, proxies, limits);
    }

    public HttpConfig withOrigins(Set<String> other) {
        return new HttpConfig(host, port, other, proxies, limits);
    }

    /** Whether the listener accepts connections from this machine only. */
    public boolean loopbackOnly() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
