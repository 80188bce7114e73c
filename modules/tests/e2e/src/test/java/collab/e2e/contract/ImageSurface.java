package collab.e2e.contract;

import collab.e2e.harness.RuntimeImage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names that the shipped classes and the start script contain: headers, environment variables, WebSocket subprotocols. */
final class ImageSurface {
    private static final Pattern HEADER = Pattern.compile("x-hero-[a-z-]*[a-z]");
    private static final Pattern SUBPROTOCOL = Pattern.compile("collab\\.v\\d\\.(?:json|proto)");
    private static final Pattern VARIABLE = Pattern.compile("HERO_COLLAB_[A-Z_]*[A-Z]|XDG_[A-Z_]+|NO_COLOR");
    private static final Pattern SCRIPT_VARIABLE = Pattern.compile("\\$\\{?([A-Z][A-Z_]+)");

    private ImageSurface() {}

    static void addTo(Surface surface) throws IOException {
        SortedSet<String> headers = new TreeSet<>();
        SortedSet<String> subprotocols = new TreeSet<>();
        SortedSet<String> variables = new TreeSet<>();
        for (String content : classes()) {
            collect(HEADER, content, headers);
            collect(SUBPROTOCOL, content, subprotocols);
            collect(VARIABLE, content, variables);
        }
        Matcher used = SCRIPT_VARIABLE.matcher(Files.readString(RuntimeImage.program()));
        while (used.find()) variables.add(used.group(1));
        surface.add("http headers", headers);
        surface.add("websocket subprotocols", subprotocols);
        surface.add("environment variables, used", variables);
    }

    private static void collect(Pattern pattern, String content, Collection<String> found) {
        Matcher matcher = pattern.matcher(content);
        while (matcher.find()) found.add(matcher.group());
    }

    /** Every class of ours, its bytes as characters: the constants of a class are plain text in it. */
    private static List<String> classes() throws IOException {
        try (FileSystem image = FileSystems.newFileSystem(
                        URI.create("jrt:/"),
                        Map.of("java.home", RuntimeImage.folder().toString()));
                Stream<Path> files = Files.walk(image.getPath("/modules"))) {
            List<String> contents = new ArrayList<>();
            for (Path file : files.filter(path -> path.getNameCount() > 2
                            && path.getName(1).toString().startsWith("collab.")
                            && path.toString().endsWith(".class"))
                    .toList()) {
                contents.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            return contents;
        }
    }
}
