package collab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How large the image is on disk. */
final class SizeScenario implements Scenario {
    @Override
    public String name() {
        return "size";
    }

    @Override
    public String about() {
        return "size of the runtime image";
    }

    @Override
    public void run(Lab lab) throws Exception {
        Path image = lab.plan().program().toRealPath().resolve("../..").normalize();
        try (Stream<Path> files = Files.walk(image)) {
            long bytes = files.filter(file -> Files.isRegularFile(file) && !Files.isSymbolicLink(file))
                    .mapToLong(SizeScenario::size)
                    .sum();
            lab.say("image", new Figures().put("size_mb", bytes / 1e6));
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
