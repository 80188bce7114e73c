package collab.web;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The API reference as HTML. The build generates the pages from {@code openrpc.json} and lists them in a file. */
public final class ReferencePages {
    /** The first path segment of all files. */
    public static final String FOLDER = "docs/";

    public static final String INDEX = FOLDER + "index.html";

    private static final String ROOT = "docs-root/";
    private static final String LIST = "pages.txt";
    private static final String STYLE = "style.css";

    private ReferencePages() {}

    /** {@return the pages and their style sheet by path} */
    public static Map<String, WebFile> load() {
        Map<String, WebFile> files = new TreeMap<>();
        new String(WebFiles.read(ROOT + LIST), StandardCharsets.UTF_8).lines().forEach(name -> add(files, name));
        add(files, STYLE);
        return Map.copyOf(files);
    }

    private static void add(Map<String, WebFile> files, String name) {
        files.put(FOLDER + name, WebFiles.file(FOLDER + name, WebFiles.read(ROOT + name), false));
    }
}
