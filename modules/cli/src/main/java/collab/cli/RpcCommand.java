package collab.cli;

import collab.api.Access;
import collab.api.ErrorCode;
import collab.api.Json;
import collab.api.MalformedJson;
import collab.api.RpcMethod;
import collab.cli.stream.ArgumentInput;
import collab.client.CollabClient;
import collab.client.CollabException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hero-collab rpc [call] METHOD [PARAMS]}: any method of the contract. */
@Command(
        name = "rpc",
        description = "Call any method and print its result as JSON.",
        synopsisSubcommandLabel = "[call]",
        subcommands = RpcCommand.Call.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  hero-collab rpc call channel.list '{\"workspace_id\": 1}'",
            "  hero-collab rpc call rpc.discover | jq '.methods[].name'"
        })
public final class RpcCommand implements Callable<Integer> {
    @Mixin
    ServerConnection connection;

    @Mixin
    Output output;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "METHOD",
            description = "Method, for example channel.list. The result of 'rpc.discover' is the contract.")
    Optional<String> method = Optional.empty();

    @Parameters(
            index = "1",
            paramLabel = "PARAMS",
            description = "Parameters as a JSON object, or - for stdin.",
            defaultValue = "{}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    String params;

    @Spec
    CommandSpec command;

    @Override
    public Integer call() throws IOException {
        String name = method.orElseThrow(
                () -> new ParameterException(command.commandLine(), "Missing required parameter: 'METHOD'"));
        return call(connection, output, name, params);
    }

    /** {@code hero-collab rpc call METHOD [PARAMS]}. */
    @Command(name = "call", description = "Call any method and print its result as JSON.")
    static final class Call implements Callable<Integer> {
        @Mixin
        ServerConnection connection;

        @Mixin
        Output output;

        @Parameters(
                index = "0",
                paramLabel = "METHOD",
                description = "Method, for example channel.list. The result of 'rpc.discover' is the contract.")
        String method;

        @Parameters(
                index = "1",
                paramLabel = "PARAMS",
                description = "Parameters as a JSON object, or - for stdin.",
                defaultValue = "{}",
                showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
        String params;

        @Override
        public Integer call() throws IOException {
            return RpcCommand.call(connection, output, method, params);
        }
    }

    private static int call(ServerConnection connection, Output output, String method, String params)
            throws IOException {
        ObjectNode arguments = arguments(params);
        boolean anonymous =
                RpcMethod.of(method).map(known -> known.access() == Access.NONE).orElse(false);
        try (CollabClient client = anonymous ? connection.anonymous() : connection.signedIn()) {
            output.line(client.callRaw(method, arguments));
            return ExitCode.OK;
        } catch (CollabException.InvalidCall rejected) {
            throw unknownMethod(method, rejected);
        }
    }

    /** Names the method that was probably meant. Only the server knows which methods it has. */
    private static RuntimeException unknownMethod(String method, CollabException.InvalidCall rejected) {
        if (!rejected.reason().equals(Optional.of(ErrorCode.METHOD_NOT_FOUND))) return rejected;
        List<String> known =
                Stream.of(RpcMethod.values()).map(RpcMethod::wireName).toList();
        String near = NearName.of(method, known)
                .map(name -> "; did you mean " + name + "?")
                .orElse("; the result of rpc.discover names the methods");
        return new IllegalArgumentException("unknown method '" + method + "'" + near, rejected);
    }

    private static ObjectNode arguments(String params) throws IOException {
        String text = ArgumentInput.text(params);
        try {
            JsonNode json = Json.parse(text);
            if (json instanceof ObjectNode object) return object;
            throw new IllegalArgumentException("PARAMS must be a JSON object, got " + json.getNodeType());
        } catch (MalformedJson malformed) {
            throw new IllegalArgumentException("PARAMS must be JSON: " + malformed.getMessage(), malformed);
        }
    }
}
