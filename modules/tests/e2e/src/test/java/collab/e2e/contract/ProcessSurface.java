package collab.e2e.contract;

import collab.e2e.harness.RpcCaller;
import collab.e2e.harness.TestJson;
import collab.e2e.harness.TestProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What operators depend on, seen at one running process: listening lines, readiness conditions, metrics, log lines. */
final class ProcessSurface {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)\\{(.*)} \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    /** Requested from every process without a token. */
    private static final List<String> PATHS =
            List.of("/", "/docs/", "/livez", "/readyz", "/metrics", "/rpc", "/ws/user/1", "/none");

    private final String command;
    private final TestProcess program;
    private final RpcCaller caller;

    /** @param command the name of the process as the command line has it */
    ProcessSurface(String command, TestProcess program, URI http) {
        this.command = command;
        this.program = program;
        this.caller = RpcCaller.of(http);
    }

    void addTo(Surface surface) throws IOException {
        surface.add("listening lines", listening());
        surface.add("readiness conditions", conditions());
        surface.add("metrics", metrics());
        surface.add("http paths", paths());
    }

    private List<String> listening() {
        return program.stdout().stream()
                .filter(line -> line.startsWith("listening "))
                .map(line -> command + ": " + line.replaceAll(":\\d+(?=/|$)", ":PORT"))
                .toList();
    }

    private List<String> conditions() throws IOException {
        return caller.get("/readyz")
                .body()
                .lines()
                .map(line -> command + ": " + line.substring(0, line.indexOf(':')))
                .toList();
    }

    private List<String> paths() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String path : PATHS)
            lines.add(command + ": GET " + path + " " + caller.get(path).statusCode());
        return lines;
    }

    // ---- metrics ----

    /** Each family with its type, its labels and the values that these begin with. */
    private List<String> metrics() throws IOException {
        SortedMap<String, String> types = new TreeMap<>();
        SortedMap<String, SortedMap<String, Set<String>>> labels = new TreeMap<>();
        for (String line : caller.get("/metrics").body().lines().toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (sample.matches()) {
                Matcher label = LABEL.matcher(sample.group(2));
                while (label.find()) {
                    labels.computeIfAbsent(
                                    sample.group(1).replaceFirst("_(bucket|count|sum)$", ""), _ -> new TreeMap<>())
                            .computeIfAbsent(label.group(1), _ -> new LinkedHashSet<>())
                            .add(sample.group(1).startsWith("jvm_") ? "*" : label.group(2)); // of the Java runtime
                }
            }
        }
        return types.entrySet().stream()
                .map(family -> family.getKey() + " " + family.getValue() + " of " + command
                        + describe(labels.getOrDefault(family.getKey(), new TreeMap<>())))
                .toList();
    }

    private static String describe(Map<String, Set<String>> labels) {
        StringBuilder text = new StringBuilder();
        labels.forEach(
                (name, values) -> text.append(' ').append(name).append('=').append(String.join("|", values)));
        return text.toString();
    }

    // ---- logs ----

    /** The members of a JSON log line, and the logger of security events. Waits for the line. */
    List<String> securityLog() {
        JsonNode line = TestJson.parse(program.awaitLine(
                "a line of the security log", text -> text.startsWith("{") && text.contains("\"collab.security\"")));
        return List.of(
                "logger " + line.get("logger").textValue(),
                "members " + String.join(" ", (Iterable<String>) line::fieldNames));
    }
}
