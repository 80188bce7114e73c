import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Formats every Java source below a folder: java Format.java write|check FOLDER STAMP-FILE.
 *
 * <p>Sources older than the stamp were looked at by an earlier run, so that a build without changes does not pay for it.
 */
void main(String[] args) throws Exception {
    boolean check = args[0].equals("check");
    Path root = Path.of(args[1]).toRealPath();
    Path stamp = Path.of(args[2]);
    FileTime begin = FileTime.from(java.time.Instant.now());
    List<Path> sources = sourcesNewerThan(check || !Files.exists(stamp) ? FileTime.fromMillis(0) : Files.getLastModifiedTime(stamp), root);

    var changed = new ConcurrentLinkedQueue<Path>();
    var broken = new ConcurrentLinkedQueue<String>();
    sources.parallelStream().forEach(source -> {
        try {
            String before = Files.readString(source);
            String after = format(before);
            if (after.equals(before)) return;
            changed.add(source);
            if (!check) Files.writeString(source, after);
        } catch (Exception e) {
            broken.add(root.relativize(source) + ": " + e.getMessage());
        }
    });

    broken.forEach(System.err::println);
    if (check) changed.stream().sorted().forEach(source -> System.err.println("not formatted: " + root.relativize(source)));
    else if (!changed.isEmpty()) IO.println("formatted " + changed.size() + " of " + sources.size() + " sources");
    if (check && !changed.isEmpty()) System.err.println("to format them: etc/maven -pl modules/build/style process-sources");
    if (!broken.isEmpty() || check && !changed.isEmpty()) System.exit(1);
    Files.createDirectories(stamp.getParent());
    Files.writeString(stamp, "");
    Files.setLastModifiedTime(stamp, begin);
}

List<Path> sourcesNewerThan(FileTime last, Path root) throws IOException {
    try (var files = Files.find(root, Integer.MAX_VALUE, (file, about) -> about.isRegularFile()
            && file.toString().endsWith(".java")
            && file.toString().matches(".*/src/(main|test)/java/.*") // programs of the build are compact source files, unknown to this formatter
            && about.lastModifiedTime().compareTo(last) >= 0)) {
        return files.toList();
    }
}

String format(String source) throws Exception {
    var options = JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.PALANTIR).formatJavadoc(false).build();
    String imports = ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(source), JavaFormatterOptions.Style.PALANTIR);
    return Formatter.createFormatter(options).formatSource(imports);
}
