package collab.e2e.proof;

import collab.e2e.harness.Deployment;
import java.util.List;
import java.util.stream.Stream;

/**
 * The settings of the processes under proof, each as {@code key=value}; rate limits are never reached.
 *
 * @param gateway the settings of every gateway
 */
public record ProofSettings(List<String> server, List<String> gateway) {
    static final ProofSettings DEFAULT = new ProofSettings(List.of(), List.of());

    public ProofSettings {
        server = List.copyOf(server);
        gateway = List.copyOf(gateway);
    }

    String[] ofServer() {
        return Stream.concat(Stream.of(Deployment.UNLIMITED), server.stream()).toArray(String[]::new);
    }

    String[] ofGateway(String name) {
        return Stream.concat(Stream.of("gateway.id=" + name), gateway.stream()).toArray(String[]::new);
    }
}
