package collab.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the browser page, held in memory: they are few, small, and the same for every user.
 *
 * <p>The build bundles the modules and style sheets. The results name each other by relative paths, so one folder is named after a hash of
 * all of them ({@code assets/HASH/main.js}). Only the page itself has a fixed name. The page of one release therefore never runs with modules of
 * another, and a browser may cache a folder for ever.
 */
public final class WebFiles {
    static final String PAGE = "index.html";

    private static final String ROOT = "web-root/";

    /** The paths of all files except the page. A runtime image has no list of the files in a folder. */
    private static final String LIST = "files.txt";

    private WebFiles() {}

    /** The files by path. */
    public static Map<String, WebFile> load() {
        SequencedMap<String, byte[]> contents = new LinkedHashMap<>();
        readText(LIST).lines().forEach(path -> contents.put(path, read(ROOT + path)));
        String folder = "assets/" + hash(contents) + "/";
        Map<String, WebFile> files = new TreeMap<>();
        contents.forEach((path, bytes) -> add(files, file(folder + path, bytes, true)));
        add(files, file(PAGE, page(folder), false));
        return Map.copyOf(files);
    }

    private static void add(Map<String, WebFile> files, WebFile file) {
        files.put(file.path(), file);
    }

    private static String readText(String path) {
        return new String(read(ROOT + path), StandardCharsets.UTF_8);
    }

    private static byte[] page(String folder) {
        return readText(PAGE).replace("{assets}/", folder).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] read(String resource) {
        // the folder's name is not a package name, so the module system does not hide it
        try (InputStream in = WebFiles.class.getResourceAsStream("/" + resource)) {
            if (in == null) throw new IllegalStateException("the resource " + resource + " is missing");
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static WebFile file(String path, byte[] bytes, boolean lasting) {
        String etag = '"' + HexFormat.of().formatHex(sha256().digest(bytes), 0, 12) + '"';
        return new WebFile(path, contentType(path), bytes, gzip(bytes), etag, lasting);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new BestGzip(compressed)) {
            out.write(bytes);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return compressed.toByteArray();
    }

    /** Uses the best compression: a file is compressed once and sent often. */
    private static final class BestGzip extends GZIPOutputStream {
        BestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
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

    private static String hash(SequencedMap<String, byte[]> contents) {
        MessageDigest digest = sha256();
        contents.forEach((path, bytes) -> {
            digest.update((path + ' ' + bytes.length + '\n').getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
