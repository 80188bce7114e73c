package collab.runtime.limit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** The address of a listener, checked before Helidon opens it. */
public final class ListenAddress {
    private ListenAddress() {}

    /**
     * Binds the address for a moment, because Helidon 4.5.0 logs the failure with a stack trace and goes on without the listener.
     *
     * @param key the configuration key of the host, for the message
     * @throws IllegalArgumentException when the host has no address
     * @throws IllegalStateException when a listener cannot be opened there, with the reason
     */
    public static InetAddress requireFree(String key, String host, int port) {
        InetAddress address = resolve(key, host);
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, port));
            return address;
        } catch (IOException refused) {
            throw new IllegalStateException(
                    "cannot listen on " + host + ":" + port + ": " + refused.getMessage(), refused);
        }
    }

    /**
     * @param key the configuration key of the host, for the message
     * @throws IllegalArgumentException when the host has no address
     */
    public static InetAddress resolve(String key, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException(key + " must be an address of this machine, got " + host, unknown);
        }
    }
}
