package collab.cli;

import collab.api.Json;
import collab.api.MalformedJson;
import collab.api.RpcMethod;
import collab.client.CollabClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hero-collab rpc METHOD [PARAMS]}: any method of the contract. */
@Command(
        name = "rpc",
        description = "Call any method and print its result as JSON.",
        footerHeading = "%nExample:%n",
        footer = "  hero-collab rpc channel.list '{\"workspace_id\": 1}'")
final class RpcCommand implements Callable<Integer> {
    @Mixin
    Connection connection;

    @Mixin
    Output output;

    @Parameters(
            index = "0",
            paramLabel = "METHOD",
            description = "For example channel.list; 'rpc.discover' answers the contract.")
    String method;

    @Parameters(
            index = "1",
            paramLabel = "PARAMS",
            description = "A JSON object, or - for stdin.",
            defaultValue = "{}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    String params;

    @Override
    public Integer call() throws IOException {
        boolean anybody = RpcMethod.of(method)
                .map(known -> known.access() == collab.api.Access.NONE)
                .orElse(false);
        try (CollabClient client = anybody ? connection.anonymous() : connection.signedIn()) {
            output.line(client.callRaw(method, arguments()));
            return ExitCode.OK;
        }
    }

    private ObjectNode arguments() throws IOException {
        byte[] text = Input.bytes(params);
        try {
            JsonNode json = Json.parse(text);
            if (json instanceof ObjectNode object) return object;
            throw new IllegalArgumentException("PARAMS must be a JSON object, is " + json.getNodeType());
        } catch (MalformedJson malformed) {
            throw new IllegalArgumentException("PARAMS is not JSON: " + malformed.getMessage(), malformed);
        }
    }
}
