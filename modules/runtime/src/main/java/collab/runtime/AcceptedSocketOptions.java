package collab.runtime;

import io.helidon.common.socket.SocketOptions;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Socket options that pass each accepted connection on before they are applied; this is the first callback for a connection. When
 * {@code accepted} throws, Helidon closes the connection and gives its permit back.
 */
public record AcceptedSocketOptions(SocketOptions options, Consumer<SocketChannel> accepted) implements SocketOptions {
    @Override
    public void configureSocket(SocketChannel connection) {
        accepted.accept(connection);
        options.configureSocket(connection);
    }

    @Override
    public void configureSocket(Socket connection) {
        options.configureSocket(connection);
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return options.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return options.tcpNoDelay();
    }
}
