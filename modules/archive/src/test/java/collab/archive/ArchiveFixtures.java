package collab.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds archives for tests, and collects the entries that are read from them. */
public final class ArchiveFixtures {
    private ArchiveFixtures() {}

    /** @param namesAndContents alternating */
    public static Path zip(Path file, String... namesAndContents) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    public static List<ArchiveEntry> read(Archive archive) throws IOException {
        List<ArchiveEntry> entries = new ArrayList<>();
        archive.read(entries::add);
        return entries;
    }

    public static <T extends ArchiveEntry> List<T> only(Class<T> kind, List<ArchiveEntry> entries) {
        return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
