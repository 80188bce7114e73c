package collab.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The files of the browser client, held in memory: they are few, small, and the same for everybody. */
public final class WebFiles {
    /** All of them; a folder can not be listed in a runtime image. */
    static final List<String> PATHS = List.of(
            "backoff.js",
            "codec.js",
            "constants.js",
            "icon.svg",
            "inbox.js",
            "index.html",
            "main.js",
            "reaction.js",
            "rpc.js",
            "socket.js",
            "store.js",
            "style.css",
            "view.js");

    private WebFiles() {}

    /** By path. */
    public static Map<String, WebFile> load() {
        return PATHS.stream()
                .map(WebFiles::read)
                .collect(Collectors.toUnmodifiableMap(WebFile::path, Function.identity()));
    }

    private static WebFile read(String path) {
        // the folder's name is not a package name, so the module system does not hide it
        try (InputStream in = WebFiles.class.getResourceAsStream("/web-root/" + path)) {
            if (in == null) throw new IllegalStateException("web-root/" + path + " is missing");
            byte[] bytes = in.readAllBytes();
            return new WebFile(path, contentType(path), bytes, etag(bytes));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String contentType(String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1);
        return switch (ending) {
            case "html" -> "text/html; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalStateException("no content type for " + path);
        };
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
